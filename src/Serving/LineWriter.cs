using System.Text;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Serving;

/// <summary>
/// Writes lines. Nobody waits for them to be written: when they come faster than they can be, some are left out, and how many is told.
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
        while (await _lines.WaitAsync())
        {
            while (lines.Length < 64 * 1024 && _lines.TryTake(out string? line))
            {
                lines.Append(line).Append('\n');
            }

            if (_lines.TakeLost() is > 0 and long lost)
            {
                lines.Append(_tellLost(lost)).Append('\n');
            }

            await _output.WriteAsync(lines);
            await _output.FlushAsync();
            lines.Clear();
        }
    }
}
