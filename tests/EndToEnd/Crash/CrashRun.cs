using System.Collections.Concurrent;
using System.Net;
using FunctionsAsl.Json;

namespace FunctionsAsl.EndToEnd.Crash;

/// <summary>Clients that start executions and work for activities while their server is killed under them.</summary>
internal sealed class CrashRun(Random random)
{
    private const int Starters = 4;
    private const int StartsEach = 6;
    private const int Workers = 2;

    private readonly ConcurrentQueue<StartedExecution> _unanswered = new();
    private volatile Api? _api;
    private volatile bool _isStopping;

    /// <summary>Everything that was asked for.</summary>
    public ConcurrentBag<StartedExecution> Started { get; } = [];

    /// <summary>What should not have come.</summary>
    public ConcurrentBag<string> Surprises { get; } = [];

    /// <summary>From now on clients speak to another server, or to none.</summary>
    public void Use(Api? api) => _api = api;

    /// <summary>Starts executions until the server is gone or enough are started.</summary>
    public Task StartAsync(int round, Api api)
    {
        IEnumerable<Task> starters = Enumerable.Range(0, Starters).Select(starter =>
        {
            var own = new Random(random.Next());
            return Task.Run(async () =>
            {
                for (int i = 0; i < StartsEach; i++)
                {
                    CrashWorkflow workflow = CrashWorkflow.All[own.Next(CrashWorkflow.All.Length)];
                    var execution = new StartedExecution(workflow, $"r{round}-{starter}-{i}", own.Next(1, 4));
                    Started.Add(execution);
                    if (!await StartAsync(api, execution))
                    {
                        _unanswered.Enqueue(execution);
                        return;
                    }

                    await Task.Delay(own.Next(25));
                }
            });
        });
        return Task.WhenAll([.. starters, AskAgainAsync(api)]);
    }

    /// <summary>Works for the activity, whichever server it is that answers, until <see cref="StopWorking"/>.</summary>
    public Task WorkAsync() => Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
    {
        while (!_isStopping)
        {
            JsonMap? task = await TryAsync("GetActivityTask", ("activityArn", CrashWorkflow.Activity), ("workerName", "w"));
            if (task?["taskToken"] is not JsonString token)
            {
                await Task.Delay(10);
                continue;
            }

            string output = $$"""{"seen":{{task.Text("input")}}}""";
            while (await TryAsync("SendTaskSuccess", ("taskToken", token), ("output", output)) is null && !_isStopping)
            {
                await Task.Delay(10);
            }
        }
    })));

    public void StopWorking() => _isStopping = true;

    /// <summary>A client that got no answer may ask again: it gets one execution, not two.</summary>
    private async Task AskAgainAsync(Api api)
    {
        for (int i = _unanswered.Count; i > 0 && _unanswered.TryDequeue(out StartedExecution? execution); i--)
        {
            if (!await StartAsync(api, execution))
            {
                _unanswered.Enqueue(execution);
            }
        }
    }

    private async Task<bool> StartAsync(Api api, StartedExecution execution)
    {
        try
        {
            await api.StartAsync(execution.MachineArn, execution.Name, execution.Input);
        }
        catch (ApiCallException e) when (e.Type == "ExecutionAlreadyExists")
        {
            // It was started, though the answer was lost, and has ended since.
        }
        catch (Exception e) when (IsGone(e))
        {
            return false;
        }
        catch (Exception e)
        {
            Surprises.Add($"{execution.Name}: {e.Message}");
        }

        execution.IsAnswered = true;
        return true;
    }

    /// <summary>The answer, an empty one where the task is not waited for any more, or <see langword="null"/> without a server.</summary>
    private async Task<JsonMap?> TryAsync(string operation, params (string Name, JsonAny Value)[] members)
    {
        try
        {
            return _api is { } api ? await api.CallAsync(operation, members) : null;
        }
        catch (ApiCallException e) when (e.Type == "TaskTimedOut")
        {
            return JsonMap.Empty;
        }
        catch (Exception e) when (IsGone(e))
        {
            return null;
        }
        catch (Exception e)
        {
            Surprises.Add($"{operation}: {e.Message}");
            return JsonMap.Empty;
        }
    }

    private static bool IsGone(Exception e) =>
        e is HttpRequestException { StatusCode: null or HttpStatusCode.ServiceUnavailable } or IOException or OperationCanceledException
            or ObjectDisposedException;
}

/// <summary>An execution that a client asked for.</summary>
internal sealed record StartedExecution(CrashWorkflow Workflow, string Name, int Number)
{
    public string MachineArn => $"{Api.Account}:stateMachine:{Workflow.Name}";

    public string Arn => $"{Api.Account}:execution:{Workflow.Name}:{Name}";

    public string Input => Workflow.Input(Number);

    /// <summary>Whether the service said that it runs.</summary>
    public bool IsAnswered { get; set; }
}
