using FunctionsAsl.Core;
using FunctionsAsl.Core.Definition;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Testing;

/// <summary>
/// A workflow under test: a definition, with code and mocks in the place of what it calls. Each run is a service of its own in memory, and so are
/// its time and whatever is drawn by chance: a year passes at once, and the same test comes to the same every time.
/// </summary>
/// <remarks>
/// Time passes only while nothing happens, and stands still while a handler runs. Tasks run one after the other, also those of branches that are
/// beside each other. Nothing outside is called: what a state calls has a handler (<see cref="On(string, ITaskHandler)"/>) or a mock
/// (<see cref="Mock(string, MockedResult[])"/>), or the run says that one is missing.
/// </remarks>
public sealed class Workflow : IAsyncDisposable
{
    internal const string MachineName = "workflow";

    private readonly Dictionary<string, Func<JsonSerializerOptions, ITaskHandler>> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StateMock> _mocks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NestedMachine> _nested = new(StringComparer.Ordinal);
    private readonly List<WorkflowSession> _sessions = [];

    private Workflow(string definition) => Definition = definition;

    /// <summary>The definition, as JSON text.</summary>
    public string Definition { get; }

    /// <summary>How values of .NET are written and read; in camel case where nothing else is said.</summary>
    public JsonSerializerOptions Json { get; private set; } = JsonSerializerOptions.Web;

    /// <summary>The same, but for names, which stay as they are: what services of AWS answer begins with capitals.</summary>
    internal JsonSerializerOptions MockJson => new(Json) { PropertyNamingPolicy = null };

    internal IReadOnlyDictionary<string, NestedMachine> NestedMachines => _nested;

    internal DateTimeOffset Start { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal TimeSpan HandlerPatience { get; private set; } = TimeSpan.FromMinutes(1);

    internal string? BucketFolder { get; private set; }

    /// <summary>Reads a definition, from the working directory or from where the test's assembly is.</summary>
    /// <param name="path">Of a file of Amazon States Language in JSON.</param>
    /// <exception cref="FileNotFoundException">It is in neither.</exception>
    public static Workflow FromFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string beside = Path.Combine(AppContext.BaseDirectory, path);
        return new(File.ReadAllText(File.Exists(path) ? path : File.Exists(beside) ? beside : throw new FileNotFoundException(
            $"There is no {Path.GetFullPath(path)}, and no {beside}. A file of the test's project is copied to its output with CopyToOutputDirectory.", path)));
    }

    /// <summary>A definition in Amazon States Language, as JSON text.</summary>
    public static Workflow FromText(string definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new(definition);
    }

    /// <summary>Lets an object run the tasks of a function.</summary>
    /// <param name="function">The function's name: <c>arn:aws:lambda:…:function:NAME</c>, or <c>FunctionName</c> of <c>lambda:invoke</c>.</param>
    /// <param name="handler">Gets the function's payload. <see cref="TaskFailedException"/> names the error; any other is named by its class.</param>
    /// <exception cref="ArgumentException">The function has a handler.</exception>
    public Workflow On(string function, ITaskHandler handler)
    {
        _handlers.Add(function, _ => handler);
        return this;
    }

    /// <inheritdoc cref="On(string, ITaskHandler)"/>
    public Workflow On<TInput, TOutput>(string function, Func<TInput, TOutput> handler)
    {
        CheckResult<TOutput>(nameof(handler));
        return On<TInput, TOutput>(function, (input, _) => Task.FromResult(handler(input)));
    }

    /// <inheritdoc cref="On(string, ITaskHandler)"/>
    /// <param name="handler">Gets the function's payload, and a token that is cancelled when nobody waits for the result any more.</param>
    public Workflow On<TInput, TOutput>(string function, Func<TInput, CancellationToken, Task<TOutput>> handler)
    {
        _handlers.Add(function, json => TypedHandler.Of(handler, json));
        return this;
    }

