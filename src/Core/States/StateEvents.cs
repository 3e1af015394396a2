namespace FunctionsAsl.Core.States;

/// <summary>What the history says of the states of a type.</summary>
/// <param name="Exited">When one is left; <see langword="null"/> for those that only fail.</param>
/// <param name="Aborted">When one is cut off inside a failing Parallel or Map; <see langword="null"/> for those that take no time.</param>
/// <param name="Failed">When one fails whose branches ran; <see langword="null"/> for those that open none.</param>
internal sealed record StateEvents(
    HistoryEventType Entered, HistoryEventType? Exited, HistoryEventType? Aborted = null, HistoryEventType? Failed = null)
{
    public static readonly StateEvents Choice = new(HistoryEventType.ChoiceStateEntered, HistoryEventType.ChoiceStateExited);

    public static readonly StateEvents Fail = new(HistoryEventType.FailStateEntered, null);

    public static readonly StateEvents Map = new(
        HistoryEventType.MapStateEntered, HistoryEventType.MapStateExited, HistoryEventType.MapStateAborted, HistoryEventType.MapStateFailed);

    public static readonly StateEvents Parallel = new(
        HistoryEventType.ParallelStateEntered,
        HistoryEventType.ParallelStateExited,
        HistoryEventType.ParallelStateAborted,
        HistoryEventType.ParallelStateFailed);

    public static readonly StateEvents Pass = new(HistoryEventType.PassStateEntered, HistoryEventType.PassStateExited);

    public static readonly StateEvents Succeed = new(HistoryEventType.SucceedStateEntered, HistoryEventType.SucceedStateExited);

    public static readonly StateEvents Task = new(
        HistoryEventType.TaskStateEntered, HistoryEventType.TaskStateExited, HistoryEventType.TaskStateAborted);

    public static readonly StateEvents Wait = new(
        HistoryEventType.WaitStateEntered, HistoryEventType.WaitStateExited, HistoryEventType.WaitStateAborted);
}
