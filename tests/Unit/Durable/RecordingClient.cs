using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;

namespace FunctionsAsl.Unit.Durable;

/// <summary>A durable engine that does nothing but remember what it is asked.</summary>
internal sealed class RecordingClient : IOrchestrationClient
{
    public Dictionary<string, OrchestrationInstance> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>The inputs of all orchestrations that were started.</summary>
    public List<OrchestrationInput> Started { get; } = [];

    public List<(string Instance, OrchestrationMessage Message)> Messages { get; } = [];

    /// <summary>Decides by <c>start</c>, <c>send</c>, <c>find</c> or <c>purge</c> whether the engine is out of order.</summary>
    public Func<string, bool> IsBroken { get; set; } = static _ => false;

    public ValueTask Start(string instanceId, string input, CancellationToken cancel)
    {
        Check("start");
        if (Instances.GetValueOrDefault(instanceId) is not { Status: OrchestrationStatus.Running })
        {
            Instances[instanceId] = new OrchestrationInstance(OrchestrationStatus.Running, null, null);
            Started.Add(OrchestrationInput.Parse(input));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask Send(string instanceId, string message, CancellationToken cancel)
    {
        Check("send");
        Messages.Add((instanceId, OrchestrationMessage.TryParse(message)!));
        return ValueTask.CompletedTask;
    }

    public ValueTask<OrchestrationInstance?> Find(string instanceId, CancellationToken cancel)
    {
        Check("find");
        return new(Instances.GetValueOrDefault(instanceId));
    }

    public ValueTask Purge(string instanceId, CancellationToken cancel)
    {
        Check("purge");
        Instances.Remove(instanceId);
        return ValueTask.CompletedTask;
    }

    private void Check(string call)
    {
        if (IsBroken(call))
        {
            throw new IOException($"The engine did not {call}.");
        }
    }
}
