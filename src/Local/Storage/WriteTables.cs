using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Records;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsAsl.Local.Storage;

/// <summary>What can be written, on the one connection that writes. Used by one thread.</summary>
internal sealed class WriteTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly RecordCache _cache;
    private readonly List<Statement> _statements = [];

    // Written in the transaction that is open.
    private readonly List<(long Id, object Record)> _newRecords = [];

    // Which revision a record is: committed, and of the transaction that is open.
    private readonly ConditionalWeakTable<StateMachineRecord, StrongBox<long>> _revisions = [];
    private readonly Dictionary<StateMachineRecord, long> _newRevisions = new(ReferenceEqualityComparer.Instance);

    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _findRecord;
    private readonly Statement _writeRecord;
    private readonly Statement _removeRecord;
    private readonly Statement _removeRevisions;
    private readonly Statement _addExecution;
    private readonly Statement _findExecution;
    private readonly Statement _saveExecution;
    private readonly Statement _executionsOf;
    private readonly Statement _removeExecution;
    private readonly Statement _lastHistory;
    private readonly Statement _addHistory;
    private readonly Statement _removeHistory;
    private readonly Statement _lastState;
    private readonly Statement _addState;
    private readonly Statement _removeStates;
    private readonly Statement _addValue;
    private readonly Statement _removeValues;

    public WriteTables(SqliteConnection connection, RecordCache cache)
    {
        _connection = connection;
        _cache = cache;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _findRecord = Prepare("SELECT id, value FROM records WHERE kind = ?1 AND key = ?2");
        _writeRecord = Prepare("INSERT OR REPLACE INTO records (kind, key, value) VALUES (?1, ?2, ?3) RETURNING id");
        _removeRecord = Prepare("DELETE FROM records WHERE kind = ?1 AND key = ?2");
        _removeRevisions = Prepare("DELETE FROM records WHERE kind = ?1 AND key >= ?2 || '/' AND key < ?2 || '0'");
        _addExecution = Prepare(
            """
            INSERT INTO executions (arn, machine, revision, status, started, outcome, beginning)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (arn) DO NOTHING RETURNING id
            """);
        _findExecution = Prepare("SELECT id FROM executions WHERE arn = ?1");
        // Most steps change nothing here, and then the row, with its input, is not written again.
        _saveExecution = Prepare(
            "UPDATE executions SET status = ?2, outcome = ?3 WHERE id = ?1 AND (status <> ?2 OR outcome IS NOT ?3)");
        _executionsOf = Prepare($"SELECT id FROM executions WHERE {Schema.IsOfMachine} LIMIT ?2");
        _removeExecution = Prepare("DELETE FROM executions WHERE id = ?1");
        _lastHistory = Prepare("SELECT key + count FROM history WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1");
        _addHistory = Prepare("INSERT INTO history VALUES (?1, ?2, ?3)");
        _removeHistory = Prepare("DELETE FROM history WHERE key BETWEEN ?1 AND ?2");
        _lastState = Prepare("SELECT max(key) FROM states WHERE key BETWEEN ?1 AND ?2");
        _addState = Prepare("INSERT INTO states VALUES (?1, ?2)");
        _removeStates = Prepare("DELETE FROM states WHERE key BETWEEN ?1 AND ?2");
        _addValue = Prepare("INSERT INTO large_values VALUES (?1, ?2)");
        _removeValues = Prepare("DELETE FROM large_values WHERE key BETWEEN ?1 AND ?2");
    }

    public void Begin() => _begin.Execute();

    public void Commit()
    {
        _commit.Execute();
        foreach ((StateMachineRecord record, long id) in _newRevisions)
        {
            _revisions.AddOrUpdate(record, new StrongBox<long>(id));
            _cache.Add(id, record);
        }

        foreach ((long id, object record) in _newRecords)
        {
            _cache.Add(id, record);
        }

        ForgetNew();
    }

    public void Rollback()
    {
        ForgetNew();
        // Some failures have rolled back already.
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            _rollback.Execute();
        }
    }

    public bool TryWriteRecord<T>(T? expected, T record)
        where T : class, IRecord<T>
    {
        if (!RecordSerializer.AreAlike(FindRecord<T>(record.Arn), expected))
        {
            return false;
        }

        _newRecords.Add(((long)_writeRecord.Scalar(T.Kind, record.Arn, RecordSerializer.Save(record))!, record));
        return true;
    }

    public bool RemoveRecord(string kind, string arn) => _removeRecord.Execute(kind, arn) > 0;

    /// <summary>Removes the machine and its executions, or as many of these as are to be removed at once.</summary>
    /// <returns>Whether all is gone.</returns>
    public bool RemoveStateMachine(string arn, int executions)
    {
        List<long> ids = [];
        using (SqliteDataReader rows = _executionsOf.Query(arn, executions))
        {
            while (rows.Read())
            {
                ids.Add(rows.GetInt64(0));
            }
        }

        foreach (long id in ids)
        {
            _removeHistory.Execute(Schema.Key(id, 0), Schema.Key(id, Schema.LastPart));
            _removeStates.Execute(Schema.Key(id, 0), Schema.Key(id, Schema.LastPart));
            _removeValues.Execute(Schema.ValueKey(id, 0), Schema.ValueKey(id, Schema.LastValue));
            _removeExecution.Execute(id);
        }

        if (ids.Count == executions)
        {
            return false;
        }

        RemoveRecord(StateMachineRecord.Kind, arn);
        _removeRevisions.Execute(Schema.Revisions, arn);
        _revisions.Clear();
        _newRevisions.Clear();
        return true;
    }

    public bool TryAddExecution(ExecutionRow row, byte[] beginning)
    {
        ExecutionRecord record = row.Record;
        object? added = _addExecution.Scalar(
            record.Arn,
            record.StateMachineArn,
            RevisionOf(record.StateMachine),
            (long)record.Status,
            record.StartDate.UtcTicks,
            row.Outcome,
            beginning);
        if (added is not long id)
        {
            return false;
        }

        AddValues(id, row.Values);
        Append(id, 0, row.History);
        SaveState(id, row);
        return true;
    }

    /// <exception cref="InvalidOperationException">There is no such execution, or its history does not go on here.</exception>
    public bool SaveExecution(ExecutionRow row)
    {
        long id = _findExecution.Scalar(row.Record.Arn) as long?
            ?? throw new InvalidOperationException($"{row.Record.Arn} is not stored.");
        _saveExecution.Execute(id, (long)row.Record.Status, row.Outcome);
        AddValues(id, row.Values);
        if (row.History.Count > 0)
        {
            long next = _lastHistory.Scalar(Schema.Key(id, 0), Schema.Key(id, Schema.LastPart)) is long key ? Schema.Part(key) : 1;
            Append(id, next - 1, row.History);
        }

        SaveState(id, row);
        return true;
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements)
        {
            statement.Dispose();
        }

        _connection.Dispose();
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
            _addValue.Execute(Schema.ValueKey(execution, value.Number), value.Data);
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

            _addHistory.Execute(Schema.Key(execution, chunk.First), (long)chunk.Count, chunk.Events);
            last += chunk.Count;
        }
    }

    private void SaveState(long execution, ExecutionRow row)
    {
        bool runs = row.Record.Status == ExecutionStatus.Running;
        if (row.Snapshot is not null || !runs)
        {
            _removeStates.Execute(Schema.Key(execution, 0), Schema.Key(execution, Schema.LastPart));
        }

        if (!runs || (row.Snapshot is null && row.Change is null))
        {
            return;
        }

        long key = Schema.Key(execution, 0);
        if (row.Snapshot is null)
        {
            key = 1 + (_lastState.Scalar(key, Schema.Key(execution, Schema.LastPart)) as long? ?? key);
        }

        _addState.Execute(key, row.Snapshot ?? row.Change);
    }

    private T? FindRecord<T>(string arn)
        where T : class, IRecord<T>
    {
        using SqliteDataReader rows = _findRecord.Query(T.Kind, arn);
        return rows.Read()
            ? _cache.Find<T>(rows.GetInt64(0)) ?? RecordSerializer.Load<T>(rows.GetFieldValue<byte[]>(1))
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
            string key = Schema.RevisionKey(record.Arn, SHA256.HashData(saved));
            id = (long)(_findRecord.Scalar(Schema.Revisions, key) ?? _writeRecord.Scalar(Schema.Revisions, key, saved)!);
            _newRevisions.Add(record, id);
        }

        return id;
    }

    private Statement Prepare(string sql)
    {
        var statement = new Statement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }
}
