using System.Text;
using System.Threading.Channels;

namespace FunctionsAsl.Local;

/// <summary>
/// Writes lines. Nobody waits for them to be written: when they come faster than they can be, some are left out, and how many is told.
/// </summary>
internal sealed class LineWriter : IAsyncDisposable
{
    private const long MaxWaiting = 16 * 1024 * 1024;

    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TextWriter _output;
    private readonly Func<long, string> _tellLost;
    private readonly Task _writing;
    private long _waiting;
    private long _lost;

    /// <param name="output">Where they go; it is not closed.</param>
    /// <param name="lost">The line that says how many are left out.</param>
    public LineWriter(TextWriter output, Func<long, string> lost)
    {
        _output = output;
        _tellLost = lost;
        _writing = Task.Run(WriteAsync);
    }

    public void Add(string line)
    {
        if (Interlocked.Add(ref _waiting, line.Length) > MaxWaiting || !_lines.Writer.TryWrite(line))
        {
            Interlocked.Add(ref _waiting, -line.Length);
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Writes what is waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        var lines = new StringBuilder();
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (lines.Length < 64 * 1024 && _lines.Reader.TryRead(out string? line))
            {
                Interlocked.Add(ref _waiting, -line.Length);
                lines.Append(line).Append('\n');
            }

            if (Interlocked.Exchange(ref _lost, 0) is > 0 and long lost)
            {
                lines.Append(_tellLost(lost)).Append('\n');
            }

            await _output.WriteAsync(lines);
            await _output.FlushAsync();
            lines.Clear();
        }
    }
}
