namespace FunctionsAsl.Service.Operations;

/// <summary>The versions and aliases of state machines, as they are stored.</summary>
internal sealed class Publications(IRecordStore store, Quotas quotas)
{
    private readonly IRecords<PublicationRecord> _records = store.Records<PublicationRecord>();

    /// <summary>What a machine has published so far.</summary>
    public async ValueTask<PublicationRecord> Of(StateMachineRecord machine, CancellationToken cancel) =>
        await _records.Find(PublicationRecord.ArnOf(machine), cancel) ?? PublicationRecord.Of(machine);

    /// <summary>Changes what a machine has published, whoever else changes it.</summary>
    /// <param name="change">Gives the new record, or the same if there is nothing to change; may be asked more than once.</param>
    public async ValueTask<PublicationRecord> Change(
        StateMachineRecord machine, Func<PublicationRecord, PublicationRecord> change, CancellationToken cancel)
    {
        while (true)
        {
            PublicationRecord? stored = await _records.Find(PublicationRecord.ArnOf(machine), cancel);
            PublicationRecord before = stored ?? PublicationRecord.Of(machine);
            PublicationRecord changed = change(before);
            if (ReferenceEquals(changed, before) || await _records.TryWrite(stored, changed, cancel))
            {
                return changed;
            }
        }
    }

    /// <summary>Publishes the machine as it is, unless a version of this revision is there already, whatever its description.</summary>
    /// <exception cref="ApiException">ServiceQuotaExceededException</exception>
    public async ValueTask<StateMachineVersion> Publish(
        StateMachineRecord machine, string? description, DateTimeOffset time, CancellationToken cancel)
    {
        if (VersionOf(await Of(machine, cancel), machine) is { } published)
        {
            return published;
        }

        string revision = await store.Revisions.Keep(machine, cancel);
        PublicationRecord record = await Change(
            machine,
            before => VersionOf(before, machine) is not null ? before : Add(before, machine, revision, description, time),
            cancel);
        return VersionOf(record, machine)!;
    }

    /// <summary>
    /// Publishes the first version of a machine that is about to be created: whoever sees the machine sees the version. Nobody sees it
    /// where the machine does not come.
    /// </summary>
    /// <returns>Whether it was published; if not, somebody else creates a machine of the name at the same moment.</returns>
    public async ValueTask<bool> TryPublishFirst(StateMachineRecord machine, string? description, CancellationToken cancel)
    {
        string revision = await store.Revisions.Keep(machine, cancel);
        return await _records.TryWrite(
            null, Add(PublicationRecord.Of(machine), machine, revision, description, machine.CreationDate), cancel);
    }

    /// <summary>Drops what was published for a machine that did not come.</summary>
    public ValueTask Drop(StateMachineRecord machine, CancellationToken cancel) =>
        _records.Remove(PublicationRecord.ArnOf(machine), cancel);

    /// <exception cref="ApiException">ServiceQuotaExceededException: a new version of the machine has no room.</exception>
    public void CheckRoom(PublicationRecord published, StateMachineRecord machine)
    {
        if (published.Versions.Length >= quotas.Versions)
        {
            throw new ApiException(
                "ServiceQuotaExceededException",
                $"The state machine '{machine.Arn}' has {quotas.Versions} versions, and can have no more");
        }
    }

    /// <summary>The version of the machine as it is.</summary>
    public static StateMachineVersion? VersionOf(PublicationRecord published, StateMachineRecord machine) =>
        published.Versions.LastOrDefault(v => v.RevisionId == machine.RevisionId);

    private PublicationRecord Add(
        PublicationRecord before, StateMachineRecord machine, string revision, string? description, DateTimeOffset time)
    {
        CheckRoom(before, machine);
        return before.With(new StateMachineVersion(before.LastVersion + 1, revision, time, machine.RevisionId, description));
    }
}
