namespace FunctionsAsl.Service.StateTests;

/// <summary>The <c>mock</c> of a request, checked (texts: conformance, area test_state; ST test_state_mock).</summary>
internal static class MockInput
{
    /// <summary>What the mock says that the state's work comes to; <see langword="null"/> where there is none.</summary>
    /// <exception cref="ApiException">InvalidDefinition, ValidationException</exception>
    public static MockedOutcome? Read(Request request, StateUnderTest state)
    {
        if (request.Object("mock") is not { } mock)
        {
            RefuseWithout(state);
            return null;
        }

        if (!state.TakesMock)
        {
            throw Invalid($"State type '{state.Type}' is not supported when a mock is specified");
        }

        if (request.Flag("revealSecrets"))
        {
            throw Invalid("TestState does not support RevealSecrets when a mock is specified.");
        }

        return (Text(mock, "result"), mock["errorOutput"] as JsonMap) switch
        {
            ({ } result, null) => new MockedOutcome.Succeeded(ReadResult(result, Text(mock, "fieldValidationMode"), state)),
            (null, { } error) => new MockedOutcome.Failed(
                Text(error, "error") ?? throw Invalid("An error was not specified in the mocked error output."), Text(error, "cause")),
            (null, null) => throw Invalid("One of the following fields is required for a test mock: [result, errorOutput]."),
            _ => throw Invalid("A test mock should have only one of the following fields: [result, errorOutput]."),
        };
    }

    private static void RefuseWithout(StateUnderTest state)
    {
        string? refused = state.OpensBranches ? "Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"
            // AWS's text for activities is not known.
            : state.Resource is TaskResource.Activity ? "Activity tasks."
            : state.IsAwaited ? "'.sync' or '.waitForTaskToken' integration patterns."
            : null;
        if (refused is not null)
        {
            throw new ApiException("InvalidDefinition", $"TestState API does not support {refused}");
        }
    }

    private static JsonAny ReadResult(string text, string? mode, StateUnderTest state)
    {
        JsonAny result;
        try
        {
            result = JsonAny.ParseVerbatim(text);
        }
        catch (JsonSyntaxException)
        {
            throw Invalid("Mocked result must be valid JSON");
        }

        if (state.OpensBranches)
        {
            CheckBranches(result as JsonList ?? throw Invalid("Mocked result must be an array."), state);
        }
        else if (state.Resource is TaskResource.Integration { AwaitsToken: false } integration)
        {
            // Who presents a task token gives any result.
            JsonMap members = result as JsonMap ?? throw Invalid("Mocked result must be a valid JSON object.");
            if (mode is not "NONE" && ResultModel.Find(integration) is { } shape)
            {
                new ResultSchema(isStrict: mode is null or "STRICT").Check(shape, members);
            }
        }

        return result;
    }

    private static void CheckBranches(JsonList result, StateUnderTest state)
    {
        if (state.Fields["Branches"] is JsonList branches && branches.Count != result.Count)
        {
            throw Invalid("Mocked result must contain the same number of items as number of Parallel branches.");
        }
    }

    private static string? Text(JsonMap members, string name) => (members[name] as JsonString)?.Value;

    private static ApiException Invalid(string problem) => new("ValidationException", problem);
}
