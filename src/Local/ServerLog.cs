using System.Globalization;
using System.Text;
using System.Threading.Channels;
using FunctionsAsl.Service.Http;

namespace FunctionsAsl.Local;

/// <summary>How much <see cref="ServerLog"/> tells.</summary>
internal enum Verbosity
{
    /// <summary>Nothing.</summary>
    Quiet,

    /// <summary>Executions that have ended, and requests that were refused.</summary>
    Normal,

    /// <summary>All requests, too.</summary>
    Verbose,
}

/// <summary>
/// What happens on a server, a line each. Nobody waits for the lines to be written: when they come faster than they can be, some are left
/// out, and how many is told.
/// </summary>
internal sealed class ServerLog : IAsyncDisposable
{
    private const int MaxWaiting = 10_000;
    private const int MaxMessage = 500;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TextWriter _output;
    private readonly Verbosity _verbosity;
    private readonly Task _writing;
    private long _lost;

    public ServerLog(TextWriter output, Verbosity verbosity)
    {
        _output = output;
        _verbosity = verbosity;
        _writing = Task.Run(WriteAsync);
    }

    public void Ended(ExecutionRecord execution)
    {
        if (_verbosity == Verbosity.Quiet)
        {
            return;
        }

        double milliseconds = ((execution.StopDate ?? execution.StartDate) - execution.StartDate).TotalMilliseconds;
        string?[] failure = [execution.Error, execution.Cause];
        string reason = string.Concat(failure.Where(static part => part is not null).Select(static part => $": {part}"));
        Add($"{execution.StateMachine.Name} {execution.Name} {execution.Status} after {milliseconds:F0} ms{reason}{Advice.For(execution.Cause)}");
    }

    public void Answered(HttpCall call, HttpAnswer answer)
    {
        if (_verbosity == Verbosity.Verbose || (answer.Status >= 400 && _verbosity == Verbosity.Normal))
        {
            string body = answer.Status < 400 ? "" : " " + Encoding.UTF8.GetString(answer.Body.Span);
            Add($"{call.Method} {call.Path} {call.Target} {answer.Status}{body}");
        }
    }

    /// <summary>Writes what is waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private void Add(FormattableString text)
    {
        string line = text.ToString(CultureInfo.InvariantCulture);
        line = PlainText.Of(line.Length <= MaxMessage ? line : line[..MaxMessage] + "…");
        if (!_lines.Writer.TryWrite($"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {line}"))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private async Task WriteAsync()
    {
        var lines = new StringBuilder();
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (lines.Length < 64 * 1024 && _lines.Reader.TryRead(out string? line))
            {
                lines.Append(line).Append('\n');
            }

            if (Interlocked.Exchange(ref _lost, 0) is > 0 and long lost)
            {
                lines.Append(CultureInfo.InvariantCulture, $"({lost} lines left out)\n");
            }

            await _output.WriteAsync(lines);
            lines.Clear();
        }
    }
}
