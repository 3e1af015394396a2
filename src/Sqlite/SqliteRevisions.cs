namespace FunctionsAsl.Sqlite;

/// <summary>The revisions in a data file: what executions refer to, which versions share with them.</summary>
internal sealed class SqliteRevisions(SqliteStore store, GroupCommit writer) : IRevisions
{
    public async ValueTask<string> Keep(StateMachineRecord machine, CancellationToken cancel)
    {
        await writer.Run(t => t.KeepRevision(machine));
        return RecordSerializer.Hash(RecordSerializer.Save(machine));
    }

    public ValueTask<StateMachineRecord?> Find(string stateMachineArn, string id, CancellationToken cancel) =>
        new(store.Read(t => t.FindRevision(stateMachineArn, id)));
}
