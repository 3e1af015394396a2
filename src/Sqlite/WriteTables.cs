using System.Runtime.CompilerServices;
using FunctionsAsl.Core.Execution;
using SQLitePCL;

namespace FunctionsAsl.Sqlite;

/// <summary>What can be written, on the one connection that writes. Used by one thread.</summary>
internal sealed class WriteTables(SqliteConnection connection, RecordCache cache) : IDisposable
{
    private const string WriteRecordRow = "INSERT OR REPLACE INTO records (kind, key, value) VALUES (?1, ?2, ?3) RETURNING id";

    private const string AddExecutionRow =
        """
        INSERT INTO executions (arn, machine, revision, status, started, outcome, beginning, version, alias, owner, redrives)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (arn) DO NOTHING RETURNING id
        """;

    // Most steps change nothing here, and then the row, with its input, is not written again.
    private const string SaveExecutionRow =
        """
        UPDATE executions SET status = ?2, outcome = ?3, redrives = ?4
        WHERE id = ?1 AND (status <> ?2 OR outcome IS NOT ?3 OR redrives IS NOT ?4)
        """;

    private const string WakeRow = "DELETE FROM resting WHERE execution = ?1";

    private readonly Statements _sql = new(connection);

    // Written in the transaction that is open.
    private readonly List<(long Id, object Record)> _newRecords = [];

    // Which revision a record is: committed, and of the transaction that is open.
    private readonly ConditionalWeakTable<StateMachineRecord, StrongBox<long>> _revisions = [];
    private readonly Dictionary<StateMachineRecord, long> _newRevisions = new(ReferenceEqualityComparer.Instance);

    public void Begin() => _sql["BEGIN IMMEDIATE"].Execute();

    public void Commit()
    {
        _sql["COMMIT"].Execute();
        foreach ((StateMachineRecord record, long id) in _newRevisions)
        {
            _revisions.AddOrUpdate(record, new StrongBox<long>(id));
            cache.Add(id, record);
        }

        foreach ((long id, object record) in _newRecords)
        {
            cache.Add(id, record);
        }

        ForgetNew();
    }

