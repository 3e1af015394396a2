using System.Diagnostics;
using FunctionsAsl.Service.InProcess;

namespace FunctionsAsl.Testing;

/// <summary>Lets a workflow's time pass whenever nothing more happens at the time that it is.</summary>
internal sealed class VirtualTime(InProcessEngine engine, VirtualClock clock, TaskTurns turns, VirtualTasks tasks, TimeSpan patience)
{
    private const int Yields = 200;

    // In real time. What Express executions do within tasks is not counted: they are taken to wait when nothing has changed for so long.
    private static readonly TimeSpan Stillness = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Goes on until something is so, or nothing more happens by a time.</summary>
    /// <param name="limit">As far as time may pass; <see cref="DateTimeOffset.MaxValue"/> for as far as there is something to wait for.</param>
    /// <param name="isUncounted">Whether an Express execution runs that no task is responsible for.</param>
    /// <returns>Whether it is so.</returns>
    /// <exception cref="WorkflowTestException">A task runs for longer than it should.</exception>
    public async Task<bool> UntilAsync(Func<bool> isSo, DateTimeOffset limit, bool isUncounted = false)
    {
        while (true)
        {
            await QuietAsync(isSo, isUncounted);
            if (isSo())
            {
                return true;
            }

            if (turns.Give(clock.GetUtcNow()))
            {
                continue;
            }

            DateTimeOffset next = turns.Next;
            bool isTurn = next <= limit && next < DateTimeOffset.MaxValue;
            if (!clock.MoveToNext(isTurn ? next : limit) && !isTurn)
            {
                return false;
            }
        }
    }

    /// <summary>Waits until nothing happens but by time, or by a task's turn.</summary>
    private async Task QuietAsync(Func<bool> isSo, bool isUncounted)
    {
        long started = Stopwatch.GetTimestamp();
        (long Since, (long, int, long) Counts) still = (started, Counts());
        for (int round = 0; !isSo() && (isUncounted || !IsQuiet()); round++)
        {
            if (Counts() is var counts && counts != still.Counts)
            {
                still = (Stopwatch.GetTimestamp(), counts);
            }

            bool isIdle = engine.ActiveSteps == 0 && tasks.Busy.Count == 0;
            if (isIdle && Stopwatch.GetElapsedTime(still.Since) > Stillness)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                throw new WorkflowTestException(
                    $"The workflow's time stands still while its tasks run, and they have run for {patience.TotalSeconds:0} seconds: {string.Join(", ", tasks.Busy)}. "
                    + "For a task that does not end use Mock(STATE, MockedResult.Never).");
            }

            await PauseAsync(round);
        }
    }

    private (long Tasks, int Turns, long Calls) Counts() => (engine.RunningTasks, turns.Waiting, tasks.Count);

    /// <summary>A task counts as running from within the step that asks for it until its outcome is where steps take it from.</summary>
    private bool IsQuiet() => engine.ActiveSteps == 0
        && tasks.Busy.Count == 0
        && engine.RunningTasks <= turns.Waiting
        && engine.ActiveSteps == 0;

    private static Task PauseAsync(int round)
    {
        return round < Yields ? YieldAsync() : Task.Delay(Pause);

        static async Task YieldAsync() => await Task.Yield();
    }
}
