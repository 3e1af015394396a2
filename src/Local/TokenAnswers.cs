using System.Collections.Concurrent;
using System.Threading.Channels;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Local;

/// <summary>
/// Answers the tasks of a run that wait for the holder of their token, since nobody else can: with what was given ahead for their state, or
/// with a line of the input each.
/// </summary>
internal sealed class TokenAnswers
{
    private const string FromInput = "-";

    private readonly Dictionary<string, TaskReport> _ahead = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Command.RunTask> _submitted = [];
    private readonly Channel<Command.RunTask>? _asking;
    private readonly Func<string, TaskReport, Task> _report;
    private readonly TextWriter _output;

    /// <param name="answers"><c>STATE=JSON</c>, <c>STATE=@FILE</c>, or <c>-</c> for <paramref name="input"/>.</param>
    /// <param name="output">Where the tokens are told.</param>
    /// <param name="report">Reports for the task of a token.</param>
    /// <exception cref="UsageException">An answer is none of these.</exception>
    public TokenAnswers(IEnumerable<string> answers, TextReader input, TextWriter output, Func<string, TaskReport, Task> report)
    {
        _output = output;
        _report = report;
        foreach (string answer in answers)
        {
            if (answer == FromInput)
            {
                _asking ??= Channel.CreateUnbounded<Command.RunTask>();
                continue;
            }

            int equals = answer.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UsageException($"--answer takes STATE=JSON, STATE=@FILE or - for standard input, not '{answer}'.");
            }

            string text = answer[(equals + 1)..];
            text = text.StartsWith('@') ? DefinitionFile.ReadText(text[1..]) : text;
            if (!_ahead.TryAdd(answer[..equals], Parse(text, out string problem) ?? throw new UsageException($"--answer {answer[..equals]}: {problem}")))
            {
                throw new UsageException($"There is more than one --answer for '{answer[..equals]}'.");
            }
        }

        if (_asking is not null)
        {
            _ = Task.Run(() => ReadAsync(_asking.Reader, input));
        }
    }

    /// <summary>The states that were answered for ahead.</summary>
    public IEnumerable<string> States => _ahead.Keys;

    /// <summary>A task was accepted and will wait; whether it does already its history tells.</summary>
    public void Submitted(Command.RunTask task) => _submitted.Enqueue(task);

    /// <summary>Answers those tasks that wait now.</summary>
    public void Tell(IEnumerable<HistoryEvent> history)
    {
        foreach (HistoryEvent e in history)
        {
            if (e.Type == HistoryEventType.ActivityScheduled)
            {
                Line($"The activity {(e.Details?["resource"] as JsonString)?.Value} has no workers here: answer for it with --mocks, or use asl serve.");
            }
            else if (e.Type == HistoryEventType.TaskSubmitted && _submitted.TryDequeue(out Command.RunTask? task))
            {
                Answer(task);
            }
        }
    }

    private void Answer(Command.RunTask task)
    {
        if (_ahead.TryGetValue(task.State, out TaskReport? report))
        {
            _ = Task.Run(() => _report(task.Token!, report));
            return;
        }

        Line($"{task.State} waits for its task token: {task.Token}");
        if (_asking?.Writer.TryWrite(task) is true)
        {
            Line("""Answer with a line of JSON: its output, or {"Throw":{"Error":"…","Cause":"…"}}.""");
        }
        else
        {
            Line($"""Nothing answers it here. Run with --answer - and write a line of JSON, with --answer '{task.State}=JSON', or with --mocks.""");
        }
    }

    private async Task ReadAsync(ChannelReader<Command.RunTask> asking, TextReader input)
    {
        await foreach (Command.RunTask task in asking.ReadAllAsync())
        {
            TaskReport? report = null;
            while (report is null)
            {
                if (await input.ReadLineAsync() is not { } line)
                {
                    Line($"Standard input has ended: nothing answers {task.State}.");
                    return;
                }

                report = Parse(line, out string problem);
                if (report is null)
                {
                    Line(problem);
                }
            }

            await _report(task.Token!, report);
        }
    }

    /// <summary>As in a mock file: what is thrown, or returned; anything else is the output itself.</summary>
    private static TaskReport? Parse(string text, out string problem)
    {
        problem = "";
        try
        {
            return JsonAny.Parse(text) switch
            {
                JsonMap { Count: 1 } o when o["Throw"] is JsonMap thrown =>
                    new TaskReport.Failure((thrown["Error"] as JsonString)?.Value, (thrown["Cause"] as JsonString)?.Value),
                JsonMap { Count: 1 } o when o["Return"] is { } returned => new TaskReport.Success(returned),
                var output => new TaskReport.Success(output),
            };
        }
        catch (JsonSyntaxException e)
        {
            problem = $"The answer is not JSON: {e.Message} (line {e.Line}, column {e.Column})";
            return null;
        }
    }

    private void Line(string text) => _output.WriteLine($"          {PlainText.Of(text)}");
}
