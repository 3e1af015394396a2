namespace FunctionsAsl.Service.Tasks;

/// <summary>What a mock file says, checked: every name in it is known, but those of state machines and states, which only a start knows.</summary>
internal sealed class MockContents
{
    private const string StateMachinesName = "StateMachines";
    private const string ResponsesName = "MockedResponses";
    private const string DefaultsName = "Defaults";
    private const string CasesName = "TestCases";
    private const string AnyAction = "*";

    private const string Example =
        """{"StateMachines":{"MACHINE":{"TestCases":{"CASE":{"STATE":"RESPONSE"}}}},"MockedResponses":{"RESPONSE":{"0":{"Return":{}}}}}""";

    private readonly Dictionary<string, Dictionary<string, Dictionary<string, MockedResponse>>> _machines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MockedResponse> _defaults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MockedResponse> _responses = new(StringComparer.Ordinal);

    /// <exception cref="MockPlaceException">With the place and the reason.</exception>
    public MockContents(JsonMap root)
    {
        Allow(root, "", StateMachinesName, ResponsesName, DefaultsName);
        foreach ((string name, _) in Required(root, ResponsesName))
        {
            _responses.Add(name, ReadResponse(name, (JsonMap)root[ResponsesName]!));
        }

        foreach ((string name, JsonAny value) in Required(root, StateMachinesName))
        {
            string place = PlaceOf(name);
            JsonMap machine = value as JsonMap ?? throw NoObject(place);
            Allow(machine, place, CasesName);
            _machines.Add(name, ReadCases(Object(machine, place, CasesName), JsonPointer.Join(place, CasesName)));
        }

        if (root.Contains(DefaultsName))
        {
            foreach ((string key, JsonAny value) in Object(root, "", DefaultsName))
            {
                string place = JsonPointer.Join(JsonPointer.Join("", DefaultsName), key);
                _defaults.Add(IsKnown(key) ? key : throw Unknown(place), Response(value, place));
            }
        }
    }

    public IReadOnlyCollection<string> StateMachines => _machines.Keys;

    public IReadOnlyCollection<string> TestCases(string stateMachine) => _machines.GetValueOrDefault(stateMachine)?.Keys ?? (IReadOnlyCollection<string>)[];

    /// <summary>Checks the names that a start gives, and the states of its test case.</summary>
    /// <param name="tasks">The names of the state machine's Task states.</param>
    /// <exception cref="MockPlaceException">One is not known.</exception>
    public void Check(string stateMachine, string testCase, IReadOnlyCollection<string> tasks)
    {
        if (!_machines.TryGetValue(stateMachine, out Dictionary<string, Dictionary<string, MockedResponse>>? cases))
        {
            throw new MockPlaceException("/" + StateMachinesName, $"There is no state machine '{stateMachine}'; there are: {Names(_machines.Keys)}.{NearestName.Hint(stateMachine, _machines.Keys)}");
        }

        string place = JsonPointer.Join(PlaceOf(stateMachine), CasesName);
        if (!cases.TryGetValue(testCase, out Dictionary<string, MockedResponse>? states))
        {
            throw new MockPlaceException(place, $"There is no test case '{testCase}'; there are: {Names(cases.Keys)}.{NearestName.Hint(testCase, cases.Keys)}");
        }

        if (states.Keys.FirstOrDefault(state => !tasks.Contains(state)) is { } unknown)
        {
            throw new MockPlaceException(
                JsonPointer.Join(JsonPointer.Join(place, testCase), unknown),
                $"The state machine '{stateMachine}' has no Task state '{unknown}'.{NearestName.Hint(unknown, tasks)}");
        }
    }

    /// <summary>The response to a task: that of its state in the test case, else the default of what it calls.</summary>
    public MockedResponse? Find(string stateMachine, string testCase, string state, TaskResource resource) =>
        _machines.GetValueOrDefault(stateMachine)?.GetValueOrDefault(testCase) is not { } states ? null
            : states.TryGetValue(state, out MockedResponse? named) ? named
            : _defaults.Count == 0 ? null
            : Keys(resource).Select(key => _defaults.GetValueOrDefault(key)).FirstOrDefault(static found => found is not null);

