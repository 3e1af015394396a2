using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Tells whoever asks what happens to executions: logs, spans and metrics. All come of events when these are stored, and never again: not when
/// an execution is loaded or replayed. After a crash the last ones may be missing or come twice; a span that comes twice is the same.
/// Where nobody asks it costs nothing.
/// </summary>
/// <param name="log">Takes what state machines log; <see langword="null"/> where nobody does. It must neither throw nor wait.</param>
/// <param name="statusChanged">As <see cref="ServiceOptions.StatusChanged"/>.</param>
/// <param name="report">Told of whoever listens and throws: no execution fails by it.</param>
public sealed class ExecutionTelemetry(Action<LogRecord>? log, Action<JsonMap>? statusChanged = null, Action<string, Exception>? report = null)
{
    /// <summary>Of the source of the spans, and of the meter.</summary>
    public const string Name = ServiceMeter.Name;

    /// <summary>The longest history before some events that is read for them.</summary>
    private const int MostRead = 1000;

    private readonly ExecutionLog _log = new(log);

    /// <summary>Whether spans or metrics are taken.</summary>
    public static bool IsMeasuring => DerivedSpan.IsOn || ExecutionMetrics.IsOn;

    /// <summary>Whether anybody takes anything.</summary>
    public bool IsOn => _log.IsOn || statusChanged is not null || IsMeasuring;

    /// <param name="execution">As it is behind the events.</param>
    /// <param name="history">What has just been stored.</param>
    /// <param name="before">Where it stood before these; <see langword="null"/> where it begins.</param>
    /// <param name="changed">The branches that have changed since, by id.</param>
    public void Add(ExecutionRecord execution, IReadOnlyList<HistoryEvent> history, ExecutionState? before, IReadOnlyCollection<string> changed)
    {
        _log.Add(execution, history);
        foreach (HistoryEvent e in history)
        {
            ChangeStatus(execution, e);
        }

        if (IsMeasuring && history.Count > 0)
        {
            bool ends = StateVisits.EndsExecution(history[^1].Type);
            Measure(execution, history, new StateVisits(before is null ? [] : OpenState.Of(before, ends ? null : changed)));
        }
    }

    /// <summary>
    /// Tells that an execution has begun, goes on after a redrive, or has ended: in time, where its history is told of later. Other events
    /// change no status.
    /// </summary>
    /// <param name="execution">As it is behind the event.</param>
    public void ChangeStatus(ExecutionRecord execution, HistoryEvent e)
    {
        if (StateVisits.Begins(e.Type))
        {
            try
            {
                ExecutionMetrics.Add(execution, e);
            }
            catch (Exception failure)
            {
                Report(failure);
            }
        }

        if (statusChanged is not null && StatusChange.Of(execution, e) is { } change)
        {
            statusChanged(change);
        }
    }

    /// <summary>The same where the state before is not at hand, and without what <see cref="ChangeStatus"/> has told.</summary>
    /// <param name="earlier">The history before, whole; asked for only where it is needed.</param>
    public async ValueTask Add(ExecutionRecord execution, IReadOnlyList<HistoryEvent> history, Func<ValueTask<IReadOnlyList<HistoryEvent>>> earlier)
    {
        _log.Add(execution, history);
        if (!IsMeasuring || history.Count == 0)
        {
            return;
        }

        var visits = new StateVisits([]);
        // What came before is read again each time: of a long history what began long ago has no span.
        if (history[0].Id is > 1 and <= MostRead && (DerivedSpan.IsOn || ExecutionMetrics.IsTiming))
        {
            foreach (HistoryEvent e in await earlier())
            {
                visits.Add(e);
            }
        }

        Measure(execution, history, visits);
    }

    private void Measure(ExecutionRecord execution, IReadOnlyList<HistoryEvent> history, StateVisits visits)
    {
        try
        {
            MeasureAll(execution, history, visits);
        }
        catch (Exception e)
        {
            Report(e);
        }
    }

    private void Report(Exception e) => report?.Invoke("telling of spans and metrics", e);

    private static void MeasureAll(ExecutionRecord execution, IReadOnlyList<HistoryEvent> history, StateVisits visits)
    {
        ExecutionTrace? trace = DerivedSpan.IsOn ? ExecutionTrace.Of(execution) : null;
        foreach (HistoryEvent e in history)
        {
            foreach (EndedVisit ended in visits.Add(e))
            {
                if (ended.AttemptSince is { } since && ExecutionMetrics.IsTiming)
                {
                    ExecutionMetrics.AddAttempt(execution, e, since, ended.AttemptStarted);
                }

                if (trace is not null)
                {
                    ExecutionSpans.Add(execution, trace, ended);
                }
            }

            if (!StateVisits.Begins(e.Type))
            {
                ExecutionMetrics.Add(execution, e);
            }

            if (trace is not null && StateVisits.EndsExecution(e.Type))
            {
                ExecutionSpans.Add(execution, trace, e);
            }
        }
    }
}
