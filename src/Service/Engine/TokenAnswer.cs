namespace FunctionsAsl.Service.Engine;

public enum TokenAnswer
{
    /// <summary>The report was taken, durably.</summary>
    Accepted,

    /// <summary>No task was ever given this token (API: TaskDoesNotExist, or InvalidToken where it is not even well-formed).</summary>
    DoesNotExist,

    /// <summary>The task has ended, timed out or been cancelled (API: TaskTimedOut).</summary>
    TimedOut,
}
