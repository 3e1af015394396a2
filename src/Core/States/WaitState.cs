namespace FunctionsAsl.Core.States;

/// <summary>Waits for a number of seconds or until a time (DG/state-wait).</summary>
internal sealed class WaitState(string name, DataFlow flow, WaitTime time) : State(name, StateEvents.Wait)
{
    internal override bool HasBegunWhenEntered => true;

    internal static WaitState? Read(string name, Fields fields)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Assigns);
        WaitTime? time = WaitTime.Read(fields);
        return time is null ? null : new WaitState(name, flow, time);
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        JsonAny input = flow.Input(scope, branch.Input);
        DateTimeOffset due = time.Due(turn.Now, input, scope);
        if (due <= turn.Now)
        {
            Exit(turn, branch);
            return;
        }

        due = turn.Scale(due);
        branch.Waiting = new Waiting.Until(due);
        turn.StartTimer(branch, TimerPurpose.Wait, due);
    }

    internal override void TimerFired(Turn turn, Branch branch, string purpose) => Exit(turn, branch);

    private void Exit(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        turn.Exit(this, branch, flow.Complete(scope, branch.Input, flow.Input(scope, branch.Input)), Next);
    }
}

/// <summary>How long a Wait state waits: one of its four fields, of which JSONata has the first two.</summary>
internal abstract record WaitTime
{
    public static WaitTime? Read(Fields fields)
    {
        fields.AtMostOne("SecondsPath", "Seconds", "TimestampPath", "Timestamp");
        fields.Allow("Seconds", "Timestamp");
        if (fields.IsComputed("Seconds", out JsonataExpression? expression))
        {
            return expression is null ? null : new ComputedSeconds(expression);
        }

        if (fields.IsComputed("Timestamp", out expression))
        {
            return expression is null ? null : new ComputedTimestamp(expression);
        }

        long? seconds = fields.Integer("Seconds", 0, Limits.Seconds);
        string? timestamp = fields.String("Timestamp");
        JsonPath? secondsPath = fields.SinglePath("SecondsPath");
        JsonPath? timestampPath = fields.SinglePath("TimestampPath");
        if (timestamp is not null)
        {
            if (Timestamps.TryParse(timestamp, out DateTimeOffset time))
            {
                return new Timestamp(time);
            }

            fields.Report("String does not match RFC3339 timestamp", "Timestamp");
            return null;
        }

        if (!fields.Has("Seconds") && !fields.Has("Timestamp") && !fields.Has("SecondsPath") && !fields.Has("TimestampPath"))
        {
            fields.ReportHere("This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]");
        }

        return seconds is { } s ? new Seconds(s)
            : secondsPath is not null ? new SecondsPath(secondsPath)
            : timestampPath is not null ? new TimestampPath(timestampPath)
            : null;
    }

    public abstract DateTimeOffset Due(DateTimeOffset now, JsonAny input, Scope scope);

    public sealed record Seconds(long Value) : WaitTime
    {
        public override DateTimeOffset Due(DateTimeOffset now, JsonAny input, Scope scope) => now.AddSeconds(Value);
    }

    public sealed record Timestamp(DateTimeOffset Value) : WaitTime
    {
        public override DateTimeOffset Due(DateTimeOffset now, JsonAny input, Scope scope) => Value;
    }

    public sealed record SecondsPath(JsonPath Path) : WaitTime
    {
        public override DateTimeOffset Due(DateTimeOffset now, JsonAny input, Scope scope) =>
            now.AddSeconds(SecondsField.Read("SecondsPath", Path, input, scope));
    }

    public sealed record TimestampPath(JsonPath Path) : WaitTime
    {
        public override DateTimeOffset Due(DateTimeOffset now, JsonAny input, Scope scope)
        {
            JsonAny? value = Path.Find(input, scope, out _);
            if (value is null)
            {
                throw new StatesException(
                    ErrorName.Runtime, $"The TimestampPath parameter does not reference an input value: {Path.Text}");
            }

            return value is JsonString text && Timestamps.TryParse(text.Value, out DateTimeOffset due)
                ? due
                : throw new StatesException(
                    ErrorName.Runtime,
                    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
                    + $"{Path.Text} == {(value as JsonString)?.Value ?? value.ToString()}");
        }
    }

    public sealed record ComputedSeconds(JsonataExpression Expression) : WaitTime
    {
        public override DateTimeOffset Due(DateTimeOffset now, JsonAny input, Scope scope) =>
            now.AddSeconds(SecondsField.Read(Expression, input, scope));
    }

    public sealed record ComputedTimestamp(JsonataExpression Expression) : WaitTime
    {
        public override DateTimeOffset Due(DateTimeOffset now, JsonAny input, Scope scope)
        {
            string text = Expression.EvaluateString(new StatesScope(input, scope));
            return Timestamps.TryParse(text, out DateTimeOffset due)
                ? due
                : throw Expression.Failure(
                    $"The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}");
        }
    }
}
