using System.Globalization;
using System.Runtime.InteropServices;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Microsoft.Data.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Sqlite;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-store-");

    private string File => Path.Combine(_directory.FullName, "asl.db");

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>What it answers is how long it slept: as it is built, a whole second for each millisecond.</summary>
    [Fact]
    public async Task SQLite_waits_no_longer_than_it_means_to()
    {
        await using var store = new SqliteStore(File);
        Assert.Equal(3, Sleep(3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Answers_what_the_memory_store_answers(int seed)
    {
        var calls = new RandomStoreCalls(seed);
        var oracle = new MemoryStore();
        var store = new SqliteStore(File);
        for (int i = 0; i < 3000; i++)
        {
            Func<IStore, Task<string>> call = calls.Next();
            string expected = await call(oracle);
            Assert.Equal(expected, await call(store));
            if (i % 500 == 499)
            {
                await store.DisposeAsync();
                store = new SqliteStore(File);
            }
        }

        await store.DisposeAsync();
        Assert.True(calls.Kinds >= 14, $"Only {calls.Kinds} kinds of calls were made.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_published_goes_with_its_machine(bool inMemory)
    {
        await using IStore store = inMemory ? new MemoryStore() : new SqliteStore(File);
        StateMachineRecord[] machines = [Sample.StateMachine("m", 0), Sample.StateMachine("m2", 0)];
        List<string> ids = [];
        foreach (StateMachineRecord machine in machines)
        {
            ids.Add(await store.Revisions.Keep(machine, default));
            await store.Records<PublicationRecord>().TryWrite(null, PublicationRecord.Of(machine), default);
        }

        await store.RemoveStateMachine(machines[0].Arn, default);
        Assert.Equal(PublicationRecord.ArnOf(machines[1]), Assert.Single((await store.Records<PublicationRecord>().List("", null, 9, default)).Items).Arn);
        Assert.Null(await store.Revisions.Find(machines[0].Arn, ids[0], default));
        Assert.Equal(machines[1], await store.Revisions.Find(machines[1].Arn, ids[1], default));
    }

    /// <summary>However many have ended, a sweep looks only at those that are to go.</summary>
    [Fact]
    public async Task What_ended_is_found_by_an_index()
    {
        await new SqliteStore(File).DisposeAsync();
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {ReadTables.ListEndedRows}";
        for (int i = 1; i <= 4; i++)
        {
            command.Parameters.AddWithValue($"?{i}", 1L);
        }

        using SqliteDataReader rows = command.ExecuteReader();
        Assert.True(rows.Read());
        Assert.Equal("SEARCH executions USING INDEX executions_by_end (stopped>? AND stopped<?)", rows.GetString(3));
        Assert.False(rows.Read());
    }

    /// <summary>As one comes from elsewhere.</summary>
    [Fact]
    public async Task An_execution_may_be_new_that_was_redriven()
    {
        var redrives = new ExecutionRedrives(2, DateTimeOffset.UnixEpoch.AddDays(1), []);
        ExecutionRecord record = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch) with { Redrives = redrives };
        await using var store = new SqliteStore(File);
        Assert.True(await store.TryAddExecution(new ExecutionStep(record, Sample.History(1, 2), [1], null)));
        Assert.Equal(redrives, (await store.FindExecution(record.Arn, CancellationToken.None))!.Redrives);
    }

    [Fact]
    public async Task Writes_of_many_callers_all_come_through()
    {
        const int Callers = 64, Steps = 20;
        await using (var store = new SqliteStore(File))
        {
            await Parallel.ForAsync(0, Callers, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (caller, _) =>
            {
                ExecutionRecord record = Sample.Execution("m", Name(caller), DateTimeOffset.UnixEpoch);
                Assert.True(await store.TryAddExecution(new ExecutionStep(record, Sample.History(1, 2), [1], null)));
                for (int step = 1; step < Steps; step++)
                {
                    await store.SaveExecution(new ExecutionStep(record, Sample.History(1 + (2 * step), 2), null, [(byte)step]));

                    // Whoever was answered sees what was written.
                    Assert.Equal(2 * (step + 1), (await store.ReadHistory(record.Arn, null, 1000, long.MaxValue, true, default))[0].Id);
                }
            });
        }

        await using var reopened = new SqliteStore(File);
        Assert.Equal(Callers, (await reopened.ListAwake()).Count);
        for (int caller = 0; caller < Callers; caller++)
        {
            string arn = Sample.Execution("m", Name(caller), default).Arn;
            Assert.Equal(
                Enumerable.Range(1, 2 * Steps).Select(id => (long)id),
                (await reopened.ReadHistory(arn, null, 1000, long.MaxValue, false, default)).Select(e => e.Id));
            Assert.Equal(
                Enumerable.Range(1, Steps - 1).Select(step => (byte)step),
                (await reopened.LoadExecution(arn))!.Changes.Select(e => e[0]));
        }

        static string Name(int caller) => caller.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_write_that_fails_does_not_fail_those_beside_it()
    {
        await using var store = new SqliteStore(File);
        ExecutionRecord record = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch);
        await store.TryAddExecution(new ExecutionStep(record, Sample.History(1, 3), [1], null));

        // All in one go, so that they share transactions.
        List<Task> good = [];
        List<Task> bad = [];
        for (int i = 0; i < 50; i++)
        {
            ExecutionRecord other = Sample.Execution("m", $"o{i}", DateTimeOffset.UnixEpoch);
            good.Add(store.TryAddExecution(new ExecutionStep(other, Sample.History(1, 1), [1], null)).AsTask());
            bad.Add(store.SaveExecution(new ExecutionStep(record, Sample.History(i % 3 == 0 ? 7 : i % 3, 2), null, null)).AsTask());
        }

        await Task.WhenAll(good);
        foreach (Task task in bad)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => task);
        }

        Assert.Equal(3, (await store.ReadHistory(record.Arn, null, 10, long.MaxValue, false, default)).Count);
        Assert.Equal(51, (await store.ListAwake()).Count);
    }

    [Fact]
    public async Task A_copy_made_at_any_moment_has_every_answered_write()
    {
        await using var store = new SqliteStore(File);
        ExecutionRecord record = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch);
        await store.TryAddExecution(new ExecutionStep(record, Sample.History(1, 1), [1], null));
        long answered = 1;
        using var done = new CancellationTokenSource();
        using var progress = new SemaphoreSlim(0);
        Task writing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await store.SaveExecution(new ExecutionStep(record, Sample.History(answered + 1, 1), null, [1]));
                Interlocked.Increment(ref answered);
                progress.Release();
            }
        });

        for (int i = 0; i < 10; i++)
        {
            // Some more writes than one commit takes in.
            for (int write = 0; write < 20; write++)
            {
                Assert.NotSame(writing, await Task.WhenAny(writing, progress.WaitAsync()));
            }

            long before = Interlocked.Read(ref answered);
            string copy = Path.Combine(_directory.FullName, $"copy{i}.db");

            // What the system would have after the death of the process: the log may have grown on while it is copied, and end torn.
            System.IO.File.Copy(File, copy);
            System.IO.File.Copy(File + "-wal", copy + "-wal");
            await using var opened = new SqliteStore(copy);
            IReadOnlyList<HistoryEvent> history = await opened.ReadHistory(record.Arn, null, 100_000, long.MaxValue, false, default);
            Assert.True(history.Count >= before, $"{history.Count} of {before} events are there.");
            Assert.Equal(Enumerable.Range(1, history.Count).Select(id => (long)id), history.Select(e => e.Id));
            Assert.Equal(history.Count - 1, (await opened.LoadExecution(record.Arn))!.Changes.Count);
        }

        await done.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_long_history_is_stored_in_pieces_and_read_in_pages()
    {
        await using var store = new SqliteStore(File);
        ExecutionRecord record = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch);
        await store.TryAddExecution(new ExecutionStep(record, Sample.History(1, 3000), [1], null));

        Assert.True(Count("history") > 1);
        Assert.Equal([1500L, 1501], (await store.ReadHistory(record.Arn, 1499, 2, long.MaxValue, false, default)).Select(e => e.Id));
        Assert.Equal([1499L, 1498], (await store.ReadHistory(record.Arn, 1500, 2, long.MaxValue, true, default)).Select(e => e.Id));
    }

    /// <summary>faults.md R7: what will not be answered is not read.</summary>
    [Fact]
    public async Task A_heavy_history_is_read_as_far_as_it_is_wanted()
    {
        await using var store = new SqliteStore(File);
        ExecutionRecord record = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch);
        HistoryEvent[] events = [.. Enumerable.Range(1, 20).Select(id => Passing(new string('x', 10_000), id)[0])];
        await store.TryAddExecution(new ExecutionStep(record, events, [1], null, store.NewValues()));

        Assert.Equal([3L, 4, 5, 6], (await store.ReadHistory(record.Arn, 2, 10, 35_000, false, default)).Select(e => e.Id));
        Assert.Equal([20L, 19, 18, 17], (await store.ReadHistory(record.Arn, null, 10, 35_000, true, default)).Select(e => e.Id));
        Assert.Equal([1L, 2], (await store.ReadHistory(record.Arn, null, 10, 0, false, default)).Select(e => e.Id));
    }

    [Fact]
    public async Task A_payload_that_is_passed_on_is_stored_once_also_after_a_restart()
    {
        JsonAny payload = new JsonString(new string('x', 200_000));
        StateMachineRecord machine = Sample.StateMachine("m", 1);
        ExecutionRecord record = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch) with { StateMachine = machine };
        await using (var store = new SqliteStore(File))
        {
            await store.Records<StateMachineRecord>().TryWrite(null, machine, default);
            LargeValues values = store.NewValues();
            JsonAny inState = values.Encode(payload);
            await store.TryAddExecution(new ExecutionStep(record, Passing(payload, 1), inState.ToUtf8(), null, values));
            await store.SaveExecution(new ExecutionStep(record, Passing(payload, 2), null, [1], values));
        }

        await using (var store = new SqliteStore(File))
        {
            SavedExecution saved = (await store.LoadExecution(record.Arn))!;
            JsonAny loaded = saved.Values!.Decode(JsonAny.Parse(saved.Snapshot));
            Assert.Equal(payload, loaded);
            await store.SaveExecution(new ExecutionStep(record, Passing(loaded, 3), null, null, saved.Values));
            await store.SaveExecution(new ExecutionStep(record, Passing(new string('y', 2000), 4), null, null, saved.Values));

            Assert.Equal(2, Count("large_values"));
            Assert.Equal(0, Count("history WHERE length(events) > 300"));
            IReadOnlyList<HistoryEvent> history = await store.ReadHistory(record.Arn, null, 10, long.MaxValue, false, default);
            Assert.Equal([200_000, 200_000, 200_000, 2000], history.Select(e => ((JsonString)((JsonMap)e.Details!["input"]!)["p"]!).Value.Length));
            await store.RemoveStateMachine(machine.Arn, default);
            Assert.Equal(0, Count("large_values"));
        }
    }

    [Fact]
    public async Task Nothing_is_left_of_a_removed_machine()
    {
        await using var store = new SqliteStore(File);
        StateMachineRecord machine = Sample.StateMachine("m", 1);
        await store.Records<StateMachineRecord>().TryWrite(null, machine, default);
        for (int i = 0; i < 450; i++)
        {
            ExecutionRecord record = Sample.Execution("m", $"e{i}", DateTimeOffset.UnixEpoch) with { StateMachine = machine };
            await store.TryAddExecution(new ExecutionStep(record, Sample.History(1, 1), [1], null));
            await store.SaveExecution(new ExecutionStep(record, [], null, [2]));
        }

        await store.RemoveStateMachine(machine.Arn, default);

        Assert.Equal([0L, 0, 0, 0], new[] { "records", "executions", "history", "states" }.Select(Count));
    }

    [Fact]
    public async Task A_definition_is_the_same_instance_whoever_asks()
    {
        await using var store = new SqliteStore(File);
        await store.Records<StateMachineRecord>().TryWrite(null, Sample.StateMachine("m", 1), default);
        StateMachineRecord machine = (await store.Records<StateMachineRecord>().Find(Sample.StateMachine("m", 1).Arn, default))!;
        ExecutionRecord record = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch) with { StateMachine = machine };
        await store.TryAddExecution(new ExecutionStep(record, [], [1], null));

        Assert.Same(machine.Definition, (await store.Records<StateMachineRecord>().Find(machine.Arn, default))!.Definition);
        Assert.Same(machine.Definition, (await store.LoadExecution(record.Arn))!.Record.StateMachine.Definition);
        Assert.Equal(1, Count("records WHERE kind = 'revisions'"));
    }

    [Fact]
    public async Task A_file_is_held_by_one_store_at_a_time()
    {
        await using (new SqliteStore(File))
        {
            Assert.Contains("in use by another process", Assert.Throws<DataFileException>(() => new SqliteStore(File)).Message);
        }

        await using var again = new SqliteStore(File);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await using (new SqliteStore(File))
        {
        }

        Execute("PRAGMA user_version = 99");
        Assert.Contains("newer version", Assert.Throws<DataFileException>(() => new SqliteStore(File)).Message);
    }

    [Fact]
    public void A_file_of_something_else_is_refused()
    {
        Execute("CREATE TABLE t (x)");
        Assert.Contains("not one of asl", Assert.Throws<DataFileException>(() => new SqliteStore(File)).Message);
    }

    [Fact]
    public void A_broken_file_is_refused()
    {
        System.IO.File.WriteAllText(File, new string('x', 10_000));
        Assert.Contains("cannot be used as a data file", Assert.Throws<DataFileException>(() => new SqliteStore(File)).Message);
    }

    private static HistoryEvent[] Passing(JsonAny payload, long id) =>
        [new(id, id - 1, DateTimeOffset.UnixEpoch, HistoryEventType.PassStateEntered, JsonMap.Of(("input", JsonMap.Of(("n", id), ("p", payload)))))];

    private long Count(string table)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_sleep", CallingConvention = CallingConvention.Cdecl)]
    private static extern int Sleep(int milliseconds);
}
