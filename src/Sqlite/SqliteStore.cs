using System.Collections.Concurrent;
using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Sqlite;

/// <summary>
/// Everything in one SQLite file: one connection writes (<see cref="GroupCommit"/>), others read, and no other process may.
/// Reads are short and run on the caller's thread.
/// </summary>
public sealed class SqliteStore : IStore, IRunFiles
{
    private const int IdleReaders = 8;

    // Removing a machine must not keep everybody else waiting.
    private const int RemovedAtOnce = 200;
    private const int PagesAtOnce = 1000;

    private readonly RecordCache _cache = new();
    private readonly BrokenRecords _broken;
    private readonly ConcurrentBag<ReadTables> _readers = [];
    private readonly DataFile _file;
    private readonly GroupCommit _writer;
    private volatile bool _disposed;

    /// <summary>Opens the file, or creates it.</summary>
    /// <param name="report">Told of a row that cannot be read, once; the others are not harmed.</param>
    /// <exception cref="DataFileException">It cannot be used: another process holds it, or it is no data file of this version.</exception>
    public SqliteStore(string path, Action<string, Exception>? report = null)
    {
        _broken = new BrokenRecords(report ?? (static (_, _) => { }));
        (_file, SqliteConnection connection) = DataFile.Open(path);
        _writer = new GroupCommit(new WriteTables(connection, _cache), _file.Explain);
        Revisions = new SqliteRevisions(this, _writer);
    }

    public IRevisions Revisions { get; }

    public IRunFiles RunFiles => this;

    public IRecords<T> Records<T>()
        where T : class, IRecord<T> => new SqliteRecords<T>(this, _writer);

    public async ValueTask<long> RemoveStateMachine(string arn, CancellationToken cancel)
    {
        long open = 0;
        bool isGone;
        do
        {
            (isGone, int removed) = await _writer.Run(t => t.RemoveStateMachine(arn, RemovedAtOnce));
            open += removed;
        }
        while (!isGone);

        await ReleaseSpace();
        return open;
    }

    /// <summary>The file becomes smaller.</summary>
    public async ValueTask ReleaseSpace()
    {
        while (await _writer.Run(static t => t.ReleasePages(PagesAtOnce)))
        {
        }
    }

    /// <summary>Whether it can be written: tried where a write was refused.</summary>
    public async ValueTask<bool> CanWrite()
    {
        try
        {
            if (_writer.Refuses && await _writer.Run(static t => t.Touch()))
            {
                _writer.Refuses = false;
            }

            return !_writer.Refuses;
        }
        catch (DataFileException)
        {
            return false;
        }
    }

    public LargeValues NewValues() => new();

    public ValueTask<ExecutionRecord?> FindExecution(string arn, CancellationToken cancel) => new(Read(t => t.FindExecution(arn)));

    public ValueTask<Page<ExecutionSummary>> ListExecutions(
        ExecutionFilter filter, string? after, int count, CancellationToken cancel) =>
        new(Read(t => t.ListExecutions(filter, after, count)));

    public ValueTask<IReadOnlyList<HistoryEvent>> ReadHistory(
        string executionArn, long? after, int count, long bytes, bool reverse, CancellationToken cancel) =>
        new(Read(t => t.ReadHistory(executionArn, after, count, bytes, reverse)));

    public ValueTask<bool> TryAddExecution(ExecutionStep step)
    {
        var row = ExecutionRow.Of(step);
        byte[] beginning = ExecutionBeginning.Of(step.Record).Save();
        return new(_writer.Run(t => t.TryAddExecution(row, beginning)));
    }

    public ValueTask<bool> SaveExecution(ExecutionStep step)
    {
        var row = ExecutionRow.Of(step);
        return new(_writer.Run(t => t.SaveExecution(row)));
    }

    public ValueTask<SavedExecution?> LoadExecution(string arn) => new(Read(t => t.LoadExecution(arn, ReadValue)));

    public ValueTask Rest(string arn, DateTimeOffset wakes) => new(_writer.Run(t => t.Rest(arn, wakes)));

    public ValueTask<IReadOnlyList<RestingExecution>> ListResting(RestingExecution? after, int count) =>
        new(Read(t => t.ListResting(after, count)));

    public ValueTask<IReadOnlyList<string>> ListAwake() => new(Read(t => t.ListAwake()));

    public ValueTask<IReadOnlyList<string>> ListRunning(string stateMachineArn, int count) =>
        new(Read(t => t.ListRunning(stateMachineArn, count)));

    public ValueTask<long> CountOpen() => new(Read(static t => t.CountOpen()));

    public ValueTask<IReadOnlyList<EndedExecution>> ListEnded(EndedExecution? after, DateTimeOffset by, int count) =>
        new(Read(t => t.ListEnded(after, by, count)));

    public ValueTask<DateTimeOffset?> FindEndBehind(long newer) => new(Read(t => t.FindEndBehind(newer)));

    public async ValueTask RemoveExecution(string arn, DateTimeOffset endedBy) =>
        await _writer.Run(t => t.RemoveExecution(arn, endedBy));

    async ValueTask IRunFiles.Write(string mapRunArn, RunFile file, byte[] content, CancellationToken cancel) =>
        await _writer.Run(t => t.WriteRunFile(mapRunArn, file.Number, content));

    ValueTask<byte[]?> IRunFiles.Read(string mapRunArn, RunFile file, CancellationToken cancel) =>
        new(Read(t => t.ReadRunFile(mapRunArn, file.Number)));

    /// <summary>Writes what is waiting and closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        CloseIdleReaders();
        _writer.Dispose();
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private byte[] ReadValue(long execution, int number) => Read(t => t.ReadValue(execution, number));

    internal T Read<T>(Func<ReadTables, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ReadTables tables = _readers.TryTake(out ReadTables? idle) ? idle : new ReadTables(_file.ConnectReader(), _cache, _broken);
        try
        {
            T result = read(tables);
            if (_readers.Count < IdleReaders)
            {
                _readers.Add(tables);
                tables = null!;
            }

            return result;
        }
        catch (SqliteException e)
        {
            throw _file.Explain(e);
        }
        finally
        {
            // A connection on which something failed is not used again.
            tables?.Dispose();
            if (_disposed)
            {
                CloseIdleReaders();
            }
        }
    }

    private void CloseIdleReaders()
    {
        while (_readers.TryTake(out ReadTables? idle))
        {
            idle.Dispose();
        }
    }
}