    public void Rollback()
    {
        ForgetNew();
        // Some failures have rolled back already.
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            _sql["ROLLBACK"].Execute();
        }
    }

    /// <summary>Writes something that changes nothing.</summary>
    public bool Touch()
    {
        Schema.Execute(connection, $"PRAGMA application_id = {Schema.Pragma(connection, "application_id")}");
        return true;
    }

    public bool TryWriteRecord<T>(T? expected, T record)
        where T : class, IRecord<T>
    {
        if (!RecordSerializer.AreAlike(FindRecord<T>(record.Arn), expected))
        {
            return false;
        }

        _newRecords.Add(((long)_sql[WriteRecordRow].Scalar(T.Kind, record.Arn, RecordSerializer.Save(record))!, record));
        return true;
    }

    public bool RemoveRecord(string kind, string arn) => _sql["DELETE FROM records WHERE kind = ?1 AND key = ?2"].Execute(kind, arn) > 0;

    /// <summary>Stores the machine as it is among those that executions refer to, unless it is there.</summary>
    public bool KeepRevision(StateMachineRecord machine) => RevisionOf(machine) > 0;

    /// <summary>Removes the machine and its executions, or as many of these as are to be removed at once.</summary>
    /// <returns>Whether all is gone, and how many of the executions ran that this call removed, but for Map Runs themselves.</returns>
    public (bool IsGone, int Open) RemoveStateMachine(string arn, int executions)
    {
        List<long> ids = [];
        int open = 0;
        using (SqliteDataReader rows = _sql[$"SELECT id, {Schema.IsOpen} FROM executions WHERE {Schema.IsOfMachine} LIMIT ?2"].Query(arn, executions))
        {
            while (rows.Read())
            {
                ids.Add(rows.GetInt64(0));
                open += rows.GetInt32(1);
            }
        }

        ids.ForEach(RemoveExecution);

        if (ids.Count == executions)
        {
            return (false, open);
        }

        RemoveRecord(StateMachineRecord.Kind, arn);
        // Their keys are the machine's ARN, a colon, and more; ; is the character behind the colon.
        _sql["DELETE FROM records WHERE kind = ?1 AND key >= ?2 || ':' AND key < ?2 || ';'"].Execute(PublicationRecord.Kind, arn);
        _sql["DELETE FROM records WHERE kind = ?1 AND key >= ?2 || '/' AND key < ?2 || '0'"].Execute(Schema.Revisions, arn);
        _revisions.Clear();
        _newRevisions.Clear();
        return (true, open);
    }

    /// <summary>Removes an execution with all it has left, if it has ended by a time.</summary>
    /// <returns>Whether it has.</returns>
    public bool RemoveExecution(string arn, DateTimeOffset endedBy)
    {
        object? found = _sql["SELECT id FROM executions WHERE arn = ?1 AND status <> 0 AND stopped <= ?2"].Scalar(arn, endedBy.UtcTicks);
        if (found is long id)
        {
            RemoveExecution(id);
        }

        return found is not null;
    }

    /// <summary>
    /// Gives pages that nothing is on back to the file system, from the next checkpoint on. Files that older releases made keep theirs
    /// for what comes.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    public bool ReleasePages(int pages)
    {
        if (Schema.Pragma(connection, "auto_vacuum") == 0)
        {
            return false;
        }

        // A row for each page.
        using SqliteDataReader rows = _sql[$"PRAGMA incremental_vacuum({pages})"].Query();
        while (rows.Read())
        {
        }

        return Schema.Pragma(connection, "freelist_count") > 0;
    }

    public bool TryAddExecution(ExecutionRow row, byte[] beginning)
    {
        ExecutionRecord record = row.Record;
        object? added = _sql[AddExecutionRow].Scalar(
            record.Arn,
            record.StateMachineArn,
            RevisionOf(record.StateMachine),
            (long)record.Status,
            record.StartDate.UtcTicks,
            row.Outcome,
            beginning,
            record.Version,
            record.Alias,
            record.Owner,
            row.Redrives);
        if (added is not long id)
        {
            return false;
        }

        AddValues(id, row.Values);
        Append(id, 0, row.History);
        SaveState(id, row);
        return true;
    }

    /// <returns>Whether the execution is there.</returns>
    /// <exception cref="InvalidOperationException">Its history does not go on here.</exception>
    public bool SaveExecution(ExecutionRow row)
    {
        if (_sql[Schema.FindExecution].Scalar(row.Record.Arn) is not long id)
        {
            return false;
        }

        _sql[SaveExecutionRow].Execute(id, (long)row.Record.Status, row.Outcome, row.Redrives);
        _sql[WakeRow].Execute(id);
        AddValues(id, row.Values);
        if (row.History.Count > 0)
        {
            object? next = _sql["SELECT key + count FROM history WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1"]
                .Scalar(Schema.Key(id, 0), Schema.Key(id, Schema.LastPart));
            Append(id, next is long key ? Schema.Part(key) - 1 : 0, row.History);
        }

        SaveState(id, row);
        return true;
    }

    public bool Rest(string arn, DateTimeOffset wakes) =>
        _sql["INSERT OR REPLACE INTO resting SELECT id, ?2 FROM executions WHERE arn = ?1 AND status = 0"].Execute(arn, wakes.UtcTicks) > 0;

    /// <summary>Writes a file of a Map Run, where its execution is there.</summary>
    public bool WriteRunFile(string arn, long number, byte[] data) =>
        _sql[Schema.FindExecution].Scalar(arn) is long id
        && _sql["INSERT OR REPLACE INTO run_files VALUES (?1, ?2)"].Execute(Schema.ValueKey(id, number), data) > 0;

    public void Dispose() => _sql.Dispose();

    private void RemoveExecution(long id)
    {
        _sql["DELETE FROM history WHERE key BETWEEN ?1 AND ?2"].Execute(Schema.Key(id, 0), Schema.Key(id, Schema.LastPart));
        RemoveStates(id);
        foreach (string table in (string[])["large_values", "run_files"])
        {
            _sql[$"DELETE FROM {table} WHERE key BETWEEN ?1 AND ?2"].Execute(Schema.ValueKey(id, 0), Schema.ValueKey(id, Schema.LastValue));
        }

        _sql[WakeRow].Execute(id);
        _sql["DELETE FROM executions WHERE id = ?1"].Execute(id);
    }

    private void ForgetNew()
    {
        _newRecords.Clear();
        _newRevisions.Clear();
    }

    private void AddValues(long execution, IReadOnlyList<LargeValue> values)
    {
        foreach (LargeValue value in values)
        {
            _sql["INSERT INTO large_values VALUES (?1, ?2)"].Execute(Schema.ValueKey(execution, value.Number), value.Data);
        }
    }

    private void Append(long execution, long last, IReadOnlyList<HistoryChunk> history)
    {
        foreach (HistoryChunk chunk in history)
        {
            if (chunk.First != last + 1)
            {
                throw new InvalidOperationException($"History event {chunk.First} cannot be stored after {last}.");
            }

            _sql["INSERT INTO history VALUES (?1, ?2, ?3)"].Execute(Schema.Key(execution, chunk.First), (long)chunk.Count, chunk.Events);
            last += chunk.Count;
        }
    }

    private void SaveState(long execution, ExecutionRow row)
    {
        bool runs = row.Record.Status == ExecutionStatus.Running;
        if (row.Snapshot is not null || !runs)
        {
            RemoveStates(execution);
        }

        if (row.Snapshot is null && (!runs || row.Change is null))
        {
            return;
        }

        long key = Schema.Key(execution, 0);
        if (row.Snapshot is null)
        {
            object? last = _sql["SELECT max(key) FROM states WHERE key BETWEEN ?1 AND ?2"]
                .Scalar(key, Schema.Key(execution, Schema.LastPart));
            key = 1 + (last as long? ?? key);
        }

        _sql["INSERT INTO states VALUES (?1, ?2)"].Execute(key, row.Snapshot ?? row.Change);
    }

    private void RemoveStates(long execution) => _sql["DELETE FROM states WHERE key BETWEEN ?1 AND ?2"]
        .Execute(Schema.Key(execution, 0), Schema.Key(execution, Schema.LastPart));

    private T? FindRecord<T>(string arn)
        where T : class, IRecord<T>
    {
        using SqliteDataReader rows = _sql[Schema.FindRecord].Query(T.Kind, arn);
        return rows.Read()
            ? cache.Find<T>(rows.GetInt64(0)) ?? RecordSerializer.Load<T>(rows.GetFieldValue<byte[]>(1))
            : null;
    }

    private long RevisionOf(StateMachineRecord record)
    {
        if (_revisions.TryGetValue(record, out StrongBox<long>? known))
        {
            return known.Value;
        }

        if (!_newRevisions.TryGetValue(record, out long id))
        {
            byte[] saved = RecordSerializer.Save(record);
            string key = Schema.RevisionKey(record.Arn, RecordSerializer.Hash(saved));
            id = (long)(_sql[Schema.FindRecord].Scalar(Schema.Revisions, key) ?? _sql[WriteRecordRow].Scalar(Schema.Revisions, key, saved)!);
            _newRevisions.Add(record, id);
        }

        return id;
    }
}
