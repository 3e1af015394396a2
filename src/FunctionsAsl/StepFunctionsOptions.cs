using FunctionsAsl.Integrations;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Sqlite;

namespace FunctionsAsl;

/// <summary>What a <see cref="StepFunctions"/> keeps its data in, and what its tasks can run. Not to be changed once it is open.</summary>
public sealed class StepFunctionsOptions
{
    private static readonly TimeSpan KeptInMemory = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(Settings.LongestRetention);

    private readonly TaskHandlers _handlers = new();

    /// <summary>The SQLite file that everything is kept in, which is made where it is not there; <see langword="null"/> for memory.</summary>
    public string? File { get; set; }

    /// <summary>The clock that waits, retries and time-outs go by.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>
    /// How long executions are kept after their end; <see cref="Timeout.InfiniteTimeSpan"/> for ever, as is anything beyond a hundred years. Where
    /// it is not set: an hour in memory; in a file 90 days, as on AWS, or what the setting <c>ASL_RETENTION_DAYS</c> says.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan? Retention
    {
        get;
        set => field = value is { Ticks: >= 0 } or null || value == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "It must not be negative, but for Timeout.InfiniteTimeSpan.");
    }

    /// <summary>
    /// Looks up the settings of the README by their names, such as <c>AWS_ENDPOINT_URL</c>, <c>LAMBDA_ENDPOINT</c> and <c>ASL_CONNECTIONS</c>:
    /// <c>Environment.GetEnvironmentVariable</c>, or <c>name =&gt; configuration[name]</c>. None is set unless this is: a library reads no
    /// environment by itself.
    /// </summary>
    public Func<string, string?> Setting { get; set; } = static _ => null;

    /// <summary>A file of mocks in the format of Step Functions Local; <see langword="null"/> for none. A start names its test case: <c>NAME#CASE</c>.</summary>
    public string? MockFile { get; set; }

    /// <summary>The folder whose folders are the buckets that Distributed Maps read and write; <see langword="null"/> for what the settings say.</summary>
    public string? Buckets { get; set; }

    /// <summary>
    /// How handlers over types of one's own, where they are added behind this, and <c>RunAsync&lt;TOutput&gt;</c> read and write: members in camel
    /// case, read in any, where it is <see langword="null"/>.
    /// </summary>
    public JsonSerializerOptions? Json { get; set; }

    /// <summary>Told of every failure that is no workflow's, with what it happened to. It must neither throw nor wait.</summary>
    public Action<string, Exception> ReportFailure { get; set; } = static (_, _) => { };

    /// <summary>Lets a class run the tasks of a function. One instance serves all of them, at the same time.</summary>
    /// <param name="function">The function's name in definitions: <c>arn:aws:lambda:…:function:NAME</c>, or <c>FunctionName</c> of <c>lambda:invoke</c>.</param>
    /// <param name="handler">Runs each attempt; what it throws fails the task (<see cref="ITaskHandler"/>).</param>
    /// <exception cref="ArgumentException">The function has a handler.</exception>
    public StepFunctionsOptions AddTaskHandler(string function, ITaskHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(function, handler.HandleAsync);
    }

    /// <summary>Lets a delegate over JSON run the tasks of a function. <see langword="null"/> is JSON's.</summary>
    /// <inheritdoc cref="AddTaskHandler(string, ITaskHandler)"/>
    public StepFunctionsOptions AddTaskHandler(string function, Func<JsonNode?, CancellationToken, Task<JsonNode?>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(function, async (input, cancel) => Nodes.Read(await handler(Nodes.Of(input), cancel)));
    }

    /// <summary>Lets a delegate over types of one's own run the tasks of a function. They are read and written by <see cref="Json"/>.</summary>
    /// <inheritdoc cref="AddTaskHandler(string, ITaskHandler)"/>
    [RequiresUnreferencedCode(TypedHandler.Untrimmed)]
    [RequiresDynamicCode(TypedHandler.Untrimmed)]
    public StepFunctionsOptions AddTaskHandler<TInput, TOutput>(string function, Func<TInput, CancellationToken, Task<TOutput>> handler) =>
        AddTaskHandler(function, TypedHandler.Of(handler, Json));

    /// <summary>
    /// The same for code without a result: that of the task is <see langword="null"/>, whatever a <see cref="Task{TResult}"/> gives.
    /// </summary>
    /// <inheritdoc cref="AddTaskHandler(string, ITaskHandler)"/>
    [RequiresUnreferencedCode(TypedHandler.Untrimmed)]
    [RequiresDynamicCode(TypedHandler.Untrimmed)]
    public StepFunctionsOptions AddTaskHandler<TInput>(string function, Func<TInput, CancellationToken, Task> handler) =>
        AddTaskHandler(function, handler, TypedHandler.TypeOf<TInput>(Json));

    /// <summary>The same for programs that are trimmed or native: the types come from a <c>JsonSerializerContext</c>.</summary>
    /// <inheritdoc cref="AddTaskHandler(string, ITaskHandler)"/>
    /// <param name="input">How the task's input is read.</param>
    /// <param name="output">How its result is written.</param>
    public StepFunctionsOptions AddTaskHandler<TInput, TOutput>(
        string function, Func<TInput, CancellationToken, Task<TOutput>> handler, JsonTypeInfo<TInput> input, JsonTypeInfo<TOutput> output)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return AddTaskHandler(function, new TypedHandler<TInput, TOutput>(handler, input, output));
    }

    /// <summary>
    /// The same for code without a result: that of the task is <see langword="null"/>, whatever a <see cref="Task{TResult}"/> gives.
    /// </summary>
    /// <inheritdoc cref="AddTaskHandler(string, ITaskHandler)"/>
    /// <param name="input">How the task's input is read.</param>
    public StepFunctionsOptions AddTaskHandler<TInput>(string function, Func<TInput, CancellationToken, Task> handler, JsonTypeInfo<TInput> input)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(function, async (given, cancel) =>
        {
            await handler(JsonSerializer.Deserialize(given.ToWellFormedUtf8(), input)!, cancel);
            return JsonAny.Null;
        });
    }

    /// <summary>Those that run.</summary>
    internal RunningHandlers Running { get; } = new();

    /// <summary>What they come to.</summary>
    /// <param name="http">Carries the calls of tasks, as long as the service.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    internal TaskRunnerOptions ToTasks(HttpClient http)
    {
        TaskRunnerOptions tasks = Settings.Read(Setting, _handlers, ReportFailure);
        tasks = tasks with
        {
            Service = tasks.Service with
            {
                Clock = Clock == TimeProvider.System ? new WallClock(Clock) : Clock,
                Retention = Retention is not { } time ? (File is null ? KeptInMemory : tasks.Service.Retention)
                    : time == Timeout.InfiniteTimeSpan || time > LongestKept ? null
                    : time,
            },
        };
        tasks = TaskIntegrations.AddTo(tasks, Setting, own: null, http, new HostAbilities { Buckets = Buckets });
        return MockFile is { } mocks ? tasks.With(Settings.OpenMocks(mocks)) : tasks;
    }

    /// <exception cref="DataFileException">The file cannot be used.</exception>
    internal IStore OpenStore() => File is { } file ? new SqliteStore(file, ReportFailure) : new MemoryStore();

    private StepFunctionsOptions Add(string function, Func<JsonAny, CancellationToken, ValueTask<JsonAny>> handler)
    {
        _handlers.Add(function, Running.Count(handler));
        return this;
    }
}
