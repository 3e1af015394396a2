namespace FunctionsAsl.Testing;

/// <summary>What comes of one attempt at a mocked state. Of use with <c>using static FunctionsAsl.Testing.MockedResult</c>.</summary>
public sealed record MockedResult
{
    private MockedResult()
    {
    }

    /// <summary>An attempt that does not end by itself: a time-out ends it, or the workflow does.</summary>
    public static MockedResult Never { get; } = new() { Delay = Timeout.InfiniteTimeSpan };

    /// <summary>How long it takes, in the workflow's time; infinite where it does not end.</summary>
    public TimeSpan Delay { get; private init; }

    /// <summary>What it fails with; <see langword="null"/> where it succeeds.</summary>
    public string? Error { get; private init; }

    /// <summary>What is told of the error; <see langword="null"/> where nothing is.</summary>
    public string? Cause { get; private init; }

    /// <summary>What it gives; <see langword="null"/> where it fails.</summary>
    internal Func<JsonSerializerOptions, JsonAny>? Value { get; private init; }

    /// <summary>
    /// An attempt that succeeds. The value is what the state's resource would answer: that of <c>lambda:invoke</c> has the function's result as
    /// <c>Payload</c>.
    /// </summary>
    /// <param name="value">Anything that System.Text.Json writes, with members as they are named; <see langword="null"/> is JSON's.</param>
    public static MockedResult Return(object? value) => new() { Value = options => JsonOf(value, options) };

    /// <summary>An attempt that fails.</summary>
    /// <param name="error">The error's name, which Retry and Catch match.</param>
    /// <param name="cause">What is told of it.</param>
    public static MockedResult Throw(string error, string? cause = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new() { Error = error, Cause = cause };
    }

    /// <summary>The same after a time, which passes at once.</summary>
    public MockedResult After(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return this with { Delay = delay };
    }

    internal static JsonAny JsonOf(object? value, JsonSerializerOptions options) =>
        JsonAny.Parse(JsonSerializer.SerializeToUtf8Bytes(value, options));

    internal TaskOutcome ToOutcome(JsonSerializerOptions options) =>
        Value is { } value ? new TaskOutcome.Succeeded(value(options)) : new TaskOutcome.Failed(Error, Cause);
}
