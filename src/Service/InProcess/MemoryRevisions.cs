using System.Collections.Concurrent;

namespace FunctionsAsl.Service.InProcess;

/// <summary>Revisions in memory.</summary>
internal sealed class MemoryRevisions : IRevisions
{
    private readonly ConcurrentDictionary<(string Arn, string Id), StateMachineRecord> _revisions = [];

    public ValueTask<string> Keep(StateMachineRecord machine, CancellationToken cancel)
    {
        string id = RecordSerializer.Hash(RecordSerializer.Save(machine));
        _revisions.TryAdd((machine.Arn, id), machine);
        return new(id);
    }

    public ValueTask<StateMachineRecord?> Find(string stateMachineArn, string id, CancellationToken cancel) =>
        new(_revisions.GetValueOrDefault((stateMachineArn, id)));

    public void Remove(string stateMachineArn)
    {
        foreach ((string Arn, string Id) key in _revisions.Keys.Where(k => k.Arn == stateMachineArn))
        {
            _revisions.TryRemove(key, out _);
        }
    }
}
