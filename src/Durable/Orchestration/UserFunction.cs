using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A task that an activity function of the app's author runs, which the orchestrator calls without anything between.</summary>
internal sealed class UserFunction(Command.RunTask task, ServiceOptions options, LambdaInvocation invocation)
{
    public string Name => invocation.FunctionName;

    public JsonAny Payload => invocation.Payload;

    /// <summary>Whether the function is to run at all.</summary>
    public bool Runs => invocation.Runs;

    /// <summary>Whether the task waits for its result.</summary>
    public bool IsAwaited => invocation.IsAwaited;

    /// <summary>The function that runs a task; <see langword="null"/> where none of these does, or where the task's arguments are wrong.</summary>
    /// <param name="executionArn">The task's execution: a function without one of its own is of the same region and account.</param>
    public static UserFunction? Find(Command.RunTask task, ImmutableArray<string> functions, string executionArn)
    {
        if (functions.IsEmpty || !LambdaInvocation.IsMeantBy(task.Resource))
        {
            return null;
        }

        try
        {
            // arn, partition, states, region, account, …
            string[] arn = executionArn.Split(':');
            var options = new ServiceOptions { Region = arn[3], AccountId = arn[4] };
            LambdaInvocation invocation = LambdaInvocation.Read(task, options, static () => Guid.Empty);
            return functions.Contains(invocation.FunctionName, StringComparer.Ordinal) ? new UserFunction(task, options, invocation) : null;
        }
        catch (TaskFailedException)
        {
            return null;
        }
    }

    /// <summary>What the task makes of the function's result.</summary>
    /// <param name="result">The result; <see langword="null"/> where the task does not wait for one.</param>
    /// <param name="seed">Gives the ids that stand in the outcome.</param>
    public PendingEvent Complete(JsonAny? result, DateTimeOffset time, ulong seed) => Report(i => i.Complete(result, time), time, seed);

    /// <summary>What the task makes of the function's failure.</summary>
    /// <param name="seed">Gives the ids that stand in the outcome.</param>
    public PendingEvent Fail(ActivityFailedException failure, DateTimeOffset time, ulong seed) => Report(
        i => failure.Type == "(unknown)" ? i.NotFound() : i.Fail(failure.Type.Split('.', '+')[^1], failure.Message, failure.Trace), time, seed);

    private PendingEvent Report(Func<LambdaInvocation, TaskOutcome> outcome, DateTimeOffset time, ulong seed)
    {
        // The same number must not decide here and, for the same event, in the core.
        var ids = new Entropy(~seed);
        LambdaInvocation withIds = LambdaInvocation.Read(task, options, ids.NextGuid);
        return new PendingEvent(outcome(withIds).ToEvent(task.Id)).Stamp(time, seed);
    }
}
