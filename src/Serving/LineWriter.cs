using System.Text;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Serving;

/// <summary>
/// Writes lines. Nobody waits for them to be written: when they come faster than they can be, or cannot be at all, some are left out, and how
/// many is told once others are written again.
/// </summary>
public sealed class LineWriter : IAsyncDisposable
{
    private const long MaxWaiting = 16 * 1024 * 1024;

    private readonly LossyQueue<string> _lines = new(MaxWaiting, static line => line.Length);
    private readonly TextWriter _output;
    private readonly Func<long, string> _tellLost;
    private readonly Task _writing;

    /// <param name="output">Where they go; it is not closed.</param>
    /// <param name="lost">The line that says how many are left out.</param>
    public LineWriter(TextWriter output, Func<long, string> lost)
    {
        _output = output;
        _tellLost = lost;
        _writing = Task.Run(WriteAsync);
    }

    public void Add(string line) => _lines.Add(line);

    /// <summary>Writes what is waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Complete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        var lines = new StringBuilder();
        long unwritten = 0;
        while (await _lines.WaitAsync())
        {
            long count = 0;
            for (; lines.Length < 64 * 1024 && _lines.TryTake(out string? line); count++)
            {
                lines.Append(line).Append('\n');
            }

            unwritten += _lines.TakeLost();
            if (unwritten > 0)
            {
                lines.Append(_tellLost(unwritten)).Append('\n');
            }

            try
            {
                await _output.WriteAsync(lines);
                await _output.FlushAsync();
                unwritten = 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The disk is full, for a while perhaps.
                unwritten += count;
            }

            lines.Clear();
        }
    }
}
