using System.Diagnostics;

namespace FunctionsAsl.Benchmarks;

/// <summary>The median of several runs of some work, on this thread.</summary>
/// <param name="Time">Of one run.</param>
/// <param name="Bytes">That one run allocates.</param>
internal sealed record Measurement(TimeSpan Time, long Bytes)
{
    private const int Runs = 9;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    // The runtime compiles what runs often a second time, in the background.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Runs the work, after a warm-up, often enough for a clock to see it.</summary>
    public static Measurement Of(Action work)
    {
        long warmUp = Stopwatch.GetTimestamp();
        int repeats = 0;
        do
        {
            work();
            repeats++;
        }
        while (Stopwatch.GetElapsedTime(warmUp) < WarmUp);

        repeats = Math.Max(1, (int)(repeats * (Shortest / WarmUp)));
        var runs = new Measurement[Runs];
        for (int run = 0; run < Runs; run++)
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++)
            {
                work();
            }

            runs[run] = new Measurement(Stopwatch.GetElapsedTime(start) / repeats, (GC.GetAllocatedBytesForCurrentThread() - bytes) / repeats);
        }

        Array.Sort(runs, (a, b) => a.Time.CompareTo(b.Time));
        return runs[Runs / 2];
    }
}
