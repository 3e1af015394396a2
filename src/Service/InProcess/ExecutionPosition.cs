namespace FunctionsAsl.Service.InProcess;

/// <summary>A place in the list of a machine's executions, newest first; executions that started together follow by descending ARN.</summary>
public readonly record struct ExecutionPosition(long StartTicks, string Arn)
{
    public static ExecutionPosition Of(ExecutionSummary execution) => new(execution.StartDate.UtcTicks, execution.Arn);

    public static ExecutionPosition Of(ExecutionRecord record) => new(record.StartDate.UtcTicks, record.Arn);

    /// <summary>Reads what <see cref="ToString"/> gave; of anything else, the end of the list.</summary>
    public static ExecutionPosition Parse(string text)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && long.TryParse(text.AsSpan(0, space), NumberStyles.None, NumberFormatInfo.InvariantInfo, out long ticks)
            ? new(ticks, text[(space + 1)..])
            : new(0, "");
    }

    /// <summary>Whether the execution comes later in the list than this position.</summary>
    public bool IsBefore(ExecutionRecord record) =>
        record.StartDate.UtcTicks < StartTicks
        || (record.StartDate.UtcTicks == StartTicks && string.CompareOrdinal(record.Arn, Arn) < 0);

    public override string ToString() => string.Create(NumberFormatInfo.InvariantInfo, $"{StartTicks} {Arn}");
}