    /// <summary>Answers for a Task state, whatever it calls.</summary>
    /// <param name="state">Its name.</param>
    /// <param name="results">What the attempts come to, one after the other; the last stands for all further ones.</param>
    /// <exception cref="ArgumentException">The state has a mock, or there is no result.</exception>
    public Workflow Mock(string state, params MockedResult[] results)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentOutOfRangeException.ThrowIfZero(results.Length, nameof(results));
        _mocks.Add(state, new StateMock(results, null));
        return this;
    }

    /// <summary>Answers for a Task state by code, which gets the state's arguments.</summary>
    /// <param name="state">Its name.</param>
    /// <param name="answer">Gives what the state's resource would answer, with members as they are named.</param>
    /// <exception cref="ArgumentException">The state has a mock.</exception>
    public Workflow Mock<TInput, TOutput>(string state, Func<TInput, TOutput> answer)
    {
        CheckResult<TOutput>(nameof(answer));
        _mocks.Add(state, new StateMock(null, json => TypedHandler.Of<TInput, TOutput>((input, _) => Task.FromResult(answer(input)), json)));
        return this;
    }

    /// <summary>Adds a state machine that the workflow may start (<c>states:startExecution</c>).</summary>
    /// <param name="name">Its name, as in <c>arn:aws:states:us-east-1:123456789012:stateMachine:NAME</c>.</param>
    /// <param name="definition">In Amazon States Language, as JSON text. The same handlers and mocks answer for it.</param>
    public Workflow WithStateMachine(string name, string definition) => WithStateMachine(name, definition, isExpress: false);

    /// <inheritdoc cref="WithStateMachine(string, string)"/>
    /// <param name="isExpress">Whether it is of the type <c>EXPRESS</c>.</param>
    public Workflow WithStateMachine(string name, string definition, bool isExpress)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _nested.Add(name, new NestedMachine(definition, isExpress));
        return this;
    }

    /// <summary>Says how values of .NET are written and read.</summary>
    public Workflow WithJson(JsonSerializerOptions json)
    {
        Json = json;
        return this;
    }

    /// <summary>Says when runs start; at the beginning of 2026 where nothing is said.</summary>
    public Workflow StartingAt(DateTimeOffset start)
    {
        Start = start;
        return this;
    }

    /// <summary>Says which folder's folders are the buckets that Distributed Maps read from and write to.</summary>
    public Workflow WithBuckets(string folder)
    {
        BucketFolder = folder;
        return this;
    }

    /// <summary>Says how long handlers may run without an end, in real time, before the test fails; a minute where nothing is said.</summary>
    public Workflow WithPatience(TimeSpan patience)
    {
        HandlerPatience = patience;
        return this;
    }

    /// <summary>Runs the workflow to its end.</summary>
    /// <param name="input">Anything that System.Text.Json writes; a text is JSON. Nothing is <c>{}</c>.</param>
    /// <returns>The run, however it ended.</returns>
    /// <exception cref="WorkflowTestException">
    /// The definition or the input is wrong, a handler or a mock is missing, or the workflow waits for what nobody does: for that there is <see cref="StartAsync"/>.
    /// </exception>
    public async Task<WorkflowRun> RunAsync(object? input = null)
    {
        WorkflowRun run = await NewRunAsync(input);
        await run.EndAsync();
        return run;
    }

    /// <summary>Starts the workflow, and lets happen what happens at once. Time stands still then; the run says how it goes on.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<WorkflowRun> StartAsync(object? input = null)
    {
        WorkflowRun run = await NewRunAsync(input);
        await run.AdvanceAsync(TimeSpan.Zero);
        return run;
    }

    /// <summary>Tests one state by itself, as AWS's TestState does: nothing before it runs, and nothing behind it.</summary>
    /// <param name="state">Its name, on any level of the definition.</param>
    /// <param name="input">What it gets; as for <see cref="RunAsync"/>.</param>
    /// <param name="mock">What its task, branches or iterations come to; without one its handler runs. Map and Parallel states need one.</param>
    /// <param name="variables">The variables that were assigned before; an object.</param>
    /// <exception cref="StepFunctionsException">The state cannot be tested so, or the mock is nothing that its service answers.</exception>
    /// <exception cref="WorkflowTestException">A handler is missing.</exception>
    public async Task<StateResult> TestStateAsync(string state, object? input = null, MockedResult? mock = null, object? variables = null)
    {
        WorkflowSession session = await OpenAsync();
        return new StateResult(await session.TestStateAsync(state, TextOf(input), mock, variables is null ? null : TextOf(variables)), Json);
    }

    /// <summary>Ends what the runs have left.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (WorkflowSession session in _sessions)
        {
            await session.DisposeAsync();
        }

        _sessions.Clear();
    }

    internal string TextOf(object? value) => value switch
    {
        null => "{}",
        string text => text,
        _ => JsonSerializer.Serialize(value, Json),
    };

    internal TaskHandlers CreateHandlers(FailedAssertion failed)
    {
        var handlers = new TaskHandlers();
        foreach ((string name, Func<JsonSerializerOptions, ITaskHandler> create) in _handlers)
        {
            handlers.Add(name, failed.Watch(create(Json)));
        }

        return handlers;
    }

    internal WorkflowMocks CreateMocks(ServiceOptions where, FailedAssertion failed) =>
        new(_mocks, _handlers.Keys.ToHashSet(StringComparer.Ordinal), where, MockJson, failed);

    /// <summary>A task itself is no result: its members would be written.</summary>
    private static void CheckResult<TOutput>(string name)
    {
        if (typeof(TOutput).IsAssignableTo(typeof(Task)))
        {
            throw new ArgumentException("It is asynchronous: give On a handler with a CancellationToken as its second parameter.", name);
        }
    }

    private async Task<WorkflowRun> NewRunAsync(object? input)
    {
        WorkflowSession session = await OpenAsync();
        return await session.StartAsync(TextOf(input));
    }

    private async Task<WorkflowSession> OpenAsync()
    {
        Check();
        WorkflowSession session = await WorkflowSession.OpenAsync(this);
        _sessions.Add(session);
        return session;
    }

    /// <summary>The definition holds, and the mocks are for states that it has.</summary>
    private void Check()
    {
        List<string> states = [];
        foreach ((string name, NestedMachine nested) in _nested.Prepend(new(MachineName, new NestedMachine(Definition, IsExpress: false))))
        {
            (StateMachine? machine, var diagnostics) = StateMachine.Compile(
                nested.Definition, nested.IsExpress ? StateMachineType.Express : StateMachineType.Standard, HostChecks.None);
            states.AddRange(machine?.Tasks ?? throw new WorkflowTestException(
                $"The definition of '{name}' is not valid:\n" + string.Join('\n', diagnostics.Select(static d => $"  {d.Code}: {d.Message} at {d.Location}"))));
        }

        if (_mocks.Keys.FirstOrDefault(name => !states.Contains(name)) is { } unknown)
        {
            throw new WorkflowTestException($"The workflow has no Task state '{unknown}'.{NearestName.Hint(unknown, states)}");
        }
    }
}

/// <summary>A state machine that a workflow under test starts.</summary>
internal readonly record struct NestedMachine(string Definition, bool IsExpress);
