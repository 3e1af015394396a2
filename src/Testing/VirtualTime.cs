using System.Diagnostics;
using FunctionsAsl.Service.InProcess;

namespace FunctionsAsl.Testing;

/// <summary>Lets a workflow's time pass whenever nothing more happens at the time that it is.</summary>
internal sealed class VirtualTime(InProcessEngine engine, VirtualClock clock, TaskTurns turns, VirtualTasks tasks, TimeSpan patience)
{
    private const int Yields = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Goes on until something is so, or nothing more happens by a time.</summary>
    /// <param name="limit">As far as time may pass; <see cref="DateTimeOffset.MaxValue"/> for as far as there is something to wait for.</param>
    /// <returns>Whether it is so.</returns>
    /// <exception cref="WorkflowTestException">A task runs for longer than it should.</exception>
    public async Task<bool> UntilAsync(Func<bool> isSo, DateTimeOffset limit)
    {
        while (true)
        {
            await QuietAsync(isSo);
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
    private async Task QuietAsync(Func<bool> isSo)
    {
        long started = Stopwatch.GetTimestamp();
        for (int round = 0; !isSo() && !IsQuiet(); round++)
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                throw new WorkflowTestException(
                    $"The workflow's time stands still while its tasks run, and they have run for {patience.TotalSeconds:0} seconds: {string.Join(", ", tasks.Busy)}. "
                    + "For a task that does not end use Mock(STATE, MockedResult.Never).");
            }

            await PauseAsync(round);
        }
    }

    /// <summary>
    /// Whether no step is being taken, and no task runs but those that wait for their turn. Meanwhile nothing may have begun, else the figures
    /// do not belong together.
    /// </summary>
    private bool IsQuiet()
    {
        long begun = engine.InFlight.Begun;
        return engine.ActiveSteps == 0
            && engine.RunningTasks <= turns.Waiting
            && engine.ActiveSteps == 0
            && engine.InFlight.Begun == begun;
    }

    private static Task PauseAsync(int round)
    {
        return round < Yields ? YieldAsync() : Task.Delay(Pause);

        static async Task YieldAsync() => await Task.Yield();
    }
}
