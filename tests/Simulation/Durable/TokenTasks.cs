using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Simulation.Durable;

/// <summary>Tasks that are submitted and reported for by somebody else, who gets their tokens here; all others are scripted.</summary>
internal sealed class TokenTasks(int seed) : ITaskRunner
{
    private readonly ScriptedTasks _scripted = new(seed);

    /// <summary>The tokens that were given out.</summary>
    public List<string> Tokens { get; } = [];

    public ValueTask<TaskOutcome> RunAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        if (task.Token is not { } token)
        {
            return _scripted.RunAsync(origin, task, cancel);
        }

        if (!Tokens.Contains(token))
        {
            Tokens.Add(token);
        }

        return new(new TaskOutcome.Submitted(JsonMap.Of(("id", task.Id))));
    }
}

/// <summary>Whoever holds tokens: reports, now and then twice, and notes what was answered.</summary>
internal sealed class TokenHolder(DurableWorld world, Random random)
{
    private int _reports;

    /// <summary>The outputs that were accepted, by token.</summary>
    public Dictionary<string, string> Accepted { get; } = new(StringComparer.Ordinal);

    /// <summary>Tokens of which the storage failed to say whether a report was accepted.</summary>
    public HashSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    public async Task ReportAsync(string token)
    {
        string output = $"report {++_reports} {new string('x', random.Next(10) == 0 ? 20_000 : 3)}";
        TaskReport report = random.Next(6) switch
        {
            0 => new TaskReport.Failure("Reported", output),
            _ => new TaskReport.Success(output),
        };
        if (await AnswerAsync(token, report) == TokenAnswer.Accepted)
        {
            Check.That(!Accepted.ContainsKey(token) || Unknown.Contains(token), "Two reports for one task were accepted.");
            Accepted[token] = output;
        }
    }

    public async Task BeatAsync(string token) => await AnswerAsync(token, new TaskReport.Heartbeat());

    private async Task<TokenAnswer?> AnswerAsync(string token, TaskReport report)
    {
        try
        {
            return await world.Engine.ReportTask(token, report, CancellationToken.None);
        }
        catch (IOException)
        {
            if (report is not TaskReport.Heartbeat)
            {
                Unknown.Add(token);
            }

            return null;
        }
    }
}
