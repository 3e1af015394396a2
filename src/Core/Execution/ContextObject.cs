using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Execution;

/// <summary>Builds the context object (<c>$$</c>) with the members and their order as AWS has them (conformance, area context_object).</summary>
internal static class ContextObject
{
    public static (JsonObject Execution, JsonObject StateMachine) Fixed(ExecutionState state)
    {
        ExecutionInput execution = state.Execution;
        return (
            JsonObject.Of(
                ("Id", execution.Arn),
                ("Input", execution.Input.WithoutSourceText()),
                ("StartTime", Timestamps.Format(state.StartTime)),
                ("Name", execution.Name),
                ("RoleArn", execution.RoleArn),
                ("RedriveCount", JsonNumber.Of(0))),
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
