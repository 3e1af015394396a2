namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// How much an orchestration carries along before blobs do. An orchestration that is replayed must find the values that it began
/// with: they are no settings, and smaller in tests only.
/// </summary>
public sealed record OrchestrationOptions
{
    /// <summary>The largest payload, and the most history of one step, that stands in messages, in bytes of JSON text.</summary>
    public int InlineBytes { get; init; } = 16 * 1024;

    /// <summary>The largest packed definition that orchestrations are started with, in characters. With a larger one the state stays in a blob.</summary>
    public int DefinitionLength { get; init; } = 32 * 1024;

    /// <summary>The largest state that an orchestrator keeps, in bytes of JSON text. A larger one lies in a blob.</summary>
    public int StateBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// History that is written to its blob when there is more of it, in bytes of JSON text. Sealed (<see cref="Envelope"/>), a call
    /// that takes it along still fits into a message of the durable engine, unless it can hardly be packed.
    /// </summary>
    public int TailBytes { get; init; } = 48 * 1024;

    /// <summary>History that fits into the custom status however badly it can be compressed, in bytes of JSON text.</summary>
    public int StatusBytes { get; init; } = 5_000;

    /// <summary>Events of the durable history after which the orchestration begins anew, as soon as no task is under way.</summary>
    public int HistoryEvents { get; init; } = 1_000;

    /// <summary>Text in the durable history, in characters, that has the same effect.</summary>
    public int HistoryLength { get; init; } = 1024 * 1024;

    /// <summary>How long new tasks are held back so that those under way can end, when there is twice as much of either.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Before a wait that may take longer, all history is made visible.</summary>
    public TimeSpan LongWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Before a wait that may take longer, the orchestration begins anew if it has decided anything: a new version may be deployed
    /// meanwhile, and would decide it again. Beginning anew costs about as much as waking up once, which is nothing against a rest of
    /// this length; and there is little that rests for less and meets a deployment.
    /// </summary>
    public TimeSpan LongRest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How much later than a task's time-out the orchestrator ends it, should the activity that runs it not: what waits in the engine's
    /// queues under load must not be given up.
    /// </summary>
    public TimeSpan Backstop { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The first pause before what failed for the storage's sake is tried again; each one is twice as long as the last.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// After how long it is looked whether somebody has reported, whose message would say so if it was not lost; each pause after that is as
    /// long as it was waited for already, up to <see cref="LongestLook"/>.
    /// </summary>
    public TimeSpan FirstLook { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan LongestLook { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// Whether an orchestrator may take this step itself. Inputs of tasks and the output stand in the history too: where that is small,
    /// so are they.
    /// </summary>
    internal bool AllowsInline(JsonList history) => history.Utf8Length <= InlineBytes;

    internal bool AllowsInline(JsonMap state) => state.Utf8Length <= StateBytes;
}
