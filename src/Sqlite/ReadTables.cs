using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Sqlite;

/// <summary>
/// What can be read, on one connection; used by one thread at a time. A query sees every write that was committed before it.
/// </summary>
internal sealed class ReadTables(SqliteConnection connection, RecordCache cache, BrokenRecords broken) : IDisposable
{
    private const string Columns = "SELECT revision, status, beginning, outcome, started, arn, version, alias, redrives FROM executions";

    /// <summary>Executions that ended: behind time and number, until a time, how many.</summary>
    public const string ListEndedRows =
        """
        SELECT arn, stopped, id, beginning FROM executions
        WHERE status <> 0 AND (stopped, id) > (?1, ?2) AND stopped <= ?3 ORDER BY stopped, id LIMIT ?4
        """;

    private readonly Statements _sql = new(connection);

    public T? FindRecord<T>(string arn)
        where T : class, IRecord<T>
    {
        using SqliteDataReader rows = _sql[Schema.FindRecord].Query(T.Kind, arn);
        return rows.Read() ? ReadRecord<T>(rows) : null;
    }

    public Page<T> ListRecords<T>(string prefix, string? after, int count)
        where T : class, IRecord<T>
    {
        using SqliteDataReader rows = _sql[
            """
            SELECT id, value, key FROM records
            WHERE kind = ?1 AND key >= ?2 AND key > ?3 AND key < ?2 || char(1114111) ORDER BY key LIMIT ?4
            """]
            .Query(T.Kind, prefix, after ?? "", count + 1L);
        return ReadPage(rows, count, static row => row.GetString(2), row => broken.Read(row.GetString(2), () => ReadRecord<T>(row)));
    }

    public ExecutionRecord? FindExecution(string arn)
    {
        using SqliteDataReader rows = _sql[$"{Columns} WHERE arn = ?1"].Query(arn);
        return rows.Read() ? ReadExecution(rows) : null;
    }

    public StateMachineRecord? FindRevision(string stateMachineArn, string id)
    {
        using SqliteDataReader rows = _sql[Schema.FindRecord].Query(Schema.Revisions, Schema.RevisionKey(stateMachineArn, id));
        return rows.Read() ? ReadRecord<StateMachineRecord>(rows) : null;
    }

    public Page<ExecutionSummary> ListExecutions(ExecutionFilter filter, string? after, int count)
    {
        ExecutionPosition position = after is null ? new(long.MaxValue, "") : ExecutionPosition.Parse(after);
        string column = filter.Owner is null ? "machine" : "owner";
        List<object> values = [filter.Owner ?? filter.StateMachineArn, position.StartTicks, position.Arn, count + 1L];
        string conditions = Condition("version", filter.Version) + Condition("alias", filter.Alias)
            + Condition("status", (long?)filter.Status)
            + (filter.Redriven is { } redriven ? $"AND redrives IS {(redriven ? "NOT " : "")}NULL " : "");
        using SqliteDataReader rows =
            _sql[$"{Columns} WHERE {column} = ?1 AND (started, arn) < (?2, ?3) {conditions}ORDER BY started DESC, arn DESC LIMIT ?4"]
                .Query([.. values]);
        return ReadPage(
            rows,
            count,
            static row => new ExecutionPosition(row.GetInt64(4), row.GetString(5)).ToString(),
            row => broken.Read(row.GetString(5), () => ReadExecution(row) is { } record ? ExecutionSummary.Of(record) : null));

        string Condition(string column, object? value)
        {
            if (value is null)
            {
                return "";
            }

            values.Add(value);
            return $"AND {column} = ?{values.Count} ";
        }
    }

