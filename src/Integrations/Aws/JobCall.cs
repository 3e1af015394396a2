using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// An optimized integration that waits for the job it starts (<c>.sync</c>). Its job's name has what the operation gets that tells how the job
/// goes, and since when there is one.
/// </summary>
/// <param name="start">Starts jobs.</param>
/// <param name="look">Tells how one goes.</param>
/// <param name="stop">Stops one; <see langword="null"/> where none is stopped.</param>
internal sealed class JobCall(IIntegration start, JobRow row, OptimizedOperation look, OptimizedOperation? stop, TimeProvider clock) : IJobIntegration
{
    private const string Arguments = "Arguments";
    private const string Since = "Since";

    /// <summary>For so long a service may not know yet what it has started: what it answers is consistent in the end.</summary>
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(2);

    private static readonly string[] Passing = ["Throttl", "TooManyRequests", "RequestLimitExceeded", "SlowDown"];
    private static readonly string[] Missing = ["NotFound", "DoesNotExist", "Validation", "InvalidRequest"];

    private DateTimeOffset Now => clock.GetUtcNow();

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        CallAnswer answer = await start.CallAsync(origin, task, cancel);
        JsonMap known = JsonMap.Of((Arguments, task.Input), ("Answer", answer.Output));
        return row.Job.In(known) is [var arguments]
            ? answer with { Job = JsonMap.Of((Arguments, arguments), (Since, Now.ToUnixTimeMilliseconds())) }
            : throw new TaskFailedException(ErrorName.TaskFailed, answer.Output.ToString());
    }

    public void Check(Command.RunTask task) => start.Check(task);

    public async ValueTask<TaskOutcome?> LookAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        (JsonMap arguments, bool isYoung) = Read(task);
        AwsReply reply;
        try
        {
            reply = await look.AskAsync(origin, task, arguments, cancel);
        }
        catch (AwsUnreachableException)
        {
            return null;
        }

        if (reply.Answer.Error is { } error)
        {
            return IsPassing(error) ? null
                : IsMissing(error) && (row.EndsGone || isYoung) ? OfMissing()
                : throw look.Refused(reply);
        }

        JsonMap answer = look.Result(reply);
        if (JobMembers.Find(answer, row.Description) is not { } job || job is JsonList { Count: 0 })
        {
            return row.EndsGone || isYoung ? OfMissing() : new TaskOutcome.Failed(ErrorName.TaskFailed, answer.ToString());
        }

        return row.HasSucceeded(job) switch
        {
            null => null,
            true => new TaskOutcome.Succeeded(Show(job, arguments)),
            false => new TaskOutcome.Failed(ErrorName.TaskFailed, Show(job, arguments).ToString()),
        };
    }

    public async ValueTask StopAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        if (stop is null || row.Stop is not var (_, members))
        {
            return;
        }

        TaskFailedException? refused = null;
        foreach (JsonMap request in members.In(Read(task).Arguments))
        {
            try
            {
                await stop.CallAsync(origin, task, request, cancel);
            }
            catch (TaskFailedException e)
            {
                // The others are to be stopped all the same.
                refused ??= e;
            }
        }

        if (refused is not null)
        {
            throw refused;
        }
    }

    private (JsonMap Arguments, bool IsYoung) Read(Command.RunTask task)
    {
        var job = (JsonMap)task.Job!;
        var since = DateTimeOffset.FromUnixTimeMilliseconds((long)((JsonNumber)job[Since]!).AsDouble);
        return ((JsonMap)job[Arguments]!, Now - since < Youth);
    }

    private TaskOutcome.Succeeded? OfMissing() => row.EndsGone ? new TaskOutcome.Succeeded(JsonMap.Empty) : null;

    private JsonAny Show(JsonAny job, JsonMap arguments) => row.Result?.Invoke(job, arguments) ?? job;

    private static bool IsPassing(AwsError error) => error.Status is 429 or >= 500 || Names(error, Passing);

    private static bool IsMissing(AwsError error) => error.Status == 404 || Names(error, Missing);

    private static bool Names(AwsError error, string[] words) => words.Any(word => error.Code.Contains(word, StringComparison.Ordinal));
}
