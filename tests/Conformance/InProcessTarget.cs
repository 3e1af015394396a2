using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Core.States;
using FunctionsAsl.Service;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Conformance;

/// <summary>The service over the in-process backend, with a clock of its own.</summary>
public sealed class InProcessTarget : IStepFunctions
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);
    private const int BreathsForHangingTasks = 30;

    private readonly VirtualClock _clock = new();
    private readonly InProcessBackend _backend;
    private readonly StepFunctionsService _service;

    private InProcessTarget(Setup setup)
    {
        _backend = new InProcessBackend(new MemoryStore(), new Runner(setup.Handlers), new InProcessOptions { Clock = _clock });
        _service = new StepFunctionsService(
            _backend, new ServiceOptions { Region = setup.Region, AccountId = setup.Account, Clock = _clock });
    }

    public static ValueTask<IStepFunctions> Start(Setup setup) => new(new InProcessTarget(setup));

    public async ValueTask<(int Status, JsonValue Body)> CallAsync(string operation, JsonObject parameters, CancellationToken cancel)
    {
        _clock.Tick();
        ApiResponse answer = await _service.InvokeAsync("AWSStepFunctions." + operation, parameters.ToUtf8(), cancel);
        return (answer.Status, answer.Body.Length == 0 ? JsonObject.Empty : JsonValue.Parse(answer.Body.Span));
    }

    public async ValueTask SettleAsync(bool timePasses, CancellationToken cancel)
    {
        do
        {
            // A handler that sleeps never ends by itself; one that works does so within a breath.
            int breaths = 0;
            while (_backend.ActiveSteps > 0 || (_backend.RunningTasks > 0 && breaths++ < BreathsForHangingTasks))
            {
                await Task.Delay(Breath, cancel);
            }
        }
        while (timePasses && _clock.MoveToNext());
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private sealed class Runner(IReadOnlyDictionary<string, ITaskHandler> handlers) : ITaskRunner
    {
        public async ValueTask<TaskOutcome> RunAsync(ExecutionRecord execution, Command.RunTask task, CancellationToken cancel)
        {
            if (task.Resource is TaskResource.Lambda lambda)
            {
                try { return new TaskOutcome.Succeeded(await handlers[lambda.FunctionArn.Split(':')[6]].HandleAsync(task.Input, cancel)); }
                catch (TaskFailedException e) { return new TaskOutcome.Failed(e.Error, e.Cause); }
            }

            return new TaskOutcome.Failed("Not", "not");
        }
    }
}
