using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Conformance;

/// <summary>The service under test, whatever runs under it. One instance serves one case and begins empty.</summary>
public interface IStepFunctions : IAsyncDisposable
{
    /// <summary>Calls an operation of the AWS protocol, as <c>CreateStateMachine</c>.</summary>
    /// <returns>The HTTP status and the JSON answer; a refusal carries <c>__type</c> and <c>message</c>.</returns>
    ValueTask<(int Status, JsonValue Body)> CallAsync(string operation, JsonObject parameters, CancellationToken cancel);

    /// <summary>Lets everything happen that can happen by itself.</summary>
    /// <param name="timePasses">Whether waits, back-offs and timeouts elapse too (at once); without it, time stands still.</param>
    /// <param name="cancel">Ends the wait.</param>
    ValueTask SettleAsync(bool timePasses, CancellationToken cancel);
}

/// <summary>What a target needs to know of a case before it starts.</summary>
/// <param name="Region">The region that ARNs name.</param>
/// <param name="Account">The account that ARNs name.</param>
/// <param name="Handlers">The task handlers by function name.</param>
public sealed record Setup(string Region, string Account, IReadOnlyDictionary<string, ITaskHandler> Handlers)
{
    public TaskHandlers ToTaskHandlers()
    {
        var handlers = new TaskHandlers();
        foreach ((string name, ITaskHandler handler) in Handlers)
        {
            handlers.Add(name, handler);
        }

        return handlers;
    }
}

/// <summary>Starts a target for one case.</summary>
public delegate ValueTask<IStepFunctions> StartTarget(Setup setup);
