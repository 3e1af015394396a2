using FunctionsAsl.Service.StateTests;

namespace FunctionsAsl.Service.Operations;

/// <summary>Tests a single state. Nothing of it is stored, and of what it runs only a Task without a mock calls anything.</summary>
internal sealed class TestStateOperations(ServiceContext context)
{
    private const string ReaderData = "mapItemReaderData";

    public async ValueTask<JsonMap> Test(Request request, CancellationToken cancel)
    {
        string? role = request.OptionalText("roleArn");
        if (role is not null)
        {
            Arns.CheckRole(role);
        }

        StateUnderTest state = StateUnderTest.Read(request.Text("definition"), request.OptionalText("stateName"), context.Checks);
        MockedOutcome? mock = MockInput.Read(request, state);
        if (state.Type == "Task" && mock is null && role is null)
        {
            throw Invalid("RoleArn must be specified when testing a Task state");
        }

        string input = request.OptionalText("input") ?? "{}";
        ExecutionStart.ReadInput(input);
        CheckSource(request, state);
        ExecutionRecord record = NewRecord(request.Text("definition"), input, role);
        var inspection = new Inspection
        {
            Context = ReadContext(request, mock, state) ?? ContextInput.Default(record, role, state),
            Variables = ReadVariables(request.OptionalText("variables")),
            RetrierRetryCount = Configured(request, "retrierRetryCount") ?? 0,
            MapIterationFailureCount = OfMap(Configured(request, "mapIterationFailureCount"), "MapIterationFailureCount", state) ?? 0,
            ReadItems = ReadItems(request, state),
            Mock = mock,
            RevealsSecrets = request.Flag("revealSecrets"),
        };
        try
        {
            ExecutionRecord ended = await context.Engine.TestState(state.Machine, record, inspection, cancel);
            return InspectionView.Show(ended, inspection, state, request.OptionalText("inspectionLevel") ?? "INFO");
        }
        catch (MockMismatchException e)
        {
            throw Invalid(e.Message);
        }
    }

    /// <summary>The execution that the state thinks it is in (conformance, area test_state).</summary>
    private ExecutionRecord NewRecord(string definition, string input, string? role)
    {
        string machine = Guid.NewGuid().ToString();
        string name = Guid.NewGuid().ToString();
        DateTimeOffset now = context.Now();
        return new ExecutionRecord
        {
            Arn = context.Arns.Tested(machine, name),
            Name = name,
            StateMachineArn = context.Arns.StateMachine(machine),
            StateMachine = new StateMachineRecord
            {
                Arn = context.Arns.StateMachine(machine),
                Name = machine,
                Definition = definition,
                RoleArn = role ?? "",
                Type = "EXPRESS",
                Status = "ACTIVE",
                CreationDate = now,
            },
            Input = input,
            Status = ExecutionStatus.Running,
            StartDate = now,
        };
    }

    private static JsonMap? ReadContext(Request request, MockedOutcome? mock, StateUnderTest state)
    {
        if (request.OptionalText("context") is not { } text)
        {
            return null;
        }

        // API/API_TestState. AWS's text is not known.
        return mock is not null
            ? ContextInput.Read(text, state)
            : throw Invalid("Context can only be specified when a mock is specified");
    }

    private static JsonMap ReadVariables(string? text)
    {
        try
        {
            return text is null ? JsonMap.Empty : JsonAny.Parse(text) as JsonMap ?? throw Invalid("Variables must be a JSON object");
        }
        catch (JsonSyntaxException e)
        {
            throw Invalid($"Invalid variables provided: {e.Description}");
        }
    }

    private static JsonAny? ReadItems(Request request, StateUnderTest state)
    {
        if (state.Type == "Map" && state.Fields["ResultWriter"] is not null)
        {
            throw ServiceContext.Unsupported("TestState of a Map state with ResultWriter");
        }

        if (!ReaderInput.Knows(state))
        {
            throw ServiceContext.Unsupported("TestState of a Map state whose ItemReader reads anything but JSON");
        }

        string? data = (request.Object("stateConfiguration")?[ReaderData] as JsonString)?.Value;
        return ReaderInput.Read(OfMap(data, "MapItemReaderData", state), state);
    }

    /// <summary>The state that a mocked error is said to come from has to be there; whose Retry and Catch are asked does not depend on it.</summary>
    private static void CheckSource(Request request, StateUnderTest state)
    {
        if (request.Object("stateConfiguration")?["errorCausedByState"] is JsonString { Value: var name } && !state.Machine.HasState(name))
        {
            throw Invalid("State not found in definition");
        }
    }

    private static T? OfMap<T>(T? given, string name, StateUnderTest state) => given is null || state.Type == "Map"
        ? given
        : throw Invalid($"{name} is only supported when testing a Map state.");

    /// <summary>A count of <c>stateConfiguration</c>.</summary>
    private static int? Configured(Request request, string name) =>
        (request.Object("stateConfiguration")?[name] as JsonNumber)?.AsDouble is { } count ? (int)Math.Min(count, int.MaxValue) : null;

    private static ApiException Invalid(string problem) => new("ValidationException", problem);
}
