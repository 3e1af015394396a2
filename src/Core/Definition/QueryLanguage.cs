using System.Collections.Frozen;

namespace FunctionsAsl.Core.Definition;

/// <summary>The language of a state's expressions (DG/transforming-data).</summary>
internal enum QueryLanguage
{
    JSONPath,
    JSONata,
}

/// <summary>The fields that exist in one query language only (DG/state-task and the other pages of states).</summary>
internal static class LanguageFields
{
    private static readonly FrozenSet<string> OfJsonata =
        new[] { "Arguments", "Output", "Items", "Condition" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfJsonPath = ChoiceOperator.ByName.Keys
        .Concat(["And", "Or", "Not", "Variable"])
        .Concat(["InputPath", "OutputPath", "ResultPath", "ResultSelector", "Parameters", "Result", "ItemsPath"])
        .Concat(["SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "ErrorPath", "CausePath"])
        .Concat(["MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath"])
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The only language that has the field, or <see langword="null"/> where both have it or none.</summary>
    public static QueryLanguage? LanguageOf(string field) =>
        OfJsonata.Contains(field) ? QueryLanguage.JSONata : OfJsonPath.Contains(field) ? QueryLanguage.JSONPath : null;
}
