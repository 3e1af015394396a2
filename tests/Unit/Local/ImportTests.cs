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
