namespace FunctionsAsl.Core.Execution;

/// <summary>
/// One sequential flow of an execution: the root, a branch of a Parallel state or an iteration of a Map state. It stands in
/// exactly one state. Immutable once its <see cref="ExecutionState"/> is published; a turn works on clones.
/// </summary>
internal sealed class Branch
{
    /// <summary>Empty for the root; else the parent's position and this branch's index, ending in <c>/</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The branch whose Parallel or Map state opened this one; <see langword="null"/> for the root.</summary>
    public required string? ParentId { get; init; }

    /// <summary>Index among the branches of the Parallel state or the items of the Map state.</summary>
    public required int Index { get; init; }

    /// <summary>The last event of this branch's chain: what its next event links back to.</summary>
    public long LastEventId { get; set; }

    /// <summary>Variables assigned in this branch; those of its parents are read through.</summary>
    public ImmutableDictionary<string, JsonAny> Variables { get; set; } = ImmutableDictionary<string, JsonAny>.Empty;

    /// <summary><c>$$.Map.Item</c> of the nearest Map state around, or <see langword="null"/>.</summary>
    public JsonMap? MapItem { get; init; }

    /// <summary>State entries so far; makes positions unique when a workflow loops.</summary>
    public int Step { get; set; }

    /// <summary>Name of the state the branch stands in, or is about to enter while <see cref="Waiting"/> is <see langword="null"/>.</summary>
    public required JsonString StateName { get; set; }

    /// <summary>The state's input as it was entered with.</summary>
    public required JsonAny Input { get; set; }

    /// <summary>The Entered event of the state; 0 while the state is only about to be entered.</summary>
    public long EnteredEventId { get; set; }

    public bool IsEntered => EnteredEventId > 0;

    public DateTimeOffset EnteredTime { get; set; }

    /// <summary>How often the state was tried again, and how often for each retrier.</summary>
    public int RetryCount { get; set; }

    public ImmutableArray<int> RetrierCounts { get; set; } = [];

    /// <summary>What the state waits for.</summary>
    public Waiting? Waiting { get; set; }

    /// <summary>The branch's result, once it has ended; kept until its siblings have ended too.</summary>
    public JsonAny? Output { get; set; }

    public Position Position => new(Id, Step, RetryCount);

    /// <summary>The timers that the branch waits for.</summary>
    public IEnumerable<Command.StartTimer> Timers()
    {
        foreach (string purpose in TimerPurpose.OfBranches)
        {
            if (Waiting?.Due(purpose) is { } due)
            {
                yield return new Command.StartTimer(TimerPurpose.Id(this, purpose), due);
            }
        }
    }

    public Branch Clone() => (Branch)MemberwiseClone();
}

/// <summary>What a branch waits for.</summary>
internal abstract record Waiting
{
    /// <summary>The branch has ended; only its output is still of interest.</summary>
    public static readonly Waiting OverAndDone = new Nothing();

    /// <summary>When the timer of a purpose is due; <see langword="null"/> where none is awaited.</summary>
    public virtual DateTimeOffset? Due(string purpose) => null;

    /// <summary>Nothing that will come.</summary>
    public sealed record Nothing : Waiting;

    /// <summary>A Wait state's time.</summary>
    public sealed record Until(DateTimeOffset Time) : Waiting
    {
        public override DateTimeOffset? Due(string purpose) => purpose == TimerPurpose.Wait ? Time : null;
    }

    /// <summary>The time of the next attempt.</summary>
    public sealed record Retry(DateTimeOffset Time) : Waiting
    {
        public override DateTimeOffset? Due(string purpose) => purpose == TimerPurpose.Retry ? Time : null;
    }

    /// <summary>A task, or the child execution of a Distributed Map's item. Deadlines are <see langword="null"/> where there are none, and for an activity until a worker took it.</summary>
    public sealed record ForTask(JsonAny Input, DateTimeOffset Scheduled) : Waiting
    {
        public long? TimeoutSeconds { get; init; }

        public long? HeartbeatSeconds { get; init; }

        public DateTimeOffset? TimeoutDue { get; init; }

        public DateTimeOffset? HeartbeatDue { get; init; }

        /// <summary>Whether it is not known yet that there is the activity: its task is not in the history before.</summary>
        public bool AwaitsOffer { get; init; }

        public bool Started { get; init; }

        /// <summary>When a worker took the activity's task, where that is kept (<see cref="StepLimits.KeepsStartTimes"/>).</summary>
        public DateTimeOffset? StartedTime { get; init; }

        public bool Submitted { get; init; }

        /// <inheritdoc cref="Command.RunTask.Job"/>
        public JsonAny? Job { get; init; }

        /// <summary>The items of a Map Run that the child execution, or the piece of a run over files, runs; <see langword="null"/> for all other tasks.</summary>
        public ItemRange? Items { get; init; }

        /// <summary>The Map Run that is awaited; <see langword="null"/> for all other tasks.</summary>
        public string? MapRunArn { get; init; }

        /// <summary>Which redrive has the Map Run, or the child of one, go on from where it ended; 0 where it is new.</summary>
        public long Redrive { get; init; }

        /// <summary>When the next heartbeat is due, after one now.</summary>
        public DateTimeOffset? NextHeartbeat(DateTimeOffset now) => HeartbeatSeconds is { } seconds ? now.AddSeconds(seconds) : null;

        public override DateTimeOffset? Due(string purpose) => purpose switch
        {
            TimerPurpose.Timeout => TimeoutDue,
            TimerPurpose.Heartbeat => HeartbeatDue,
            _ => null,
        };
    }

    /// <summary>Nothing: the child execution of a Map Run's items has ended without success. A redrive of the run has it go on.</summary>
    /// <param name="Status">How it has ended.</param>
    public sealed record ForRedrive(ExecutionStatus Status, ItemRange Items) : Waiting;

    /// <summary>Nothing: the execution has ended, and with it the Map Run. A redrive has both go on.</summary>
    /// <param name="Run">The wait for the run.</param>
    public sealed record ForRedriveOfRun(ForTask Run) : Waiting;

    /// <summary>The branches of a Parallel state, or the iterations of a Map state, that this branch has opened.</summary>
    /// <param name="Input">The effective input of the state, which a Map's ItemSelector reads.</param>
    /// <param name="Items">
    /// A Map's items: an array, or of a Distributed Map maybe an object; of a run over files its pieces (<see cref="MapRunPieces"/>);
    /// <see langword="null"/> for Parallel.
    /// </param>
    /// <param name="Concurrency">How many may run at once.</param>
    public sealed record ForBranches(JsonAny Input, JsonAny? Items, int Count, int Concurrency, int Started, int Ended) : Waiting
    {
        /// <summary>Bytes of the outputs of an inline Map's iterations that have ended, where that is counted: no more than they have.</summary>
        public long OutputBytes { get; init; }

        /// <summary>The run of a Distributed Map; <see langword="null"/> for all others.</summary>
        public MapRun? MapRun { get; init; }

        /// <summary>How many of them run.</summary>
        public int Running => Started - Ended - (MapRun?.Rerun ?? 0);
    }
}
