namespace FunctionsAsl.Core.Execution;

/// <summary>ARNs of Map Runs: <c>arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:UUID</c> (MODEL).</summary>
public static class MapRunArn
{
    /// <summary>The type that the ARN names.</summary>
    public const string Type = "mapRun";

    /// <summary>The ARN of a new run of an execution's Distributed Map of this label.</summary>
    internal static string New(ExecutionInput execution, string label, Entropy entropy)
    {
        string[] parts = execution.Arn.Split(':', 6);
        return $"{string.Join(':', parts[..5])}:{Type}:{execution.StateMachineName}/{label}:{entropy.NextGuid()}";
    }

    /// <summary>The label of the Distributed Map that an ARN is of a run of; <see langword="null"/> where it is of none.</summary>
    public static string? LabelOf(string arn) =>
        arn.Contains($":{Type}:", StringComparison.Ordinal) && arn.Split(':') is [_, _, _, _, _, Type, var map, _]
            ? map[(map.IndexOf('/', StringComparison.Ordinal) + 1)..]
            : null;

    /// <summary>Whether an execution of this ARN runs items of a Map Run: <c>execution:MACHINE/LABEL:NAME</c>.</summary>
    public static bool IsOfChild(string executionArn) =>
        executionArn.Split(':') is [_, _, _, _, _, not Type, var machine, ..] && machine.Contains('/', StringComparison.Ordinal);
}
