using FunctionsAsl.Core.Execution;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;
using Microsoft.Data.Sqlite;
using Xunit;

namespace FunctionsAsl.Unit.Sqlite;

public sealed class DataFileLookTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-look-");

    private string File => Path.Combine(_directory.FullName, "asl.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task What_a_file_holds_is_told_while_a_store_has_it()
    {
        await using SqliteStore store = await FillAsync();
        using var look = DataFileLook.Open(File);

        DataFileStatus status = look.Status(Now);

        Assert.Equal((3L, 1L, 0L), (status.Executions[ExecutionStatus.Running], status.Executions[ExecutionStatus.Succeeded], status.Executions[ExecutionStatus.Failed]));
        Assert.Equal((2L, 1L, Now.AddHours(1)), (status.Waiting, status.Due, status.Wakes));
        Assert.Equal(1L, Assert.Single(status.Records, static record => record.Key == "machines").Value);
        Assert.True(status.Bytes > 0);
    }

    [Fact]
    public async Task A_copy_is_the_file_at_one_moment()
    {
        string copy = Path.Combine(_directory.FullName, "new", "copy.db");
        await using (SqliteStore store = await FillAsync())
        {
            using (var look = DataFileLook.Open(File))
            {
                look.BackUp(copy);
            }

            await store.TryAddExecution(new ExecutionStep(Sample.Execution("m", "later", Now), Sample.History(1, 2), [1], null));
        }

        await using var copied = new SqliteStore(copy);
        ExecutionRecord first = Sample.Execution("m", "a", DateTimeOffset.UnixEpoch);
        Assert.Equal(first, await copied.FindExecution(first.Arn, default));
        Assert.Equal(4, (await copied.ReadHistory(first.Arn, null, 9, long.MaxValue, false, default)).Count);
        Assert.Equal([7], (await copied.LoadExecution(first.Arn))!.Snapshot);
        Assert.Null(await copied.FindExecution(Sample.Execution("m", "later", Now).Arn, default));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(copy));
        }
    }

    [Fact]
    public async Task No_file_is_written_over()
    {
        string there = Path.Combine(_directory.FullName, "there");
        await System.IO.File.WriteAllTextAsync(there, "mine");
        await using SqliteStore store = await FillAsync();
        using var look = DataFileLook.Open(File);

        Assert.Contains("is there already", Assert.Throws<DataFileException>(() => look.BackUp(there)).Message, StringComparison.Ordinal);
        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(there));
        Assert.DoesNotContain(_directory.GetFiles(), static file => file.Name.EndsWith("-new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_file_of_this_version_is_refused()
    {
        Assert.Contains("There is no data file", Refusal(File), StringComparison.Ordinal);
        string text = Path.Combine(_directory.FullName, "text");
        await System.IO.File.WriteAllTextAsync(text, new string('x', 5000));
        Assert.Contains("cannot be read", Refusal(text), StringComparison.Ordinal);
        string empty = Path.Combine(_directory.FullName, "empty");
        await System.IO.File.WriteAllBytesAsync(empty, []);
        Assert.Contains("is empty", Refusal(empty), StringComparison.Ordinal);
        await new SqliteStore(File).DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        Assert.Contains("was written by an older version", Refusal(File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_told_of()
    {
        await (await FillAsync()).DisposeAsync();
        using (FileStream file = System.IO.File.OpenWrite(File))
        {
            // Behind the page that has the schema.
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xff, (int)file.Length - 4096).ToArray());
        }

        using var look = DataFileLook.Open(File);
        Assert.Contains("cannot be read", Assert.Throws<DataFileException>(() => look.Status(Now)).Message, StringComparison.Ordinal);
    }

    private static string Refusal(string path) => Assert.Throws<DataFileException>(() => DataFileLook.Open(path)).Message;

    private async Task<SqliteStore> FillAsync()
    {
        var store = new SqliteStore(File);
        await store.Records<StateMachineRecord>().TryWrite(null, Sample.StateMachine("m", 0), default);
        foreach (string name in (string[])["a", "b", "c", "d"])
        {
            ExecutionRecord record = Sample.Execution("m", name, DateTimeOffset.UnixEpoch);
            await store.TryAddExecution(new ExecutionStep(record, Sample.History(1, 4), [7], null));
            if (name == "d")
            {
                await store.SaveExecution(new ExecutionStep(record with { Status = ExecutionStatus.Succeeded, Output = "1", StopDate = Now }, [], null, null));
            }
        }

        await store.Rest(Sample.Execution("m", "a", default).Arn, Now);
        await store.Rest(Sample.Execution("m", "b", default).Arn, Now.AddHours(1));
        return store;
    }
}