    /// <summary>Under which keys a default for this may stand, the closest first.</summary>
    private static string[] Keys(TaskResource resource) => resource switch
    {
        TaskResource.Integration i => [i.Arn, $"{i.Service}:{i.Name}", $"{i.Service}:{i.Action}", $"{i.Service}:{AnyAction}"],
        TaskResource.Lambda => [resource.Arn, "lambda:invoke", $"lambda:{AnyAction}"],
        _ => [resource.Arn],
    };

    /// <summary>Whether a key means something that a task may call.</summary>
    private static bool IsKnown(string key)
    {
        string prefix = "arn:aws:states:::";
        if (key.StartsWith("arn:", StringComparison.Ordinal))
        {
            return TaskResource.TryParse(key) is { } resource && (resource is not TaskResource.Integration call || IsKnown(call));
        }

        int colon = key.LastIndexOf(':');
        return colon > 0 && key[(colon + 1)..] == AnyAction
            ? TaskResource.HasService(key[..colon]) && (SdkService(key[..colon]) is not { } sdk || ServiceTable.Find(sdk) is not null)
            : TaskResource.TryParse(prefix + key) is TaskResource.Integration integration && IsKnown(integration);
    }

    private static bool IsKnown(TaskResource.Integration call) => SdkService(call.Service) is not { } service
        || (ServiceTable.Find(service) is { } entry && ServiceTable.Read(entry).FindAction(call.Action) is not null);

    /// <summary>The service of an SDK integration; <see langword="null"/> for another.</summary>
    private static string? SdkService(string service)
    {
        const string Prefix = "aws-sdk:";
        return service.StartsWith(Prefix, StringComparison.Ordinal) ? service[Prefix.Length..] : null;
    }

    private Dictionary<string, Dictionary<string, MockedResponse>> ReadCases(JsonMap given, string place)
    {
        var cases = new Dictionary<string, Dictionary<string, MockedResponse>>(StringComparer.Ordinal);
        foreach ((string name, JsonAny value) in given)
        {
            string at = JsonPointer.Join(place, name);
            var states = new Dictionary<string, MockedResponse>(StringComparer.Ordinal);
            foreach ((string state, JsonAny response) in value as JsonMap ?? throw NoObject(at))
            {
                states.Add(state, Response(response, JsonPointer.Join(at, state)));
            }

            cases.Add(name, states);
        }

        return cases;
    }

    private static MockedResponse ReadResponse(string name, JsonMap all)
    {
        string place = "/" + ResponsesName;
        try
        {
            return MockedResponse.Read(name, Object(all, place, name));
        }
        catch (FormatException e)
        {
            throw new MockPlaceException(JsonPointer.Join(place, name), e.Message);
        }
    }

    private MockedResponse Response(JsonAny name, string place)
    {
        string response = (name as JsonString)?.Value ?? throw new MockPlaceException(place, "It must be the name of a mocked response.");
        return _responses.GetValueOrDefault(response) ?? throw new MockPlaceException(place, $"There is no mocked response '{response}'.{NearestName.Hint(response, _responses.Keys)}");
    }

    private static string PlaceOf(string stateMachine) => JsonPointer.Join("/" + StateMachinesName, stateMachine);

    private static void Allow(JsonMap members, string place, params ReadOnlySpan<string> names)
    {
        foreach ((string name, _) in members)
        {
            if (!names.Contains(name))
            {
                throw new MockPlaceException(JsonPointer.Join(place, name), $"There is no such member; there are: {string.Join(", ", names.ToArray())}.{NearestName.Hint(name, names.ToArray())}");
            }
        }
    }

    private static JsonMap Object(JsonMap members, string place, string name) =>
        members[name] as JsonMap ?? throw NoObject(JsonPointer.Join(place, name));

    private static JsonMap Required(JsonMap root, string name) => root[name] as JsonMap
        ?? throw new MockPlaceException("/" + name, $"It is required and must be a JSON object. A whole file: {Example}");

    private static string Names(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private static MockPlaceException NoObject(string place) => new(place, "It is required and must be a JSON object.");

    private static MockPlaceException Unknown(string place) => new(
        place, "A task can call no such thing. A key is SERVICE:ACTION or SERVICE:* as in a Resource, such as sqs:sendMessage or aws-sdk:s3:*, or a whole ARN.");
}

/// <summary>Something in a mock file makes no sense.</summary>
/// <param name="place">A JSON pointer.</param>
internal sealed class MockPlaceException(string place, string reason) : Exception(reason)
{
    public string Place { get; } = place;
}
