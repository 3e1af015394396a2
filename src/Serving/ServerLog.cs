using System.Globalization;
using System.Text;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Serving;

/// <summary>How much <see cref="ServerLog"/> tells.</summary>
public enum Verbosity
{
    /// <summary>Nothing.</summary>
    Quiet,

    /// <summary>Executions that have ended, and requests that were refused.</summary>
    Normal,

    /// <summary>All requests, too.</summary>
    Verbose,
}

/// <summary>
/// What happens on a server, a line each.
/// </summary>
public sealed class ServerLog : IAsyncDisposable
{
    private const int MaxMessage = 500;
    private const int MostRuns = 1000;

    private readonly RecentIds _failed = new(MostRuns);
    private readonly LineWriter _lines;
    private readonly Verbosity _verbosity;

    public ServerLog(TextWriter output, Verbosity verbosity)
    {
        _lines = new LineWriter(output, static lost => string.Create(CultureInfo.InvariantCulture, $"({lost} lines left out)"));
        _verbosity = verbosity;
    }

    /// <summary>Of the children of a Map Run, which may be tens of thousands, the first that fails: nothing else says why the run does.</summary>
    public void Ended(ExecutionRecord execution)
    {
        if (_verbosity == Verbosity.Quiet || (_verbosity == Verbosity.Normal && execution.MapRunArn is { } run
            && (execution.Status is not (ExecutionStatus.Failed or ExecutionStatus.TimedOut) || !_failed.Add(run))))
        {
            return;
        }

        double milliseconds = ((execution.StopDate ?? execution.StartDate) - execution.StartDate).TotalMilliseconds;
        string?[] failure = [execution.Error, execution.Cause];
        string reason = string.Concat(failure.Where(static part => part is not null).Select(static part => $": {part}"));
        string who = execution.MapRunArn is null ? execution.StateMachine.Name : $"A child of a Map Run of {execution.StateMachine.Name},";
        Add($"{who} {execution.Name} {execution.Status} after {milliseconds:F0} ms{reason}{Advice.For(execution.Cause)}");
    }

    /// <summary>As <see cref="Ended(ExecutionRecord)"/>, where no more is known of it: then nothing of children.</summary>
    public void Ended(string arn, ExecutionStatus status)
    {
        if (_verbosity == Verbosity.Verbose || (_verbosity == Verbosity.Normal && !MapRunArn.IsOfChild(arn)))
        {
            Add($"{arn} {status}");
        }
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
    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private void Add(FormattableString text)
    {
        string line = text.ToString(CultureInfo.InvariantCulture);
        line = PlainText.Of(line.Length <= MaxMessage ? line : line[..MaxMessage] + "…");
        _lines.Add($"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {line}");
    }
}
