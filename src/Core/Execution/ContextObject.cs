using FunctionsAsl.Json;

namespace FunctionsAsl.Core.Execution;

/// <summary>Builds the context object (<c>$$</c>) with the members and their order as AWS has them (conformance, area context_object).</summary>
internal static class ContextObject
{
    public static (JsonObject Execution, JsonObject StateMachine) Fixed(ExecutionState state)
    {
        ExecutionInput execution = state.Execution;
        JsonObject.Builder ofExecution = new JsonObject.Builder()
            .Set("Id", execution.Arn)
            .Set("Input", execution.Input.WithoutSourceText())
            .Set("StartTime", Timestamps.Format(state.StartTime))
            .Set("Name", execution.Name)
            .Set("RoleArn", execution.RoleArn);
        if (!execution.IsExpress)
        {
            // An Express execution cannot be redriven (conformance: test_query_runtime_memory).
            ofExecution.Set("RedriveCount", JsonNumber.Of(0));
        }

        return (
            ofExecution.Build(),
            JsonObject.Of(("Id", execution.StateMachineArn), ("Name", execution.StateMachineName)));
    }

    public static JsonObject Of((JsonObject Execution, JsonObject StateMachine) fixedParts, Branch branch, bool countsRetries, JsonObject? mapItem, string? token)
    {
        JsonString enteredTime = new(Timestamps.Format(branch.EnteredTime));
        JsonObject state = countsRetries
            ? JsonObject.Of(("Name", branch.StateName), ("EnteredTime", enteredTime), ("RetryCount", JsonNumber.Of(branch.RetryCount)))
            : JsonObject.Of(("Name", branch.StateName), ("EnteredTime", enteredTime));
        JsonObject.Builder context = new JsonObject.Builder()
            .Set("Execution", fixedParts.Execution)
            .Set("StateMachine", fixedParts.StateMachine)
            .Set("State", state);
        if (mapItem is not null)
        {
            context.Set("Map", JsonObject.Of(("Item", mapItem)));
        }

        if (token is not null)
        {
            context.Set("Task", JsonObject.Of(("Token", token)));
        }

        return context.Build();
    }
}
