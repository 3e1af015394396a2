namespace FunctionsAsl.Sqlite;

/// <summary>The records of one type in a data file.</summary>
internal sealed class SqliteRecords<T>(SqliteStore store, GroupCommit writer) : IRecords<T>
    where T : class, IRecord<T>
{
    public ValueTask<T?> Find(string arn, CancellationToken cancel) => new(store.Read(t => t.FindRecord<T>(arn)));

    public ValueTask<bool> TryWrite(T? expected, T record, CancellationToken cancel) => new(writer.Run(t => t.TryWriteRecord(expected, record)));

    public ValueTask Remove(string arn, CancellationToken cancel) => new(writer.Run(t => t.RemoveRecord(T.Kind, arn)));

    public ValueTask<Page<T>> List(string prefix, string? after, int count, CancellationToken cancel) =>
        new(store.Read(t => t.ListRecords<T>(prefix, after, count)));
}
