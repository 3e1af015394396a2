namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// The mocked responses of a file in the format of Step Functions Local (DG/sfn-local-mock-cfg-file, <c>SFN_MOCK_CONFIG</c>).
/// The file is read again when it has changed.
/// </summary>
/// <remarks>
/// A response's attempts are numbered per state and execution: retries, visits and iterations alike, as emulators of Step Functions
/// Local do. The numbers go on after a restart; they are not exact then where several tasks of one state were running at once, or
/// were aborted. Beyond that format, states that name an activity can be mocked too.
/// </remarks>
public sealed class MockFile : ITestCases
{
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly string _path;
    private readonly Lock _lock = new();
    private (DateTime Written, long Length) _version;
    private Dictionary<(string StateMachine, string TestCase), Dictionary<string, MockedResponse>> _testCases = [];

    private MockFile(string path) => _path = path;

    /// <exception cref="MockFileException">The file cannot be read, or is not as it should be.</exception>
    public static MockFile Open(string path)
    {
        var file = new MockFile(path);
        file.Refresh();
        return file;
    }

    /// <summary>Names of the state machines that have test cases.</summary>
    /// <exception cref="MockFileException">The file was broken meanwhile.</exception>
    public IReadOnlyList<string> StateMachines => [.. Refresh().Keys.Select(static key => key.StateMachine).Distinct()];

    /// <summary>Names of the states that a test case mocks.</summary>
    /// <exception cref="MockFileException">The file was broken meanwhile.</exception>
    public IReadOnlyCollection<string> States(string stateMachine, string testCase) =>
        Refresh().GetValueOrDefault((stateMachine, testCase))?.Keys ?? (IReadOnlyCollection<string>)[];

    /// <summary>Names of the test cases of a state machine.</summary>
    /// <exception cref="MockFileException">The file was broken meanwhile.</exception>
    public IReadOnlyList<string> TestCases(string stateMachine) =>
        [.. Refresh().Keys.Where(key => key.StateMachine == stateMachine).Select(key => key.TestCase)];

    public void Check(string stateMachine, string testCase)
    {
        try
        {
            if (!Refresh().ContainsKey((stateMachine, testCase)))
            {
                throw new ApiException(
                    "ValidationException",
                    $"The mock configuration has no test case '{testCase}' for the state machine '{stateMachine}'.");
            }
        }
        catch (MockFileException e)
        {
            throw new ApiException("ValidationException", "The mock configuration cannot be used: " + e.Message);
        }
    }

    /// <summary>The response that a test case names for a state; <see langword="null"/> where the state is to run for real.</summary>
    /// <exception cref="MockFileException">The file was broken meanwhile.</exception>
    internal MockedResponse? Find(string stateMachine, string testCase, string state) =>
        Refresh().GetValueOrDefault((stateMachine, testCase))?.GetValueOrDefault(state);

    private Dictionary<(string StateMachine, string TestCase), Dictionary<string, MockedResponse>> Refresh()
    {
        lock (_lock)
        {
            try
            {
                var file = new FileInfo(_path);
                if (!file.Exists)
                {
                    throw Broken("", "There is no such file.");
                }

                // The length too: two writes may fall within the clock of a file system.
                (DateTime, long) version = (file.LastWriteTimeUtc, file.Length);
                if (version != _version)
                {
                    _testCases = Read(file);
                    _version = version;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Broken("", e.Message);
            }

            return _testCases;
        }
    }

    private Dictionary<(string StateMachine, string TestCase), Dictionary<string, MockedResponse>> Read(FileInfo file)
    {
        if (file.Length > MaxBytes)
        {
            throw Broken("", $"The file has {file.Length} bytes; the limit is {MaxBytes}.");
        }

        JsonObject root = Parse();
        Dictionary<string, MockedResponse> responses = ReadResponses(Object(root, "", "MockedResponses"));
        var testCases = new Dictionary<(string, string), Dictionary<string, MockedResponse>>();
        JsonObject machines = Object(root, "", "StateMachines");
        foreach ((string machine, _) in machines)
        {
            string place = "/StateMachines/" + machine;
            JsonObject cases = Object(Object(machines, "/StateMachines", machine), place, "TestCases");
            foreach ((string testCase, _) in cases)
            {
                string where = $"{place}/TestCases/{testCase}";
                var states = new Dictionary<string, MockedResponse>(StringComparer.Ordinal);
                foreach ((string state, JsonValue name) in Object(cases, place + "/TestCases", testCase))
                {
                    string response = (name as JsonString)?.Value
                        ?? throw Broken($"{where}/{state}", "It must be the name of a mocked response.");
                    states.Add(state, responses.GetValueOrDefault(response)
                        ?? throw Broken($"{where}/{state}", $"There is no mocked response '{response}'."));
                }

                testCases.Add((machine, testCase), states);
            }
        }

        return testCases;
    }

    private JsonObject Parse()
    {
        try
        {
            // As text: an editor may have put a byte order mark in front.
            return JsonValue.Parse(File.ReadAllText(_path)) as JsonObject ?? throw Broken("", "It must be a JSON object.");
        }
        catch (JsonSyntaxException e)
        {
            throw Broken($"line {e.Line}, column {e.Column}", e.Message);
        }
    }

    private Dictionary<string, MockedResponse> ReadResponses(JsonObject all)
    {
        var responses = new Dictionary<string, MockedResponse>(StringComparer.Ordinal);
        foreach ((string name, _) in all)
        {
            try
            {
                responses.Add(name, MockedResponse.Read(name, Object(all, "/MockedResponses", name)));
            }
            catch (FormatException e)
            {
                throw Broken("/MockedResponses/" + name, e.Message);
            }
        }

        return responses;
    }

    private JsonObject Object(JsonObject members, string place, string name) =>
        members[name] as JsonObject ?? throw Broken($"{place}/{name}", "It is required and must be a JSON object.");

    private MockFileException Broken(string place, string reason) => new(_path, place, reason);
}
