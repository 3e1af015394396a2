namespace FunctionsAsl.Core.Execution;

/// <summary>Builds the context object (<c>$$</c>) with the members and their order as AWS has them (conformance, area context_object).</summary>
internal static class ContextObject
{
    private static readonly JsonShape Members = new("Execution", "StateMachine", "State", "Map", "Task");
    private static readonly JsonShape StateMembers = new("Name", "EnteredTime", "RetryCount");
    private static readonly JsonShape MapMembers = new("Item");

    public static (JsonObject Execution, JsonObject StateMachine) Fixed(ExecutionState state)
    {
        ExecutionInput execution = state.Execution;
        JsonObject.Builder ofExecution = new JsonObject.Builder()
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
            JsonObject.Of(("Id", execution.StateMachineArn), ("Name", execution.StateMachineName)));
    }

    public static JsonObject Of((JsonObject Execution, JsonObject StateMachine) fixedParts, Branch branch, bool countsRetries, JsonObject? mapItem, string? token)
    {
        JsonString enteredTime = new(Timestamps.Format(branch.EnteredTime));
        JsonNumber? retries = countsRetries ? JsonNumber.Of(branch.RetryCount) : null;
        return JsonObject.OfPresent(Members,
        [
            fixedParts.Execution,
            fixedParts.StateMachine,
            JsonObject.OfPresent(StateMembers, [branch.StateName, enteredTime, retries]),
            mapItem is null ? null : JsonObject.Adopt(MapMembers, [mapItem]),
            token is null ? null : JsonObject.Of(("Token", token)),
        ]);
    }
}
