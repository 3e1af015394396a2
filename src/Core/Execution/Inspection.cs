namespace FunctionsAsl.Core.Execution;

/// <summary>
/// One state under test (API/API_TestState): what stands for the rest of the world, and the sink for what is seen of its data flow. A
/// machine that runs with one ends with the state that it starts with, and does not try that again. One inspection is for one run.
/// </summary>
public sealed class Inspection
{
    private static readonly JsonShape MapMembers = new("Item");

    /// <summary>The context object; a Map state's ItemSelector sees its item besides.</summary>
    public required JsonMap Context { get; init; }

    /// <summary>The variables that were assigned before.</summary>
    public JsonMap Variables { get; init; } = JsonMap.Empty;

    /// <summary>How often each of the state's retriers has tried already.</summary>
    public int RetrierRetryCount { get; init; }

    /// <summary>How many iterations of a Map state have failed.</summary>
    public int MapIterationFailureCount { get; init; }

    /// <summary>What a Map state's ItemReader has read; <see langword="null"/> where the state has none.</summary>
    public JsonAny? ReadItems { get; init; }

    /// <summary>Whether what a connection adds to an HTTP request is shown, too.</summary>
    public bool RevealsSecrets { get; init; }

    /// <summary>What the state's work comes to: its task, branches or iterations, none of which run then.</summary>
    public MockedOutcome? Mock { get; init; }

    /// <summary>What was seen so far. Whoever takes a step once more puts back what was seen before it.</summary>
    public InspectionData Data { get; set; } = new();

    internal JsonMap ContextWith(JsonMap? mapItem) =>
        mapItem is null ? Context : Context.With("Map", JsonMap.Adopt(MapMembers, [mapItem]));
}

/// <summary>What a mock says that a state's work comes to.</summary>
public abstract record MockedOutcome
{
    private MockedOutcome()
    {
    }

    /// <summary>The event that reports it of a task.</summary>
    public Event.OfTask Of(string taskId) => this switch
    {
        Succeeded succeeded => new Event.TaskSucceeded(default, 0, taskId, succeeded.Result),
        Failed failed => new Event.TaskFailed(default, 0, taskId, failed.Error, failed.Cause),
        _ => throw new InvalidOperationException($"{GetType().Name} is no outcome."),
    };

    public sealed record Succeeded(JsonAny Result) : MockedOutcome;

    public sealed record Failed(string Error, string? Cause) : MockedOutcome;
}

/// <summary>
/// The data of a state between the stages of its flow, under AWS's names (API/API_InspectionData), and what it came to. What a state
/// has no stage for, or did not come to, is <see langword="null"/>.
/// </summary>
public sealed record InspectionData
{
    public JsonAny? AfterInputPath { get; set; }

    public JsonAny? AfterParameters { get; set; }

    public JsonAny? AfterArguments { get; set; }

    public JsonAny? AfterItemsPath { get; set; }

    /// <summary>The iterations' inputs; absent too where they are more than can be shown.</summary>
    public JsonList? AfterItemSelector { get; set; }

    /// <summary>The inputs of the children of a Distributed Map whose items are batched; absent where they are more than can be shown.</summary>
    public JsonList? AfterItemBatcher { get; set; }

    public JsonAny? Result { get; set; }

    /// <summary>The request of an HTTP Task, as it is shown (API/API_InspectionDataRequest).</summary>
    public JsonMap? Request { get; set; }

    /// <summary>The answer to it (API/API_InspectionDataResponse).</summary>
    public JsonMap? Response { get; set; }

    public JsonAny? AfterResultSelector { get; set; }

    public JsonAny? AfterResultPath { get; set; }

    /// <summary>As the state has it; 0 for no limit of its own.</summary>
    public long? MaxConcurrency { get; set; }

    public long? ToleratedFailureCount { get; set; }

    public double? ToleratedFailurePercentage { get; set; }

    /// <summary>The variables after the state; <see langword="null"/> where it did not exit.</summary>
    public ImmutableDictionary<string, JsonAny>? Variables { get; set; }

    /// <summary>The state to go on with.</summary>
    public string? NextState { get; set; }

    /// <summary>The failure that a retrier or a catcher took.</summary>
    public (string? Error, string? Cause)? Handled { get; set; }

    /// <summary>Which catcher took it.</summary>
    public int? CatchIndex { get; set; }

    /// <summary>Which retrier took it.</summary>
    public int? RetryIndex { get; set; }

    /// <summary>The time until the next attempt.</summary>
    public TimeSpan RetryBackoff { get; set; }

    /// <summary>A stage as text; <see langword="null"/> where it is none, or more than a payload may be.</summary>
    public static string? Show(JsonAny? stage) => stage is null || JsonSize.Of(stage) > Limits.PayloadBytes ? null : stage.ToString();
}