    public IReadOnlyList<HistoryEvent> ReadHistory(string executionArn, long? after, int count, long bytes, bool reverse) => InOneMoment(() =>
    {
        if (FindId(executionArn) is not { } id)
        {
            return [];
        }

        List<HistoryEvent> events = [];
        var values = new LargeValues(int.MaxValue, number => ReadValue(id, number));
        using SqliteDataReader rows = reverse
            ? _sql["SELECT key, events FROM history WHERE key >= ?1 AND key < ?2 ORDER BY key DESC"]
                .Query(Schema.Key(id, 0), Schema.Key(id, Math.Clamp(after ?? Schema.LastPart, 0, Schema.LastPart)))
            : _sql[
                """
                SELECT key, events FROM history
                WHERE key >= coalesce((SELECT max(key) FROM history WHERE key BETWEEN ?1 AND ?2), ?1) AND key <= ?3 ORDER BY key
                """]
                .Query(
                    Schema.Key(id, 0), Schema.Key(id, Math.Clamp((after ?? 0) + 1, 0, Schema.LastPart)), Schema.Key(id, Schema.LastPart));
        while (IsWanted() && rows.Read())
        {
            // One by one: what is not answered, with large values that are not loaded yet, is not read.
            JsonList chunk = HistorySerializer.Parse(rows.GetFieldValue<byte[]>(1));
            long first = Schema.Part(rows.GetInt64(0));
            int from = (int)Math.Max(0, reverse || after is null ? 0 : after.Value + 1 - first);
            int to = (int)Math.Min(chunk.Count, reverse && after is not null ? after.Value - first : long.MaxValue);
            for (int i = from; i < to && IsWanted(); i++)
            {
                HistoryEvent e = HistorySerializer.Load(chunk[reverse ? to - 1 - i : i], values);
                events.Add(e);
                bytes -= e.Weight;
            }
        }

        return (IReadOnlyList<HistoryEvent>)events;

        bool IsWanted() => events.Count < count && (bytes >= 0 || events.Count < 2);
    });

    /// <exception cref="FormatException">There is none.</exception>
    /// <summary>A file of a Map Run; <see langword="null"/> where there is none.</summary>
    public byte[]? ReadRunFile(string arn, long number) => _sql[Schema.FindExecution].Scalar(arn) is long id
        ? _sql["SELECT data FROM run_files WHERE key = ?1"].Scalar(Schema.ValueKey(id, number)) as byte[]
        : null;

    public byte[] ReadValue(long execution, int number) =>
        _sql["SELECT data FROM large_values WHERE key = ?1"].Scalar(Schema.ValueKey(execution, number)) as byte[]
        ?? throw new FormatException($"There is no large value {number} of the execution {execution}.");

    /// <param name="readValue">Reads a large value of an execution, later.</param>
    public SavedExecution? LoadExecution(string arn, Func<long, int, byte[]> readValue) => InOneMoment(() =>
    {
        if (FindExecution(arn) is not { } record
            || (record.Status != ExecutionStatus.Running && !record.KeepsState)
            || FindId(arn) is not { } id)
        {
            return null;
        }

        List<byte[]> parts = [];
        using (SqliteDataReader rows = _sql["SELECT data FROM states WHERE key BETWEEN ?1 AND ?2 ORDER BY key"]
            .Query(Schema.Key(id, 0), Schema.Key(id, Schema.LastPart)))
        {
            while (rows.Read())
            {
                parts.Add(rows.GetFieldValue<byte[]>(0));
            }
        }

        object? last = _sql["SELECT max(key) FROM large_values WHERE key BETWEEN ?1 AND ?2"]
            .Scalar(Schema.ValueKey(id, 0), Schema.ValueKey(id, Schema.LastValue));
        int values = last is long key ? (int)(key & Schema.LastValue) + 1 : 0;
        return parts.Count == 0
            ? throw new FormatException($"There is no saved state of {arn}.")
            : new SavedExecution(record, parts[0], parts[1..], new LargeValues(values, number => readValue(id, number)));
    });

    public IReadOnlyList<RestingExecution> ListResting(RestingExecution? after, int count)
    {
        List<RestingExecution> resting = [];
        using SqliteDataReader rows = _sql[
            """
            SELECT arn, wakes, execution FROM resting JOIN executions ON id = execution
            WHERE (wakes, execution) > (?1, ?2) ORDER BY wakes, execution LIMIT ?3
            """]
            .Query(after?.Wakes.UtcTicks ?? 0, after?.Number ?? 0, (long)count);
        while (rows.Read())
        {
            resting.Add(new RestingExecution(rows.GetString(0), new DateTimeOffset(rows.GetInt64(1), TimeSpan.Zero), rows.GetInt64(2)));
        }

        return resting;
    }

    public IReadOnlyList<string> ListAwake() => ReadArns(_sql[
        """
        SELECT arn FROM executions WHERE status = 0 AND NOT EXISTS (SELECT 1 FROM resting WHERE execution = id) ORDER BY started, id
        """].Query());

    public IReadOnlyList<string> ListRunning(string stateMachineArn, int count) =>
        ReadArns(_sql[$"SELECT arn FROM executions WHERE status = 0 AND {Schema.IsOfMachine} LIMIT ?2"].Query(stateMachineArn, count));

