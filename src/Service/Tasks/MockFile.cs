using FunctionsAsl.Core;

namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// The mocked responses of a file in the format of Step Functions Local (DG/sfn-local-mock-cfg-file, <c>SFN_MOCK_CONFIG</c>).
/// The file is read again when it has changed.
/// </summary>
/// <remarks>
/// A response's attempts are numbered per state and execution: retries, visits and iterations alike, as emulators of Step Functions
/// Local do. The numbers go on after a restart; they are not exact then where several tasks of one state were running at once, or
/// were aborted. Beyond that format, states that name an activity can be mocked too, and <c>Defaults</c> says what answers for a service
/// in the states that a test case does not name: <c>"Defaults": {"sqs:sendMessage": "RESPONSE", "dynamodb:*": "RESPONSE"}</c>.
/// </remarks>
public sealed class MockFile : ITestCases
{
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly string _path;
    private readonly Lock _lock = new();
    private (DateTime Written, long Length) _version;
    private MockContents _contents = new(JsonMap.Of(("StateMachines", JsonMap.Empty), ("MockedResponses", JsonMap.Empty)));

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
    public IReadOnlyCollection<string> StateMachines => Refresh().StateMachines;

    /// <summary>Names of the test cases of a state machine.</summary>
    /// <exception cref="MockFileException">The file was broken meanwhile.</exception>
    public IReadOnlyCollection<string> TestCases(string stateMachine) => Refresh().TestCases(stateMachine);

    /// <summary>Checks that a test case is there, and that its states are Task states of the machine.</summary>
    /// <exception cref="MockFileException">A name is not known, or the file was broken meanwhile.</exception>
    public void Check(string stateMachine, string testCase, StateMachine definition)
    {
        try
        {
            Refresh().Check(stateMachine, testCase, definition.Tasks);
        }
        catch (MockPlaceException e)
        {
            throw Broken(e.Place, e.Message);
        }
    }

    void ITestCases.Check(string stateMachine, string testCase, string definition)
    {
        try
        {
            Check(stateMachine, testCase, StateMachine.CompileStored(definition));
        }
        catch (MockFileException e)
        {
            throw new ApiException("ValidationException", "The mock configuration cannot be used: " + e.Message);
        }
    }

    /// <summary>The response to a task; <see langword="null"/> where it is to run for real.</summary>
    /// <exception cref="MockFileException">The file was broken meanwhile.</exception>
    internal MockedResponse? Find(string stateMachine, string testCase, string state, TaskResource resource) =>
        Refresh().Find(stateMachine, testCase, state, resource);

    private MockContents Refresh()
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
                    _contents = Read(file);
                    _version = version;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Broken("", e.Message);
            }

            return _contents;
        }
    }

    private MockContents Read(FileInfo file)
    {
        if (file.Length > MaxBytes)
        {
            throw Broken("", $"The file has {file.Length} bytes; the limit is {MaxBytes}.");
        }

        try
        {
            // As text: an editor may have put a byte order mark in front.
            return new MockContents(JsonAny.Parse(File.ReadAllText(_path)) as JsonMap ?? throw Broken("", "It must be a JSON object."));
        }
        catch (JsonSyntaxException e)
        {
            throw Broken($"line {e.Line}, column {e.Column}", e.Message);
        }
        catch (MockPlaceException e)
        {
            throw Broken(e.Place, e.Message);
        }
    }

    private MockFileException Broken(string place, string reason) => new(_path, place, reason);
}
