namespace FunctionsAsl.Service.StateTests;

/// <summary>The context object of a state under test (texts: conformance, test_state_context_object).</summary>
internal static class ContextInput
{
    private static readonly (string Section, string[] Texts)[] Sections =
    [
        ("Execution", ["Id", "Name", "RoleArn", "StartTime", "RedriveTime"]),
        ("State", ["Name", "EnteredTime"]),
        ("StateMachine", ["Id", "Name"]),
        ("Task", ["Token"]),
    ];

    /// <summary>Reads the one that a request gives, which then is all that there is (ST test_state_mock).</summary>
    /// <exception cref="ApiException">ValidationException</exception>
    public static JsonMap Read(string text, StateUnderTest state)
    {
        JsonMap context;
        try
        {
            context = JsonAny.Parse(text) as JsonMap ?? throw Invalid("Context object must be a JSON object");
        }
        catch (JsonSyntaxException e)
        {
            throw Invalid(e.Description);
        }

        foreach ((string name, JsonAny value) in context)
        {
            Check(name, value, state);
        }

        return context;
    }

    /// <summary>The one of a state that is tested without.</summary>
    /// <param name="role">The role's ARN, if one was given.</param>
    public static JsonMap Default(ExecutionRecord execution, string? role, StateUnderTest state)
    {
        JsonAny time = ApiNames.IsoTime(execution.StartDate);
        var context = new JsonMap.Builder()
            .Set("Execution", JsonMap.Of(
                ("Id", execution.Arn),
                ("Input", JsonAny.Parse(execution.Input)),
                ("Name", execution.Name),
                ("RoleArn", role is null ? JsonAny.Null : role),
                ("StartTime", time)))
            .Set("StateMachine", JsonMap.Of(("Id", execution.StateMachineArn), ("Name", execution.StateMachine.Name)))
            .Set("State", new JsonMap.Builder()
                .Set("Name", StateUnderTest.DefaultName)
                .Set("EnteredTime", time)
                .SetIfPresent("RetryCount", state.TakesMock ? JsonNumber.Of(0) : null)
                .Build());
        if (state.Resource is TaskResource.Integration { AwaitsToken: true })
        {
            context.Set("Task", JsonMap.Of(("Token", Guid.NewGuid().ToString())));
        }

        return context.Build();
    }

    private static void Check(string name, JsonAny value, StateUnderTest state)
    {
        if (name == "Map")
        {
            throw Invalid("'Map' field is not supported when mocking a Context object");
        }

        if (name == "Task" && (state.Resource is not TaskResource.Integration || !state.IsAwaited))
        {
            throw Invalid(
                "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern");
        }

        (string? section, string[] texts) = Array.Find(Sections, s => s.Section == name);
        if (section is null)
        {
            throw Invalid($"Field '{name}' is not allowed");
        }

        JsonMap members = value as JsonMap ?? throw Invalid($"{section} must be an object");
        foreach (string text in texts)
        {
            if (members[text] is { } member and not JsonString)
            {
                throw Invalid($"{section}.{text} must be a string");
            }
        }
    }

    private static ApiException Invalid(string problem) => new("ValidationException", $"Invalid Context object provided: {problem}");
}
