namespace FunctionsAsl.Core.Execution;

/// <summary>The quotas of a Standard execution (DG/service-quotas).</summary>
public static class Limits
{
    /// <summary>Input or output of a state, task or execution: 256 KiB of UTF-8.</summary>
    public const int PayloadBytes = 262_144;

    /// <summary>Events of one history, the last of them the one that ends the execution.</summary>
    public const long HistoryEvents = 25_000;

    /// <summary>A definition's text, in characters.</summary>
    public const int DefinitionLength = 1_048_576;

    /// <summary>All variables that one state assigns, names not counted (ST variable_limits).</summary>
    public const int AssignedBytes = 262_144;

    /// <summary>All variables of one execution, names not counted (ST variable_limits).</summary>
    public const int VariableBytes = 10_485_760;

    /// <summary>Iterations of an inline Map that run at once, whatever MaxConcurrency says (DG/state-map-inline).</summary>
    public const int InlineMapConcurrency = 40;

    /// <summary>Child executions of a Distributed Map that run at once, whatever MaxConcurrency says (DG/service-quotas).</summary>
    public const int DistributedMapConcurrency = 10_000;

    /// <summary>
    /// No further child executions start while those that run have inputs of so many bytes: they are saved with their parent. Ours;
    /// thousands of children that each get a large part of the state's input would not fit into memory otherwise.
    /// </summary>
    public const long MapRunInputBytes = 16_777_216;

    /// <summary>
    /// Distributed Maps inside one another. Ours: the text of each is a machine of its own, and that of the innermost a part of all.
    /// </summary>
    public const int MapRunDepth = 10;

    /// <summary>Items that an ItemReader may be asked for (DG/input-output-itemreader).</summary>
    public const int MapItems = 100_000_000;

    /// <summary>A JSON Pointer to the items of a file has fewer characters (DG/input-output-itemreader).</summary>
    public const int ItemsPointerLength = 2_000;

    /// <summary>A Distributed Map's Label, in characters (DG/state-map-distributed).</summary>
    public const int LabelLength = 40;

    /// <summary>The longest wait or time-out, in seconds; also the default time-out of a task.</summary>
    public const long Seconds = 99_999_999;

    /// <summary>The largest MaxDelaySeconds of a retrier: 366 days (DG/concepts-error-handling).</summary>
    public const long MaxDelaySeconds = 31_622_400;

    public const int StateNameLength = 80;
}
