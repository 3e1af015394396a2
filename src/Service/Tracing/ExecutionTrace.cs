using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Service.Tracing;

/// <summary>
/// The spans of an execution by name: their ids follow from its ARN, its start and the ids of its events, so that whoever emits one again, after a
/// crash or in another process, emits the same, and what is emitted before its parent still has it for a parent.
/// </summary>
/// <param name="arn">The execution.</param>
/// <param name="namedDate">As <see cref="ExecutionRecord.NamedDate"/>, to the millisecond: another one may have its ARN once it is removed.</param>
/// <param name="redrives">How often it was redriven: each time it has spans of its own.</param>
public sealed class ExecutionTrace(string arn, DateTimeOffset namedDate, string? traceHeader, long redrives)
{
    private const int TraceBytes = 16;
    private const int SpanBytes = 8;

    private readonly string _name = Named(arn, namedDate);

    /// <summary>Whether anybody takes spans.</summary>
    public static bool IsOn => DerivedSpan.IsOn;

    /// <summary>What the execution's span is a child of. Without a header it begins a trace.</summary>
    public TraceContext Around { get; } =
        TraceContext.Parse(traceHeader) ?? new TraceContext(Id(Named(arn, namedDate), TraceBytes), SpanId: null, IsSampled: true);

    public static ExecutionTrace Of(ExecutionRecord execution) =>
        new(execution.Arn, execution.NamedDate, execution.TraceHeader, execution.Redrives?.Count ?? 0);

    /// <summary>The execution itself.</summary>
    public string Execution => State(0);

    /// <summary>A visit of a state.</summary>
    /// <param name="enteredEventId">The event that it begins with; 0 for the execution, whose states have no other around them.</param>
    public string State(long enteredEventId) => Id(string.Create(CultureInfo.InvariantCulture, $"{_name}#{redrives}#{enteredEventId}"), SpanBytes);

    /// <summary>An attempt of a task, by the event that ended it.</summary>
    public string Attempt(long endedEventId) => Id(string.Create(CultureInfo.InvariantCulture, $"{_name}#{redrives}#{endedEventId}#attempt"), SpanBytes);

    /// <summary>What the calls of a state's tasks, and the executions that they start, are children of.</summary>
    public TraceContext In(long enteredEventId) => Around with { SpanId = State(enteredEventId) };

    private static string Named(string arn, DateTimeOffset namedDate) =>
        string.Create(CultureInfo.InvariantCulture, $"{arn}@{namedDate.ToUnixTimeMilliseconds()}");

    private static string Id(string text, int bytes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
