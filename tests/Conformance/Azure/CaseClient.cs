using FunctionsAsl.Durable.Ports;

namespace FunctionsAsl.Conformance.Azure;

/// <summary>A case's part of a task hub that all cases share: its instances are told apart by a prefix.</summary>
internal sealed class CaseClient(IOrchestrationClient hub, string prefix, CaseProgress progress) : IOrchestrationClient
{
    public async ValueTask Start(string instanceId, string input, CancellationToken cancel)
    {
        progress.Started(prefix + instanceId);
        await hub.Start(prefix + instanceId, Tagged.Text(prefix + instanceId, input), cancel);
    }

    public async ValueTask Send(string instanceId, string message, CancellationToken cancel)
    {
        progress.Sent(prefix + instanceId);
        await hub.Send(prefix + instanceId, message, cancel);
    }

    public ValueTask<OrchestrationInstance?> Find(string instanceId, CancellationToken cancel) => hub.Find(prefix + instanceId, cancel);

    public ValueTask Purge(string instanceId, CancellationToken cancel) => hub.Purge(prefix + instanceId, cancel);
}

/// <summary>What goes through the engine, with whose it is in front.</summary>
internal static class Tagged
{
    public static string Text(string owner, string text) => $"{owner} {text}";

    public static (string Owner, string Text) Parse(string tagged)
    {
        int end = tagged.IndexOf(' ', StringComparison.Ordinal);
        return (tagged[..end], tagged[(end + 1)..]);
    }
}
