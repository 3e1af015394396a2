using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace FunctionsAsl.Durable.Storage;

/// <summary>A state machine as it was at a time: what executions begin with.</summary>
/// <param name="Id">When its machine was created, and a hash of the record: what stands for it never changes.</param>
/// <param name="Record">The machine. Whoever asks for a revision gets the same instance while it is in memory.</param>
internal sealed record Revision(string Id, StateMachineRecord Record)
{
    private readonly Lazy<string> _packed = new(() => Packed.Pack(Record.Definition));

    /// <summary>The definition as <see cref="Storage.Packed"/> text, which other machines may pack differently.</summary>
    public string PackedDefinition => _packed.Value;
}

/// <summary>All revisions, those in use also in memory and compiled once.</summary>
/// <param name="blobs">Where they are stored.</param>
/// <param name="compile">Compiles their definitions.</param>
internal sealed class Revisions(IBlobs blobs, Func<string, StateMachine> compile) : IRevisions
{
    private const int Capacity = 500;

    private readonly ConcurrentDictionary<string, Revision> _revisions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<StateMachine>> _definitions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _saved = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<StateMachineRecord, Revision> _byRecord = [];

    /// <summary>The revision that <paramref name="record"/> is.</summary>
    public Revision Of(StateMachineRecord record) =>
        _byRecord.TryGetValue(record, out Revision? known) ? known : Add(record, RecordSerializer.Save(record));

    /// <summary>The revision with this content.</summary>
    /// <param name="saved">A saved machine (<see cref="RecordSerializer.Save{T}(T)"/>).</param>
    public Revision Of(ReadOnlyMemory<byte> saved) =>
        _revisions.TryGetValue(RecordSerializer.Hash(saved.Span), out Revision? known) ? known : Add(RecordSerializer.Load<StateMachineRecord>(saved.Span), saved);

    /// <summary>Stores the revision, so that executions may begin with it.</summary>
    public async ValueTask Save(StateMachineRecord record, CancellationToken cancel) =>
        await blobs.Write(
            BlobName.Revision(record.Name, Of(record).Id), RecordSerializer.Save(record), BlobCondition.None, null, cancel);

    async ValueTask<string> IRevisions.Keep(StateMachineRecord machine, CancellationToken cancel)
    {
        await Save(machine, cancel);
        return Of(machine).Id;
    }

    async ValueTask<StateMachineRecord?> IRevisions.Find(string stateMachineArn, string id, CancellationToken cancel) =>
        // arn, partition, states, region, account, stateMachine, name
        (await Find(stateMachineArn.Split(':', 7)[6], id, cancel))?.Record;

    /// <summary>Stores the revision unless this process has: of the processor of a Distributed Map, which nobody else stores.</summary>
    public async ValueTask SaveOnce(StateMachineRecord record, CancellationToken cancel)
    {
        string id = Of(record).Id;
        if (!_saved.ContainsKey(id))
        {
            await Save(record, cancel);
            MakeRoom(_saved);
            _saved[id] = true;
        }
    }

    /// <returns><see langword="null"/> where the machine was removed.</returns>
    public async ValueTask<Revision?> Find(string machine, string id, CancellationToken cancel)
    {
        if (_revisions.TryGetValue(HashOf(id), out Revision? known))
        {
            return known;
        }

        return await blobs.Read(BlobName.Revision(machine, id), cancel) is { } blob ? Of(blob.Content) : null;
    }

    /// <summary>The compiled definition of a revision. Nothing is read, so that an orchestrator may ask too.</summary>
    /// <param name="definition">Gives its definition, where it is not in memory yet.</param>
    /// <exception cref="FormatException">It is no definition.</exception>
    public StateMachine Compile(string id, Func<string> definition)
    {
        if (!_definitions.TryGetValue(id, out Lazy<StateMachine>? compiled))
        {
            MakeRoom(_definitions);
            compiled = _definitions.GetOrAdd(id, new Lazy<StateMachine>(() => compile(definition())));
        }

        return compiled.Value;
    }

    /// <inheritdoc cref="Compile(string, Func{string})"/>
    public StateMachine Compile(Revision revision) => Compile(revision.Id, () => revision.Record.Definition);

    /// <summary>What an execution of a revision runs: its definition, or the run of one of its Distributed Maps.</summary>
    /// <exception cref="FormatException">It is no definition, or has no such Distributed Map.</exception>
    public StateMachine Compile(Revision revision, string executionArn) => Compile(revision).For(executionArn);

    private Revision Add(StateMachineRecord record, ReadOnlyMemory<byte> saved)
    {
        MakeRoom(_revisions);
        string hash = RecordSerializer.Hash(saved.Span);
        Revision revision = _revisions.GetOrAdd(
            hash, h => new Revision(string.Create(CultureInfo.InvariantCulture, $"{record.CreationDate.UtcTicks}-{h}"), record));
        _byRecord.AddOrUpdate(record, revision);
        return revision;
    }

    private static void MakeRoom<T>(ConcurrentDictionary<string, T> cache)
    {
        if (cache.Count >= Capacity)
        {
            cache.Clear();
        }
    }

    private static string HashOf(string id) => id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..];
}
