using System.Collections.Concurrent;
using FunctionsAsl.Core;
using FunctionsAsl.Integrations;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Testing;

/// <summary>A service in memory for one run of a workflow, with a time of its own.</summary>
internal sealed class WorkflowSession : IAsyncDisposable
{
    private const string ExecutionName = "run";

    private readonly Workflow _workflow;
    private readonly VirtualClock _clock;
    private readonly WorkflowMocks _mocks;
    private readonly VirtualTime _time;
    private readonly ConcurrentDictionary<string, bool> _ended = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly FailedAssertion _failedAssertion = new();

    private WorkflowSession(Workflow workflow)
    {
        _workflow = workflow;
        _clock = new VirtualClock(workflow.Start);
        var turns = new TaskTurns();
        var where = new ServiceOptions
        {
            Clock = _clock,
            Randomness = new CountedDraw(),
            ReportEnd = record => _ended[record.Arn] = true,
            ReportFailure = (what, e) => _failures.Enqueue($"{what}: {e.Message}"),
        };
        _mocks = workflow.CreateMocks(where, _failedAssertion);
        HttpClient http = TaskIntegrations.Http();
        var tasks = new TaskRunnerOptions { Service = where, Handlers = workflow.CreateHandlers(_failedAssertion), MockedTasks = _mocks };
        // What mocked calls are given is checked as that of real ones.
        tasks = TaskIntegrations.AddTo(tasks, static _ => null, own: null, http, new HostAbilities { Buckets = workflow.BucketFolder });
        VirtualTasks? runner = null;
        var service = new InProcessService(
            new MemoryStore(), tasks, StateMachine.CompileStored, inner => runner = new VirtualTasks(inner, _mocks, turns, _clock));
        Tasks = runner!;
        _time = new VirtualTime(service.Engine, _clock, turns, Tasks, workflow.HandlerPatience);
        Service = new StepFunctions(service, tasks.Service, http, new RunningHandlers(), workflow.Json);
    }

    public StepFunctions Service { get; }

    public VirtualTasks Tasks { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    public static async Task<WorkflowSession> OpenAsync(Workflow workflow)
    {
        var session = new WorkflowSession(workflow);
        foreach ((string name, NestedMachine machine) in workflow.NestedMachines)
        {
            await session.Service.PutStateMachineAsync(name, machine.Definition, machine.IsExpress);
        }

        return session;
    }

    /// <exception cref="WorkflowTestException">The definition or the input is refused.</exception>
    public async Task<WorkflowRun> StartAsync(string input)
    {
        try
        {
            await Service.PutStateMachineAsync(Workflow.MachineName, _workflow.Definition);
            string arn = await Service.StartAsync(Workflow.MachineName, input, ExecutionName);
            return new WorkflowRun(_workflow, this, await Service.DescribeAsync(arn));
        }
        catch (StepFunctionsException e)
        {
            throw new WorkflowTestException(e.Message);
        }
    }

    /// <summary>Lets an execution go on until it ends or nothing more happens by a time.</summary>
    /// <exception cref="WorkflowTestException">Something is missing that it needs, or a handler does not end.</exception>
    public async Task GoOnAsync(string executionArn, DateTimeOffset limit)
    {
        bool hasEnded = await _time.UntilAsync(() => _ended.ContainsKey(executionArn), limit);
        if (hasEnded)
        {
            // What the end has cancelled comes to rest, and children that nobody waits for stay where they are.
            await _time.UntilAsync(static () => false, Now);
        }

        Check();
    }

    /// <summary>Does something to the service that the workflow may wait for.</summary>
    public async Task<T> DoAsync<T>(Func<StepFunctions, Task<T>> action)
    {
        T done = await action(Service);
        await _time.UntilAsync(static () => false, Now);
        return done;
    }

    public async Task<JsonObject> TestStateAsync(string state, string input, MockedResult? mock, string? variables)
    {
        var request = new JsonObject
        {
            ["definition"] = _workflow.Definition,
            ["stateName"] = state,
            ["input"] = input,
            ["inspectionLevel"] = "DEBUG",
        };
        if (mock is not null)
        {
            request["mock"] = mock.Value is { } value
                ? new JsonObject { ["result"] = value(_workflow.MockJson).ToString() }
                : new JsonObject { ["errorOutput"] = new JsonObject { ["error"] = mock.Error, ["cause"] = mock.Cause ?? "" } };
        }
        else
        {
            request["roleArn"] = "arn:aws:iam::123456789012:role/test";
        }

        if (variables is not null)
        {
            request["variables"] = variables;
        }

        Task<JsonObject> tested = Service.CallAsync("TestState", request);
        if (mock is null)
        {
            await _time.UntilAsync(() => tested.IsCompleted, DateTimeOffset.MaxValue);
            Check();
        }

        return await tested;
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private void Check()
    {
        _failedAssertion.Check();
        if (_mocks.Missing is { Count: > 0 } missing)
        {
            throw new WorkflowTestException(string.Join('\n', missing));
        }

        if (!_failures.IsEmpty)
        {
            throw new WorkflowTestException("The service has failed: " + string.Join('\n', _failures));
        }
    }
}