    public long CountOpen() => (long)_sql[$"SELECT count(*) FROM executions WHERE {Schema.IsOpen}"].Scalar()!;

    public IReadOnlyList<EndedExecution> ListEnded(EndedExecution? after, DateTimeOffset by, int count)
    {
        List<EndedExecution> ended = [];
        using SqliteDataReader rows = _sql[ListEndedRows].Query(
            after?.StopDate.UtcTicks ?? 0, after?.Number ?? 0, by.UtcTicks, (long)count);
        while (rows.Read())
        {
            ExecutionBeginning? beginning =
                broken.Read(rows.GetString(0), () => ReadRow(() => ExecutionBeginning.Load(rows.GetFieldValue<byte[]>(3))));
            ended.Add(new EndedExecution(
                rows.GetString(0), new DateTimeOffset(rows.GetInt64(1), TimeSpan.Zero), rows.GetInt64(2), beginning?.ParentTask));
        }

        return ended;
    }

    public DateTimeOffset? FindEndBehind(long newer) =>
        _sql["SELECT stopped FROM executions WHERE status <> 0 AND owner IS NULL ORDER BY stopped DESC LIMIT 1 OFFSET ?1"].Scalar(newer) is long ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    public void Dispose() => _sql.Dispose();

    /// <summary>Has all queries see the same.</summary>
    private T InOneMoment<T>(Func<T> read)
    {
        _sql["BEGIN"].Execute();
        try
        {
            return read();
        }
        finally
        {
            _sql["COMMIT"].Execute();
        }
    }

    private static List<string> ReadArns(SqliteDataReader rows)
    {
        List<string> arns = [];
        using (rows)
        {
            while (rows.Read())
            {
                arns.Add(rows.GetString(0));
            }
        }

        return arns;
    }

    /// <summary>A page of rows, of which some may give nothing: what tells where the next page begins is the row.</summary>
    /// <param name="rows">One more than the page has, if there is one.</param>
    private static Page<T> ReadPage<T>(SqliteDataReader rows, int count, Func<SqliteDataReader, string> position, Func<SqliteDataReader, T?> read)
        where T : class
    {
        List<T> items = [];
        string? last = null;
        for (int seen = 0; rows.Read(); seen++)
        {
            if (seen == count)
            {
                return new Page<T>(items, last);
            }

            last = position(rows);
            if (read(rows) is { } item)
            {
                items.Add(item);
            }
        }

        return new Page<T>(items, null);
    }

    private long? FindId(string executionArn) => _sql[Schema.FindExecution].Scalar(executionArn) as long?;

    /// <summary>The record of the row; <see langword="null"/> where its machine was removed just now, and it with it.</summary>
    /// <exception cref="FormatException">The row is broken.</exception>
    private ExecutionRecord? ReadExecution(SqliteDataReader row) => ReadRevision(row.GetInt64(0)) is { } machine
        ? ReadRow(() => ExecutionBeginning.Load(row.GetFieldValue<byte[]>(2)).ToRecord(
            machine, (ExecutionStatus)row.GetInt64(1), row.IsDBNull(3) ? null : ExecutionOutcome.Load(row.GetFieldValue<byte[]>(3))) with
        {
            Version = row.IsDBNull(6) ? null : row.GetInt32(6),
            Alias = row.IsDBNull(7) ? null : row.GetString(7),
            Redrives = row.IsDBNull(8) ? null : ExecutionRedrives.Load(row.GetFieldValue<byte[]>(8)),
        })
        : null;

    /// <summary>Values of another type, or times that there cannot be, are as broken as what is no JSON.</summary>
    private static T ReadRow<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"The row cannot be read: {e.Message}", e);
        }
    }

    private StateMachineRecord? ReadRevision(long id)
    {
        if (cache.Find<StateMachineRecord>(id) is { } known)
        {
            return known;
        }

        using SqliteDataReader rows = _sql["SELECT id, value FROM records WHERE id = ?1"].Query(id);
        return rows.Read() ? ReadRecord<StateMachineRecord>(rows) : null;
    }

    private T ReadRecord<T>(SqliteDataReader row)
        where T : class, IRecord<T>
    {
        long id = row.GetInt64(0);
        return cache.Find<T>(id) ?? cache.Add(id, ReadRow(() => RecordSerializer.Load<T>(row.GetFieldValue<byte[]>(1))));
    }
}
