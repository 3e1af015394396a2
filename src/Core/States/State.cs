namespace FunctionsAsl.Core.States;

/// <summary>A compiled state. Immutable once its machine is compiled; shared by all executions.</summary>
internal abstract class State(string name, StateEvents events)
{
    public string Name => name;

    /// <summary>The state to go on with, or <see langword="null"/> where the branch ends here or the state chooses.</summary>
    public State? Next { get; internal set; }

    internal JsonString NameJson { get; } = new(name);

    internal StateEvents StateEvents => events;

    /// <summary>Whether the failure of an expression links to the state's entry, even while the state is only being entered (conformance: test_wait_timestamp_jsonata).</summary>
    internal virtual bool HasBegunWhenEntered => false;

    /// <summary>Whether the context object tells how often the state was tried again (conformance, area context_object).</summary>
    internal virtual bool ShowsRetryCount => false;

    /// <summary>Runs the state until it exits, ends its branch, fails or waits. The Entered event is written already.</summary>
    /// <exception cref="StatesException">The state fails; the turn adds the prefix that names it.</exception>
    internal abstract void Enter(Turn turn, Branch branch);

    /// <summary>A timer that the branch waits for is due: by default that of the next attempt.</summary>
    internal virtual void TimerFired(Turn turn, Branch branch, string purpose)
    {
        branch.Waiting = null;
        Enter(turn, branch);
    }

    /// <summary>Whether and how the state deals with a failure; by default it does not.</summary>
    internal virtual ErrorHandling? Errors => null;
}
