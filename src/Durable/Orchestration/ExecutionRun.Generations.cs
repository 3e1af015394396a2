namespace FunctionsAsl.Durable.Orchestration;

/// <content>When a run begins anew with an empty durable history, and with what.</content>
internal sealed partial class ExecutionRun
{
    /// <summary>
    /// Whether nothing will happen by itself for this long. Reports, messages and the ends of other executions, or of jobs that are looked
    /// at now and then, may come at any time.
    /// </summary>
    private bool RestsLongerThan(TimeSpan time) =>
        _tasks.Running == 0 && _inbox.IsEmpty && !GoesOn && !_tasks.LooksOften && !(_timers.NextEvent <= _orchestration.Now + time);

    /// <summary>
    /// Begins a new durable history where the old one has become long, as soon as no call is under way; and before a long rest, where
    /// something was decided. A generation that only waits has decided nothing, however often it is woken.
    /// </summary>
    /// <returns>Whether it did; then this run is over.</returns>
    private bool TryBeginAnew()
    {
        bool restsDecided = _hasDecided && _input.Flags.HasFlag(EngineFlags.BeginsAnewBeforeRest) && RestsLongerThan(_options.LongRest);
        if (restsDecided || (_calls.AreMany && _tasks.Running == 0 && _inbox.IsEmpty))
        {
            string input = Continuation().ToText();
            _timers.End();
            _orchestration.ContinueAsNew(input);
            return true;
        }

        if (_calls.AreTooMany && _tasks.Running > 0 && !_tasks.IsHolding)
        {
            _tasks.Hold();
            _inbox.Follow(DrainAsync);
        }

        return false;
    }

    private async Task DrainAsync()
    {
        if (await _calls.Pause(_options.Drain))
        {
            _inbox.Add(() =>
            {
                _calls.Tolerate();
                _tasks.Release();
            });
        }
    }

    private OrchestrationInput Continuation() => _input with
    {
        Engine = EngineVersion.Current,
        Flags = OrchestrationInput.NewestFlags,
        Progress = new Progress
        {
            Status = _status,
            State = _state is { } state ? StateSerializer.ToJson(state) : null,
            StateBlob = _stateBlob,
            MapRun = _mapRun,
            Commands = [.. _tasks.Held],
            Tail = _tail.Steps,
            Position = _tail.Position,
        },
        Ordinal = _ordinal,
        Time = _clock.Time,
        Timers = [.. _timers.All.Select(static t => new IssuedCommand(new Command.StartTimer(t.Id, t.Due)))],
        Tasks = [.. _tasks.Reported.Select(static t => t.ToReported())],
        Discarded = [.. _discarded],
        Pending = [.. _pending],
    };
}
