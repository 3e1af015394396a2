using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using FunctionsAsl.Core;

namespace FunctionsAsl.Compatibility.Hosts;

/// <summary>A service over data in one file, with a clock of its own; the file is complete once the host is disposed of.</summary>
/// <remarks>All that the tests know of the engine is in this folder. Everything else goes through the AWS API.</remarks>
internal abstract class Host(VirtualClock clock, FunctionTable functions) : IAsyncDisposable
{
    /// <summary>The hosts there are: the local one, and the durable one by how much an orchestration may carry along.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["local", "durable-ordinary", "durable-narrow", "durable-cramped"];

    public VirtualClock Clock => clock;

    /// <summary>What went wrong within the service so far.</summary>
    public IReadOnlyList<string> Reports => [.. Failures];

    /// <summary>Whether something may go wrong. Else whoever waits for the service learns of it.</summary>
    public bool ReportsAreExpected { get; set; }

    /// <inheritdoc cref="Reports"/>
    protected ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>How long something is waited for that is done by others.</summary>
    protected static TimeSpan Breath => TimeSpan.FromMilliseconds(1);

    protected FunctionTable Functions => functions;

    /// <summary>Opens the file, or begins with none. What ran goes on after <see cref="RecoverAsync"/>.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="file">The data.</param>
    /// <param name="now">The time at first.</param>
    /// <param name="functions">What tasks call.</param>
    /// <param name="compile">Compiles stored definitions, where not as this code does.</param>
    public static Host Open(
        string kind, string file, DateTimeOffset now, FunctionTable functions, Func<string, StateMachine>? compile = null)
    {
        var clock = new VirtualClock();
        clock.Advance(now - clock.GetUtcNow());
        compile ??= StateMachine.CompileStored;
        return kind == "local"
            ? new LocalHost(file, clock, functions, compile)
            : new DurableHost(kind["durable-".Length..], file, clock, functions, compile);
    }

    /// <summary>Calls an operation of the AWS API.</summary>
    public async Task<(int Status, JsonNode Body)> CallAsync(string operation, JsonNode parameters)
    {
        (int status, ReadOnlyMemory<byte> body) = await AnswerAsync(
            "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(parameters.ToJsonString()));
        return (status, body.IsEmpty ? new JsonObject() : JsonNode.Parse(body.Span)!);
    }

    /// <summary>Moves to a time; what is due meanwhile happens in its order.</summary>
    public async Task MoveToAsync(DateTimeOffset time)
    {
        do
        {
            await SettleAsync();
        }
        while (clock.MoveToNext(time));
    }

    /// <summary>Lets what was running when the file was closed go on.</summary>
    public virtual Task RecoverAsync() => Task.CompletedTask;

    /// <summary>Does now what is else done every few minutes.</summary>
    public virtual Task TidyAsync() => Task.CompletedTask;

    /// <summary>Lets everything happen that can happen while time stands still.</summary>
    /// <exception cref="InvalidOperationException">Something went wrong within the service.</exception>
    public async Task SettleAsync()
    {
        while (IsBusy)
        {
            ThrowIfFailed();
            if (!Step())
            {
                await Task.Delay(Breath);
            }
        }

        ThrowIfFailed();
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether something is under way that time has no part in.</summary>
    protected abstract bool IsBusy { get; }

    /// <summary>Does something of it, where it is not done by itself.</summary>
    protected virtual bool Step() => false;

    protected abstract Task<(int Status, ReadOnlyMemory<byte> Body)> AnswerAsync(string target, ReadOnlyMemory<byte> body);

    private void ThrowIfFailed()
    {
        if (!Failures.IsEmpty && !ReportsAreExpected)
        {
            throw new InvalidOperationException("The service has reported:\n" + string.Join('\n', Failures));
        }
    }
}
