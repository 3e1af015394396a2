using System.Diagnostics;
using FunctionsAsl.Json;
using FunctionsAsl.Local;
using FunctionsAsl.Serving;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Local;

public sealed class TaskTargetTests
{
    private static readonly HttpClient Http = new();

    // Less than the command takes by itself.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("f=cat", """{"a":1.50}""")]
    [InlineData("f=cat > /dev/null; echo '[1]'", "[1]")]
    [InlineData("f=echo 1", "1")]
    [InlineData("f=read x; test \"$x\" = '{\"a\":1.50}' && echo true", "true")]
    public async Task A_command_gets_the_input_and_answers_with_the_result(string task, string result) =>
        Assert.Equal(result, (await Run(task)).ToString());

    [Theory]
    [InlineData("f=echo no luck >&2; exit 3", "TaskFailed", "no luck")]
    [InlineData("f=exit 3", "TaskFailed", "The command ended with exit code 3.")]
    [InlineData("f=echo '{'", "InvalidTaskOutput", "The output of the command is not JSON")]
    [InlineData("f=true", "InvalidTaskOutput", "The output of the command is not JSON")]
    [InlineData("f=head -c 9999999 /dev/zero", "InvalidTaskOutput", "is longer than")]
    [InlineData("f=http://127.0.0.1:1/", "TaskFailed", "http://127.0.0.1:1/ did not answer")]
    public async Task A_task_that_fails_says_how(string task, string error, string cause)
    {
        TaskFailedException e = await Assert.ThrowsAsync<TaskFailedException>(() => Run(task));
        Assert.Equal(error, e.Error);
        Assert.Contains(cause, e.Cause);
    }

    [Fact]
    public async Task A_cancelled_command_is_killed_with_all_it_started()
    {
        // Every process of the command has the pipe open: it ends when the last of them does.
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-task-");
        string pipe = Path.Combine(directory.FullName, "pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        using var cancel = new CancellationTokenSource();
        Task<JsonAny> run = Run($"f=exec 3>'{pipe}'; sleep 600 & echo up >&3; sleep 600", cancel.Token);
        using (StreamReader alive = await Task.Run(() => File.OpenText(pipe)))
        {
            Assert.Equal("up", await alive.ReadLineAsync());
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            Assert.Equal("", await alive.ReadToEndAsync().WaitAsync(Patience));
        }

        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("f")]
    [InlineData("=x")]
    [InlineData("f=")]
    [InlineData("f=http://")]
    public void What_is_no_task_is_refused(string task) => Assert.Throws<UsageException>(() => TaskTarget.Parse(task, Http));

    private static async Task<JsonAny> Run(string task, CancellationToken cancel = default) =>
        await TaskTarget.Parse(task, Http).HandleAsync(JsonMap.Of(("a", JsonAny.Parse("1.50"))), cancel);
}
