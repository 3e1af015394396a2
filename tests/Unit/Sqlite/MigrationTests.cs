using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Microsoft.Data.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Sqlite;

/// <summary>A data file with the tables of release 8e0147c, and records as it wrote them.</summary>
public sealed class MigrationTests : IDisposable
{
    private const string Machine =
        """{"arn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","name":"m","definition":"{\"Comment\":\"{0}é😀\"}","roleArn":"arn:aws:iam::123456789012:role/r","type":"STANDARD","status":"ACTIVE","creationDate":621355968000000000,"revisionId":"r","updateDate":621355968010000000,"loggingConfiguration":{"level":"OFF"},"tags":{"b":"1","a":"2"}}""";

    private const string Activity =
        """{"arn":"arn:aws:states:us-east-1:123456789012:activity:a","name":"a","creationDate":621355968000000000,"encryptionConfiguration":{"type":"AWS_OWNED_KEY"},"tags":{}}""";

    private const string Beginning =
        """{"arn":"arn:aws:states:us-east-1:123456789012:execution:m:e","name":"e","stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:m","startDate":621355968000000000,"input":"{ \"x\": 1.0 }","traceHeader":"t","parentTask":"p#1","testCase":"c"}""";

    private const string Old =
        """
        CREATE TABLE revisions (id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, machine TEXT NOT NULL, record BLOB NOT NULL);
        CREATE INDEX revisions_by_machine ON revisions (machine);
        CREATE TABLE machines (arn TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE activities (arn TEXT PRIMARY KEY, record BLOB NOT NULL);
        CREATE TABLE executions (
            id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, revision INTEGER NOT NULL, status INTEGER NOT NULL,
            started INTEGER NOT NULL, outcome BLOB, beginning BLOB NOT NULL);
        CREATE INDEX executions_by_start ON executions (machine, started DESC, arn DESC);
        CREATE INDEX executions_by_status ON executions (machine, status, started DESC, arn DESC);
        CREATE INDEX executions_running ON executions (machine) WHERE status = 0;
        CREATE TABLE history (key INTEGER PRIMARY KEY, count INTEGER NOT NULL, events BLOB NOT NULL);
        CREATE TABLE states (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
        INSERT INTO revisions VALUES
            (3, x'AB01', 'arn:aws:states:us-east-1:123456789012:stateMachine:m', CAST(@old AS BLOB)),
            (7, x'AB02', 'arn:aws:states:us-east-1:123456789012:stateMachine:m', CAST(@new AS BLOB));
        INSERT INTO machines VALUES ('arn:aws:states:us-east-1:123456789012:stateMachine:m', 7);
        INSERT INTO activities VALUES ('arn:aws:states:us-east-1:123456789012:activity:a', CAST(@activity AS BLOB));
        INSERT INTO executions VALUES
            (1, 'arn:aws:states:us-east-1:123456789012:execution:m:e', 'arn:aws:states:us-east-1:123456789012:stateMachine:m', 3, 0,
            621355968000000000, NULL, CAST(@beginning AS BLOB));
        INSERT INTO states VALUES (1 << 20, x'01');
        PRAGMA application_id = 0x41534C53;
        PRAGMA user_version = 2;
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-migration-");

    private string File => Path.Combine(_directory.FullName, "asl.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_file_of_release_8e0147c_opens_with_all_that_is_in_it()
    {
        Execute(Old);
        for (int openings = 0; openings < 2; openings++)
        {
            await using var store = new SqliteStore(File);
            StateMachineRecord machine = Assert.Single((await store.Records<StateMachineRecord>().List("", null, 10, default)).Items);
            Assert.Equal(machine, await store.Records<StateMachineRecord>().Find(machine.Arn, default));
            Assert.Equal("""{"Comment":"newé😀"}""", machine.Definition);
            Assert.Equal(("r", """{"b":"1","a":"2"}"""), (machine.RevisionId, machine.Tags.ToString()));
            ActivityRecord activity = Assert.Single((await store.Records<ActivityRecord>().List("", null, 10, default)).Items);
            Assert.Equal(DateTimeOffset.UnixEpoch, activity.CreationDate);

            SavedExecution saved = (await store.LoadExecution(Assert.Single(await store.ListAwake())))!;
            Assert.Equal("""{"Comment":"oldé😀"}""", saved.Record.StateMachine.Definition);
            Assert.Equal(("""{ "x": 1.0 }""", "p#1", "c"), (saved.Record.Input, saved.Record.ParentTask, saved.Record.TestCase));
        }
    }

    [Fact]
    public async Task What_it_holds_can_be_changed_and_removed()
    {
        Execute(Old);
        await using var store = new SqliteStore(File);
        IRecords<StateMachineRecord> machines = store.Records<StateMachineRecord>();
        string arn = Sample.StateMachine("m", 0).Arn;
        StateMachineRecord changed = (await machines.Change(arn, static m => m with { RoleArn = "other" }, default))!;
        Assert.Equal(changed, await machines.Find(arn, default));
        ExecutionRecord added = Sample.Execution("m", "new", DateTimeOffset.UnixEpoch) with { StateMachine = changed };
        Assert.True(await store.TryAddExecution(new ExecutionStep(added, [], [1], [])));
        Assert.Equal("other", (await store.FindExecution(added.Arn, default))!.StateMachine.RoleArn);
        Assert.Equal(5L, Count("records"));

        // What was there before runs no version; what comes may.
        ExecutionRecord versioned = Sample.Execution("m", "versioned", DateTimeOffset.UnixEpoch) with { Version = 1, Alias = "PROD" };
        Assert.True(await store.TryAddExecution(new ExecutionStep(versioned with { StateMachine = changed }, [], [1], [])));
        Assert.Equal(3, (await store.ListExecutions(new ExecutionFilter(arn), null, 10, default)).Items.Count);
        foreach (ExecutionFilter filter in (ExecutionFilter[])[new(arn, Version: 1), new(arn, Alias: "PROD")])
        {
            Assert.Equal("versioned", Assert.Single((await store.ListExecutions(filter, null, 10, default)).Items).Name);
        }

        await store.RemoveStateMachine(arn, default);
        Assert.Equal((1L, 0L), (Count("records"), Count("executions")));
    }

    [Fact]
    public async Task What_had_ended_before_is_known_by_its_end_and_what_is_broken_by_its_start()
    {
        Execute(Old);
        Execute(
            """
            INSERT INTO executions SELECT id + 1, arn || '1', machine, revision, 1, started,
                CAST('{"stopDate":621355968030000000,"output":[{"stopDate":1}]}' AS BLOB), beginning FROM executions WHERE id = 1;
            INSERT INTO executions SELECT id + 2, arn || '2', machine, revision, 2, started + 10000000, x'00FF', x'00' FROM executions WHERE id = 1;
            """);
        await using var store = new SqliteStore(File);
        IReadOnlyList<EndedExecution> ended = await store.ListEnded(null, DateTimeOffset.MaxValue, 10);
        Assert.Equal(
            [("e2", DateTimeOffset.UnixEpoch.AddSeconds(1), null), ("e1", DateTimeOffset.UnixEpoch.AddSeconds(3), "p#1")],
            ended.Select(static e => (e.Arn[(e.Arn.LastIndexOf(':') + 1)..], e.StopDate, e.ParentTask)));
        foreach (EndedExecution execution in ended)
        {
            await store.RemoveExecution(execution.Arn, execution.StopDate.AddTicks(-1));
            Assert.NotEmpty(await store.ListEnded(null, execution.StopDate, 10));
            await store.RemoveExecution(execution.Arn, execution.StopDate);
        }

        Assert.Equal((1L, 1L), (Count("executions"), Count("states")));
    }

    [Fact]
    public async Task A_broken_record_says_where()
    {
        Execute(Old);
        Execute("UPDATE activities SET record = CAST(replace(CAST(record AS TEXT), '621355968000000000', '\"now\"') AS BLOB)");
        await using var store = new SqliteStore(File);
        FormatException e = await Assert.ThrowsAsync<FormatException>(
            async () => await store.Records<ActivityRecord>().Find(Sample.Activity("a", 0).Arn, default));
        Assert.Contains("$.creationDate", e.Message);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@old", Machine.Replace("{0}", "old", StringComparison.Ordinal));
        command.Parameters.AddWithValue("@new", Machine.Replace("{0}", "new", StringComparison.Ordinal));
        command.Parameters.AddWithValue("@activity", Activity);
        command.Parameters.AddWithValue("@beginning", Beginning);
        command.ExecuteNonQuery();
    }

    private long Count(string table)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }
}
