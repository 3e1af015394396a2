using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Microsoft.Data.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Sqlite;

/// <summary>Files that cannot be used, or are broken in part (faults.md R9).</summary>
public sealed class DataFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-data-file-");

    private string Path => System.IO.Path.Combine(_directory.FullName, "asl.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_version_that_there_is_not_is_refused(int version)
    {
        await CreateAsync();
        Execute($"PRAGMA user_version = {version}");

        Assert.Contains($"schema is {version}", Refusal(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbolic_link_is_the_file_it_leads_to()
    {
        await CreateAsync();
        await using var store = new SqliteStore(Path);
        string symbolic = Path + "-symbolic";
        File.CreateSymbolicLink(symbolic, Path);
        Assert.Contains("is in use", Refusal(symbolic), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file_is_refused()
    {
        Directory.CreateDirectory(Path);
        Assert.Contains("cannot be used", Refusal(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_owner_can_read_what_is_new()
    {
        if (OperatingSystem.IsWindows())
        {
            // Rights are of another kind there.
            return;
        }

        await using var store = new SqliteStore(Path);
        await store.Records<ActivityRecord>().TryWrite(null, Activity("a"), default);

        string[] files = Directory.GetFiles(_directory.FullName);
        Assert.Equal(4, files.Length);
        foreach (string file in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_damaged_page_is_reported_at_the_start()
    {
        await CreateAsync();
        await using (var store = new SqliteStore(Path))
        {
            for (int i = 0; i < 200; i++)
            {
                await Add(store, $"{i:D80}");
            }
        }

        byte[] file = await File.ReadAllBytesAsync(Path);
        long page = Number("SELECT rootpage FROM sqlite_schema WHERE name = 'executions_by_start'");
        file.AsSpan((int)(page - 1) * 4096, 4096).Fill(0x5A);
        await File.WriteAllBytesAsync(Path, file);

        Assert.Contains("damaged: ", Refusal(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_page_that_a_write_meets_is_reported_with_the_file_and_what_to_do()
    {
        await CreateAsync();
        long page = Number("SELECT rootpage FROM sqlite_schema WHERE name = 'executions_by_start'");
        await using (FileStream file = File.OpenWrite(Path))
        {
            file.Position = (page - 1) * 4096;
            file.Write(Enumerable.Repeat((byte)0x5A, 4096).ToArray());
            // So large a file is not looked through at the start.
            file.SetLength(65 * 1024 * 1024);
        }

        await using var store = new SqliteStore(Path);
        string told = (await Assert.ThrowsAsync<DataFileException>(() => Add(store, "a"))).Message;
        Assert.StartsWith($"{Path} cannot be used as a data file: ", told, StringComparison.Ordinal);
        Assert.Contains("Start with a copy", told, StringComparison.Ordinal);

        // What does not need the page goes on.
        Assert.True(await store.Records<ActivityRecord>().TryWrite(null, Activity("a"), default));
    }

    [Fact]
    public async Task A_broken_row_costs_only_itself()
    {
        await using (var store = new SqliteStore(Path))
        {
            foreach (string name in (string[])["a", "b", "c"])
            {
                await store.Records<ActivityRecord>().TryWrite(null, Activity(name), default);
                await Add(store, name);
            }
        }

        Execute("UPDATE records SET value = X'00' WHERE kind = 'activities' AND key LIKE '%:b'");
        Execute("UPDATE executions SET beginning = 'no blob' WHERE arn LIKE '%:b'");
        await using (var store = new SqliteStore(Path))
        {
            Page<ActivityRecord> first = await store.Records<ActivityRecord>().List("", null, 2, default);
            Page<ActivityRecord> second = await store.Records<ActivityRecord>().List("", first.Next, 2, default);
            string machine = Sample.StateMachine("m", 1).Arn;
            Page<ExecutionSummary> newest = await store.ListExecutions(new(machine), null, 2, default);
            Page<ExecutionSummary> oldest = await store.ListExecutions(new(machine), newest.Next, 2, default);

            Assert.Equal(["a"], first.Items.Select(static r => r.Name));
            Assert.Equal(["c"], second.Items.Select(static r => r.Name));
            Assert.Null(second.Next);
            Assert.Equal(["a", "c"], newest.Items.Concat(oldest.Items).Select(static e => e.Name).Order());
            string broken = (await store.ListAwake()).Single(static arn => arn.EndsWith(":b", StringComparison.Ordinal));
            await Assert.ThrowsAsync<FormatException>(async () => await store.LoadExecution(broken));
        }
    }

    [Fact]
    public async Task Deleting_makes_the_file_smaller()
    {
        await using (var store = new SqliteStore(Path))
        {
            StateMachineRecord machine = Sample.StateMachine("m", 1);
            await store.Records<StateMachineRecord>().TryWrite(null, machine, default);
            for (int i = 0; i < 20; i++)
            {
                await Add(store, $"{i}", 200_000);
            }

            await store.RemoveStateMachine(machine.Arn, default);
        }

        Assert.InRange(new FileInfo(Path).Length, 1, 200_000);
    }

    private static ActivityRecord Activity(string name) => new()
    {
        Arn = $"arn:aws:states:us-east-1:123456789012:activity:{name}",
        Name = name,
        CreationDate = DateTimeOffset.UnixEpoch,
    };

    private static async Task Add(SqliteStore store, string name, int bytes = 1)
    {
        ExecutionRecord record = Sample.Execution("m", name, DateTimeOffset.UnixEpoch);
        await store.TryAddExecution(new ExecutionStep(record, [], new byte[bytes], null));
    }

    private async Task CreateAsync() => await new SqliteStore(Path).DisposeAsync();

    private static string Refusal(string path) => Assert.Throws<DataFileException>(() => new SqliteStore(path)).Message;

    private void Execute(string sql)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }
}
