using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Exceptions;

namespace FunctionsAsl.Cluster.Adapters;

/// <summary>An orchestration of DurableTask.Core. The engine makes one for each replay, and tells it again what has happened.</summary>
/// <param name="run">The orchestrator, which gets its input.</param>
/// <remarks>No <c>ConfigureAwait(false)</c> here: an orchestrator must stay on its own thread.</remarks>
internal sealed class EngineOrchestration(Func<IOrchestration, string, Task> run) : TaskOrchestration, IOrchestration
{
    /// <summary>A message cannot be hidden for more than seven days.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(3);

    private readonly Queue<string> _messages = new();
    private TaskCompletionSource<string>? _waiting;
    private OrchestrationContext? _context;
    private string? _status;

    public DateTimeOffset Now => new(Context.CurrentUtcDateTime, TimeSpan.Zero);

    public bool IsReplaying => Context.IsReplaying;

    private OrchestrationContext Context => _context ?? throw new InvalidOperationException("The orchestration has not begun.");

    public override async Task<string> Execute(OrchestrationContext context, string input)
    {
        _context = context;
        context.MessageDataConverter = JsonTextConverter.Instance;
        await run(this, Envelope.Open(input));
        return "";
    }

    public override void RaiseEvent(OrchestrationContext context, string name, string input)
    {
        if (name != ExecutionOrchestrator.MessageName)
        {
            return;
        }

        if (_waiting is { } waiting)
        {
            _waiting = null;
            waiting.SetResult(input);
        }
        else
        {
            _messages.Enqueue(input);
        }
    }

    public override string? GetStatus() => _status;

    public async Task<string> CallActivity(string name, string input)
    {
        try
        {
            return Envelope.Open(await Context.ScheduleTask<string>(name, "", Envelope.Seal(input)));
        }
        catch (TaskFailedException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>There is none: their place is the Functions host.</summary>
    public Task<JsonAny> CallFunction(string name, JsonAny input) =>
        Task.FromException<JsonAny>(new ActivityFailedException("(unknown)", $"There is no activity function '{name}' here.", null));

    public async Task CreateTimer(DateTimeOffset due, CancellationToken cancel)
    {
        try
        {
            while (due - Now > LongestTimer)
            {
                await Context.CreateTimer(Context.CurrentUtcDateTime + LongestTimer, true, cancel);
            }

            await Context.CreateTimer(due.UtcDateTime, true, cancel);
        }
        catch (TaskFailedException e)
        {
            throw Failed(e);
        }
    }

    public Task<string> WaitForMessage()
    {
        if (_messages.TryDequeue(out string? message))
        {
            return Task.FromResult(message);
        }

        _waiting = new TaskCompletionSource<string>();
        return _waiting.Task;
    }

    public void SetStatus(string status) => _status = JsonSerializer.Serialize(status);

    public void ContinueAsNew(string input)
    {
        // Those that come from here on are carried over by the engine.
        var self = new global::DurableTask.Core.OrchestrationInstance { InstanceId = Context.OrchestrationInstance.InstanceId };
        while (_messages.TryDequeue(out string? message))
        {
            Context.SendEvent(self, ExecutionOrchestrator.MessageName, message);
        }

        Context.ContinueAsNew(Envelope.Seal(input));
    }

    private static ActivityFailedException Failed(TaskFailedException e) => new(
        e.FailureDetails?.ErrorType ?? nameof(Exception), e.FailureDetails?.ErrorMessage ?? e.Message, e.FailureDetails?.StackTrace);
}
