using System.Globalization;
using FunctionsAsl.Core.Execution;
using Command = FunctionsAsl.Core.Execution.Command;

namespace FunctionsAsl.Local.Mcp;

/// <summary>Answers every task: with what was said for its state, one an attempt, or by saying that nothing was.</summary>
internal sealed class MockedStates : IMockedTasks
{
    private readonly Dictionary<string, TaskOutcome[]> _results = new(StringComparer.Ordinal);
    private readonly AttemptNumbers _attempts = new();

    /// <param name="mocks">By state: <c>{"return": …}</c>, <c>{"throw": {"error", "cause"}}</c>, or an array of these. The last goes for all further attempts.</param>
    /// <exception cref="UsageException">One is none of these: with its place.</exception>
    public MockedStates(JsonMap mocks)
    {
        foreach ((string state, JsonAny results) in mocks)
        {
            _results[state] = results is JsonList { Count: > 0 } list
                ? [.. list.Select((result, i) => Read(result, JsonPointer.Join(JsonPointer.Join("/mocks", state), i.ToString(CultureInfo.InvariantCulture))))]
                : [Read(results, JsonPointer.Join("/mocks", state))];
        }
    }

    public MockedAnswer? Find(TaskOrigin origin, Command.RunTask task)
    {
        if (!_results.TryGetValue(task.State, out TaskOutcome[]? results))
        {
            // Nested workflows and iterations of Distributed Maps are of this service itself.
            return task.Resource is TaskResource.Integration { Service: "states" } or not (TaskResource.Integration or TaskResource.Activity)
                && !LambdaInvocation.IsMeantBy(task.Resource)
                    ? null
                    : (_, _) => new(new TaskOutcome.Failed(
                        "States.Runtime", $"Nothing answers for the state '{task.State}', which calls {task.Resource.Arn}: give it a mock, as \"mocks\": {{\"{task.State}\": {{\"return\": …}}}}."));
        }

        TaskOutcome result = _attempts.Choose(results, origin, task);
        return (_, _) => new(result);
    }

    private static TaskOutcome Read(JsonAny result, string place) => result switch
    {
        JsonMap { Count: 1 } mock when mock["return"] is { } value => new TaskOutcome.Succeeded(value),
        JsonMap { Count: 1 } mock when mock["throw"] is JsonMap thrown && thrown["error"] is JsonString error =>
            new TaskOutcome.Failed(error.Value, (thrown["cause"] as JsonString)?.Value),
        _ => throw new UsageException(place + ": a mock is {\"return\": …} or {\"throw\": {\"error\": \"NAME\", \"cause\": \"…\"}}."),
    };
}
