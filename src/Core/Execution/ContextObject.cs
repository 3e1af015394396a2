namespace FunctionsAsl.Core.Execution;

/// <summary>Builds the context object (<c>$$</c>) with the members and their order as AWS has them (conformance, area context_object).</summary>
internal static class ContextObject
{
    private static readonly JsonShape Members = new("Execution", "StateMachine", "State", "Map", "Task");
    private static readonly JsonShape StateMembers = new("Name", "EnteredTime", "RetryCount");
    private static readonly JsonShape MapMembers = new("Item");

    public static (JsonMap Execution, JsonMap StateMachine) Fixed(ExecutionState state)
    {
        ExecutionInput execution = state.Execution;
        JsonMap.Builder ofExecution = new JsonMap.Builder()
            .Set("Id", execution.Arn)
            .Set("Input", execution.Input.WithoutSourceText())
            .Set("StartTime", Timestamps.Format(state.StartTime))
            .Set("Name", execution.Name)
            .Set("RoleArn", execution.RoleArn);
        if (!execution.IsExpress || execution.IsAsynchronous)
        {
            // A synchronous one has none (conformance: test_query_runtime_memory, both of them).
            ofExecution.Set("RedriveCount", state.RedriveCount);
            ofExecution.SetIfPresent("RedriveTime", state.RedriveTime is { } time ? new JsonString(Timestamps.Format(time)) : null);
        }

        return (
            ofExecution.Build(),
            JsonMap.Of(("Id", execution.StateMachineArn), ("Name", execution.StateMachineName)));
    }

    public static JsonMap Of((JsonMap Execution, JsonMap StateMachine) fixedParts, Branch branch, bool countsRetries, JsonMap? mapItem, string? token)
    {
        JsonString enteredTime = new(Timestamps.Format(branch.EnteredTime));
        JsonNumber? retries = countsRetries ? JsonNumber.Of(branch.RetryCount) : null;
        return JsonMap.OfPresent(Members,
        [
            fixedParts.Execution,
            fixedParts.StateMachine,
            JsonMap.OfPresent(StateMembers, [branch.StateName, enteredTime, retries]),
            mapItem is null ? null : JsonMap.Adopt(MapMembers, [mapItem]),
            token is null ? null : JsonMap.Of(("Token", token)),
        ]);
    }
}
