using FunctionsAsl.Local.Transfer;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.Local;

public sealed class ImportTests
{
    private const string Machine =
        """{"stateMachine":{"stateMachineArn":"arn:m","name":"m","type":"STANDARD","definition":"{}","roleArn":"r","creationDate":1},"tags":[],"versions":[],"aliases":[]}""";

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1000);

    private static ServiceOptions Options => new() { Clock = new VirtualClock(Now) };

    /// <summary>Five executions, which ended one to five days ago.</summary>
    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(2.5, null, 3)]
    [InlineData(null, 4L, 1)]
    [InlineData(null, 9L, 0)]
    [InlineData(4.5, 1L, 4)]
    public async Task What_retention_removes_is_counted(double? days, long? count, int expected)
    {
        (Import import, _) = await ImportAsync([.. Enumerable.Range(1, 5).Select(static day => Execution($"e{day}", Now.AddDays(-day)))]);

        Assert.Equal(5, import.Executions);
        Assert.Equal(expected, await import.CountExpiredAsync(Options with
        {
            Retention = days is { } age ? TimeSpan.FromDays(age) : null,
            RetentionCount = count,
        }));
    }

    /// <summary>Nobody sees the one without the other, whenever the import is cut off.</summary>
    [Fact]
    public async Task A_redrive_comes_with_its_execution()
    {
        (_, List<ExecutionStep> steps) = await ImportAsync(Execution("e", Now, "\"redriveCount\":2,\"redriveDate\":86400000,"));

        Assert.Equal(new ExecutionRedrives(2, Now, []), Assert.Single(steps).Record.Redrives);
    }

    [Fact]
    public async Task The_number_of_a_version_that_was_deleted_is_not_given_out_again()
    {
        var store = new MemoryStore();
        const string Arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
        string[] lines = [Machine, Execution("a", Now, "\"stateMachineVersionArn\":\"arn:m:2\","), Execution("b", Now, "\"stateMachineVersionArn\":\"arn:m:3\",")];
        for (int i = 0; i < 2; i++)
        {
            await new Import(store).ReadAsync(new StringReader(string.Join('\n', lines).Replace("arn:m", Arn, StringComparison.Ordinal)), CancellationToken.None);
            StateMachineRecord machine = (await store.Records<StateMachineRecord>().Find(Arn, default))!;
            Assert.Equal(3, (await store.Records<PublicationRecord>().Find(PublicationRecord.ArnOf(machine), default))!.LastVersion);
        }
    }

    private static async Task<(Import Import, List<ExecutionStep> Steps)> ImportAsync(params string[] executions)
    {
        List<ExecutionStep> steps = [];
        var import = new Import(new MemoryStore { Saved = steps.Add });
        await import.ReadAsync(new StringReader(string.Join('\n', [Machine, .. executions])), CancellationToken.None);
        return (import, steps);
    }

    private static string Execution(string name, DateTimeOffset end, string more = "") =>
        $$$"""{"execution":{"executionArn":"arn:m:{{{name}}}","name":"{{{name}}}","stateMachineArn":"arn:m","status":"FAILED",{{{more}}}"startDate":1,"stopDate":{{{end.ToUnixTimeSeconds()}}}},"definition":{"definition":"{}","roleArn":"r"},"history":[]}""";
}
