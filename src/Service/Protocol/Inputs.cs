using System.Collections.Immutable;

namespace FunctionsAsl.Service.Protocol;

/// <summary>The inputs of the 37 operations: the API model, and where AWS does otherwise than the model says.</summary>
internal static class Inputs
{
    // The order that AWS's message was recorded with.
    private static readonly ImmutableArray<string> Statuses =
        ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"];

    // The patterns by hand: a regular expression over a caller's text would need a bound on its time.
    private static readonly Dictionary<string, Func<string, bool>> Patterns = new(StringComparer.Ordinal)
    {
        [@"\p{ASCII}*"] = static text => !text.AsSpan().ContainsAnyExceptInRange('\0', '\x7f'),
        ["[!-~]+"] = static text => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~'),
        [@"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"] = static text =>
            text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && text.Any(static c => !char.IsAsciiDigit(c)),
    };

    /// <summary>Operation name to input structure.</summary>
    public static IReadOnlyDictionary<string, Shape> All { get; } = ServiceTable.Read(ServiceTable.Find("stepfunctions")!).Operations
        .ToDictionary(static operation => operation.Name, static operation => operation.Input!, StringComparer.Ordinal);

    /// <summary>Whether a text is measured in UTF-8 bytes, where the model states a length.</summary>
    public static bool IsMeasuredInBytes(Shape shape) => shape.Name == "SensitiveData";

    /// <summary>The allowed texts of a shape that has some, in the order of AWS's message.</summary>
    public static ImmutableArray<string> Choices(Shape shape) => shape.Name == "ExecutionStatus" ? Statuses : shape.Enum;

    /// <summary>Whether a text matches the pattern of a shape that has one.</summary>
    public static bool Matches(Shape shape, string text) => Patterns[shape.Pattern!](text);
}
