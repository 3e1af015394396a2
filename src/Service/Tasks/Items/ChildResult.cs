namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>What came of a child of a Map Run.</summary>
/// <param name="Status">As DescribeExecution has it; <c>PENDING</c> of one that was not started: then only <paramref name="Input"/> is known.</param>
/// <param name="Input">What it was given, or would have been.</param>
public sealed record ChildResult(string Status, ChildText Input)
{
    public const string Succeeded = "SUCCEEDED";
    public const string Pending = "PENDING";

    /// <summary>A child that was not started.</summary>
    public static ChildResult NotStarted(ChildText input) => new(Pending, input);

    public string? ExecutionArn { get; init; }

    public string? Name { get; init; }

    public string? StateMachineArn { get; init; }

    /// <summary>What it gave; <see langword="null"/> unless it succeeded.</summary>
    public ChildText? Output { get; init; }

    public string? Error { get; init; }

    public string? Cause { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? StopDate { get; init; }

    /// <summary>How often it was redriven; <see langword="null"/> of an Express child, which cannot be.</summary>
    public int? RedriveCount { get; init; }

    public string? RedriveStatus { get; init; }

    public string? RedriveStatusReason { get; init; }
}

/// <summary>The JSON of a child's input or output: a value, or the text as it lies in a store. Neither is copied.</summary>
public readonly record struct ChildText
{
    private ChildText(JsonAny? value, ReadOnlyMemory<byte> utf8) => (Value, Utf8) = (value, utf8);

    /// <summary><see langword="null"/> where it is a text.</summary>
    public JsonAny? Value { get; }

    /// <summary>The text in UTF-8; meaningless where it is a value.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <exception cref="ArgumentNullException">There is no value: then there is no <see cref="ChildText"/>, which a cast does not make of it.</exception>
    public static ChildText Of(JsonAny value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ChildText(value, default);
    }

    /// <param name="utf8">One JSON value; it must not change before it is written.</param>
    public static ChildText Of(ReadOnlyMemory<byte> utf8) => new(null, utf8);

    public static implicit operator ChildText(JsonAny value) => Of(value);
}
