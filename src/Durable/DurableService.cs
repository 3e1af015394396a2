using FunctionsAsl.Durable.Activities;
using FunctionsAsl.Durable.Engine;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Driver;
using FunctionsAsl.Service.Express;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Durable;

/// <summary>
/// A whole service over a durable engine, put together: the API, and what the engine has to call. It keeps nothing that others could
/// miss, so there may be any number of it, in any number of processes.
/// </summary>
public sealed class DurableService
{
    /// <summary>The queue whose messages are ARNs for <see cref="RunExpress"/>.</summary>
    public const string ExpressQueueName = ExpressQueue.Name;

    private readonly TaskActivity _task;
    private readonly AdvanceActivity _advance;
    private readonly SaveActivity _save;
    private readonly Sweeper _sweeper;
    private readonly ExpressQueue _express;

    internal DurableService(
        IBlobs blobs,
        IQueues queues,
        IOrchestrationClient client,
        ITaskRunner runner,
        ServiceOptions service,
        ImmutableArray<string> functions,
        OrchestrationOptions options,
        Action<string, ExecutionStatus>? reportEnd = null,
        Func<string, StateMachine>? compile = null)
    {
        reportEnd ??= static (_, _) => { };
        Stores = new Stores(blobs, queues, compile, service.ReportFailure);
        (Revisions revisions, ExecutionStore executions, TaskStore tasks) = (Stores.Revisions, Stores.Executions, Stores.Tasks);
        var telemetry = new ExecutionTelemetry(service.Log, service.StatusChanged, service.ReportFailure);
        var historyLog = new HistoryLog(telemetry, executions, revisions, Stores.Histories, service);
        var progressStore = new ProgressStore(Stores.Values, Stores.Histories, historyLog, options);
        var delivery = new Delivery(client, service.Clock);
        var removal = new MachineRemoval(blobs, Stores.Machines, executions, client);
        End = new ExecutionEnd(executions, Stores.Values, progressStore, historyLog, client, reportEnd);
        Launcher = new Launcher(revisions, Stores.Histories, Stores.Values, client, progressStore, End, options, functions);
        var lost = new LostLaunches(executions, client, Launcher, service.Clock);
        var notes = new RedriveNotes(blobs);
        var histories = new ShownHistory(Stores.Histories, client, Launcher);
        var steps = new StepScheduler();
        async ValueTask<ExecutionRecord> RunInMemory(
            StateMachine machine, ExecutionRecord record, Inspection? inspection, CancellationToken cancel) =>
            await ExpressRun.RunAsync(steps, machine, record, runner, telemetry, service, cancel, inspection);
        _express = new ExpressQueue(
            new ExpressStarts(Stores), queues, (record, cancel) => Engine!.RunExpress(record, cancel), reportEnd, service);
        Engine = new DurableEngine(
            new ExecutionStarts(revisions, executions, Launcher, lost, historyLog, reportEnd, service.Randomness, service.WaitScale),
            new ExecutionStops(revisions, executions, client, delivery, Launcher, service.Clock),
            new RedriveRequests(revisions, executions, Stores.Histories, notes, Launcher, lost, historyLog, service),
            new WorkerRequests(executions, tasks, Stores.Offers, client, options, service.Clock),
            removal,
            histories,
            new RunningMapRuns(executions, client, delivery, Launcher),
            _express,
            Stores,
            RunInMemory);
        Service = new StepFunctionsService(Engine, Stores, service);
        Orchestrator = new ExecutionOrchestrator(revisions, options);
        _task = new TaskActivity(
            runner, executions, tasks, Stores.Records<ActivityRecord>(), Stores.Offers, Stores.Values, progressStore,
            new LastTask(revisions, executions, End, service), options, service);
        _advance = new AdvanceActivity(revisions, executions, tasks, Stores.Values, progressStore, End);
        _save = new SaveActivity(runner, executions, tasks, delivery, progressStore, End, removal.FinishAfter);
        var abandoned = new AbandonedExecutions(Stores.Histories, histories, End, service.Clock);
        var expired = new ExpiredExecutions(blobs, executions, client, service);
        _sweeper = new Sweeper(blobs, Stores.Machines, executions, client, lost, removal, abandoned, expired, notes, service);
    }

