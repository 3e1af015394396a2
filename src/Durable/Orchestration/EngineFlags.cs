namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// What an orchestrator does otherwise than an older release did. A generation carries those that it was begun with, since it is
/// replayed by whatever release is installed; the next one has all. A flag goes when no release that is supported can have left a
/// generation without it.
/// </summary>
[Flags]
internal enum EngineFlags
{
    /// <summary>Release 8e0147c.</summary>
    None = 0,

    /// <summary>A step that is taken in the orchestrator is held to <see cref="Core.Execution.StepLimits.Standard"/>.</summary>
    BoundsSteps = 1,

    /// <summary>A generation in which something was decided ends before a long rest, so that nothing has to be decided again after it.</summary>
    BeginsAnewBeforeRest = 2,

    /// <summary>The core decides as AWS was measured to (<see cref="Core.Execution.StepLimits.DecidesAsBefore"/>).</summary>
    DecidesAsMeasured = 4,

    /// <summary>
    /// All that there were in releases up to e305a53. Flags are saved by their names, so this name stays with these; what there is today
    /// is <see cref="OrchestrationInput.NewestFlags"/>, which has none.
    /// </summary>
    All = BoundsSteps | BeginsAnewBeforeRest | DecidesAsMeasured,

    /// <summary>A timer that fires early is set once more.</summary>
    WaitsOutTimers = 8,

    /// <summary>The last execution of a machine that is being deleted has it removed.</summary>
    FinishesDeletion = 16,

    /// <summary>An author's activity function is called again whose worker was lost.</summary>
    RunsFunctionsAgain = 32,

    /// <summary>The time that a task may take counts from when it is taken up, not from when it was put in the engine's queue.</summary>
    CountsFromTakingUp = 64,

    /// <summary>One durable timer stands for all of an execution's, set for the first that is due.</summary>
    SetsOneTimer = 128,

    /// <summary>A catcher gets neither error nor cause of a failure without an error (<see cref="Core.Execution.StepLimits.CatchesEmptyTexts"/>).</summary>
    CatchesNothing = 256,

    /// <summary>Tasks are told where they stand in a trace. What calls weigh is counted, and decides when a generation ends.</summary>
    TellsTraces = 512,

    /// <summary>A state fails by what it makes of its branches, and a redrive does it anew (<see cref="Core.Execution.StepLimits.RedrivesAsBefore"/>).</summary>
    RedrivesWhole = 1024,

    /// <summary>A Map Run runs what its pieces left out before more was tolerated (<see cref="Core.Execution.StepLimits.LeavesOutAsBefore"/>).</summary>
    RunsLeftOut = 2048,

    /// <summary>
    /// An inline Map keeps no outputs that are too large together (<see cref="Core.Execution.StepLimits.KeepsOutputsAsBefore"/>): what the
    /// state weighs decides where a step is taken.
    /// </summary>
    DropsOutputs = 4096,

    /// <summary>
    /// A state's blob is removed two states later, not one: a process whose episode is not taken may be one ahead of the one whose is.
    /// </summary>
    KeepsTwoStates = 8192,

    /// <summary>What others report is looked at now and then: a message may be lost where orchestrations move between processes.</summary>
    LooksForReports = 16384,
}
