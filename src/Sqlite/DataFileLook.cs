using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Sqlite;

/// <summary>What a data file holds at a time.</summary>
/// <param name="Executions">How many there are of each status, Map Runs left out.</param>
/// <param name="MapRuns">How many Map Runs there are.</param>
/// <param name="Waiting">How many running executions need nothing before a time, or before somebody outside answers.</param>
/// <param name="Due">How many of these should have gone on by now.</param>
/// <param name="Wakes">When the next of the others goes on; <see langword="null"/> where none does by itself.</param>
/// <param name="Records">How many records there are of each kind.</param>
/// <param name="Bytes">The file's size, with what was written and is not in its place yet (<c>-wal</c>).</param>
/// <param name="FreeBytes">What of it is free for new data.</param>
public sealed record DataFileStatus(
    IReadOnlyDictionary<ExecutionStatus, long> Executions,
    long MapRuns,
    long Waiting,
    long Due,
    DateTimeOffset? Wakes,
    IReadOnlyDictionary<string, long> Records,
    long Bytes,
    long FreeBytes);

/// <summary>A look at a data file, also while a server has it: what it says was true at one moment, and nothing is changed.</summary>
public sealed class DataFileLook : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Statements _sql;

    private DataFileLook(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        _sql = new Statements(connection);
    }

    /// <exception cref="DataFileException">There is none, or it is none that this program can read.</exception>
    public static DataFileLook Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataFileException($"There is no data file {path}.");
        }

        SqliteConnection? connection = null;
        try
        {
            connection = DataFile.Connect(path, SqliteOpenMode.ReadWrite);
            Schema.Execute(connection, "PRAGMA query_only = ON; PRAGMA busy_timeout = 10000;");
            Schema.CheckCurrent(connection, path);
            return new DataFileLook(path, connection);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            throw e is SqliteException ? Unreadable(path, e) : e;
        }
    }

    /// <exception cref="DataFileException">It is damaged.</exception>
    public DataFileStatus Status(DateTimeOffset now)
    {
        try
        {
            return Look(now);
        }
        catch (SqliteException e)
        {
            throw Unreadable(_path, e);
        }
    }

    private static DataFileException Unreadable(string path, Exception e) => new($"{path} cannot be read: {e.Message}", e);

    private DataFileStatus Look(DateTimeOffset now)
    {
        using SqliteTransaction moment = _connection.BeginTransaction(deferred: true);
        Dictionary<ExecutionStatus, long> executions = Enum.GetValues<ExecutionStatus>().ToDictionary(static status => status, static _ => 0L);
        foreach ((long status, long count) in Rows(
            $"SELECT status, count(*) FROM executions WHERE NOT {Schema.IsMapRun} GROUP BY status", static row => row.GetInt64(0)))
        {
            executions[(ExecutionStatus)status] = count;
        }

        long wakes = Number("SELECT coalesce(min(wakes), 0) FROM resting WHERE wakes > ?1", now.UtcTicks);
        return new DataFileStatus(
            executions,
            Number($"SELECT count(*) FROM executions WHERE {Schema.IsMapRun}"),
            Number("SELECT count(*) FROM resting"),
            Number("SELECT count(*) FROM resting WHERE wakes <= ?1", now.UtcTicks),
            wakes == 0 || wakes >= DateTimeOffset.MaxValue.UtcTicks ? null : new DateTimeOffset(wakes, TimeSpan.Zero),
            Rows("SELECT kind, count(*) FROM records GROUP BY kind", static row => row.GetString(0))
                .Where(static row => row.Key != Schema.Revisions).ToDictionary(static row => row.Key, static row => row.Count, StringComparer.Ordinal),
            new FileInfo(_path).Length + (new FileInfo(_path + "-wal") is { Exists: true } written ? written.Length : 0),
            Schema.Pragma(_connection, "freelist_count") * Schema.Pragma(_connection, "page_size"));
    }

    /// <summary>Writes what the file holds at this moment to a new file, without what is free. The copy is whole or not there.</summary>
    /// <exception cref="DataFileException">It cannot be written, or there is a file already.</exception>
    public void BackUp(string target)
    {
        target = Path.GetFullPath(target);
        string draft = $"{target}-{Guid.NewGuid():N}";
        try
        {
            if (File.Exists(target))
            {
                throw new DataFileException($"{target} is there already.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            DataFile.CreatePrivate(draft);
            // SQLite takes writing to another file for writing.
            Schema.Execute(_connection, "PRAGMA query_only = OFF");
            _sql["VACUUM INTO ?1"].Execute(draft);
            using (FileStream whole = File.OpenWrite(draft))
            {
                whole.Flush(flushToDisk: true);
            }

            File.Move(draft, target);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            foreach (string left in (string[])[draft, draft + "-journal", draft + "-wal"])
            {
                File.Delete(left);
            }

            throw new DataFileException($"{_path} cannot be copied to {target}: {e.Message}", e);
        }
    }

    public void Dispose() => _sql.Dispose();

    private long Number(string sql, params ReadOnlySpan<object?> values) => (long)_sql[sql].Scalar(values)!;

    private List<(T Key, long Count)> Rows<T>(string sql, Func<SqliteDataReader, T> key)
    {
        using SqliteDataReader rows = _sql[sql].Query();
        List<(T Key, long Count)> all = [];
        while (rows.Read())
        {
            all.Add((key(rows), rows.GetInt64(1)));
        }

        return all;
    }
}
