namespace FunctionsAsl.Local.Transfer;

/// <summary>The members of a line of an export: what the API's Describe operations and GetExecutionHistory answer.</summary>
internal static class ExportedLine
{
    public const string Activity = "activity";
    public const string StateMachine = "stateMachine";
    public const string Tags = "tags";

    /// <summary>The machine's versions, as DescribeStateMachine tells of them.</summary>
    public const string Versions = "versions";

    public const string Aliases = "aliases";
    public const string Execution = "execution";

    /// <summary>What the execution runs (DescribeStateMachineForExecution).</summary>
    public const string Definition = "definition";

    public const string History = "history";

    /// <summary>How many items it runs, where it is one of a Map Run.</summary>
    public const string ItemCount = "itemCount";

    /// <summary>A run of a Distributed Map (DescribeMapRun), behind its execution and before those of its items.</summary>
    public const string MapRun = "mapRun";
}