    public StepFunctionsService Service { get; }

    public ExecutionOrchestrator Orchestrator { get; }

    /// <summary>Where the service keeps its records.</summary>
    public IRecordStore Records => Stores;

    internal Stores Stores { get; }

    internal DurableEngine Engine { get; }

    internal Launcher Launcher { get; }

    internal ExecutionEnd End { get; }

    /// <summary>Puts a service together.</summary>
    /// <param name="tasks">What tasks can run; its <see cref="TaskRunnerOptions.Service"/> holds for the whole service.</param>
    /// <param name="functions">Names of the activity functions that the app's author wrote: Lambda functions of these names are run by them.</param>
    /// <param name="orchestration">How much an orchestration carries along; the same for ever, but in tests.</param>
    /// <param name="reportEnd">Told the ARN of every execution that has ended, and how. It must not throw.</param>
    public static DurableService Create(
        IBlobs blobs,
        IQueues queues,
        IOrchestrationClient client,
        TaskRunnerOptions tasks,
        ImmutableArray<string> functions,
        OrchestrationOptions? orchestration = null,
        Action<string, ExecutionStatus>? reportEnd = null)
    {
        DurableService? service = null;
        var runner = new TaskRunner(tasks, () => service!.Service.Operations);
        return service = new DurableService(
            blobs, queues, client, runner, tasks.Service, functions, orchestration ?? new OrchestrationOptions(), reportEnd);
    }

    /// <summary>What orchestrators call as <see cref="ActivityName.Task"/>.</summary>
    public Task<string> RunTask(string input, CancellationToken cancel) => Answer(_task.RunAsync, static (_, end) => new TaskAnswer { Ended = end }.ToText(), input, cancel);

    /// <summary>What orchestrators call as <see cref="ActivityName.Advance"/>.</summary>
    public Task<string> Advance(string input, CancellationToken cancel) => Answer(_advance.RunAsync, static (_, end) => new Progress { Status = end }.ToText(), input, cancel);

    /// <summary>What orchestrators call as <see cref="ActivityName.Save"/>.</summary>
    public Task<string> Save(string input, CancellationToken cancel) => Answer(_save.RunAsync, static (input, _) => Wire.ToText(new SaveAnswer(SaveRequest.Parse(input).Position)), input, cancel);

    /// <summary>Runs the asynchronous Express execution that a message of <see cref="ExpressQueueName"/> names; once more does no harm.</summary>
    public Task RunExpress(string executionArn, CancellationToken cancel) => _express.RunAsync(executionArn, cancel);

    /// <summary>Mends what no process that runs would; to be run every few minutes.</summary>
    public async Task<SweepReport> Sweep(CancellationToken cancel)
    {
        await _express.SweepAsync(cancel);
        return await _sweeper.RunAsync(cancel);
    }

    /// <summary>An answer that says which call it is for.</summary>
    /// <param name="late">The answer to a call of an orchestration that has nothing to say any more: how its execution has ended without it.</param>
    private async Task<string> Answer(
        Func<string, CancellationToken, Task<string>> run, Func<string, ExecutionStatus, string> late, string input, CancellationToken cancel)
    {
        string answer = await Run(run, late, input, cancel);
        return CallStamp.Find(input) is { } stamp ? CallStamp.Put(answer, stamp) : answer;
    }

    private async Task<string> Run(
        Func<string, CancellationToken, Task<string>> run, Func<string, ExecutionStatus, string> late, string input, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await run(input, cancel);
            }
            catch (HistoryConflictException e) when (CallStamp.FindAgain(input) is { } redrives)
            {
                StoredExecution? execution = await Stores.Executions.Read(e.Key, cancel);
                if (execution?.RedriveCount != redrives)
                {
                    return late(input, ExecutionStatus.Aborted);
                }

                if (!execution.IsRunning)
                {
                    return late(input, execution.Status);
                }

                await Stores.Histories.Cut(e, cancel);
            }
        }
    }
}
