using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Service;

public sealed class QuotaTests : IAsyncDisposable
{
    private const string Machine = "arn:aws:states:us-east-1:123456789012:stateMachine:a";

    private readonly VirtualClock _clock = new();
    private readonly InProcessService _service;

    public QuotaTests() => _service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions
    {
        Service = new ServiceOptions
        {
            Clock = _clock,
            Quotas = new Quotas { StateMachines = 2, Activities = 2, Tags = 1, Versions = 1, Aliases = 1 },
        },
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Machines_are_counted_and_one_that_goes_makes_room()
    {
        Assert.Equal("", await CreateMachineAsync("a"));
        Assert.Equal("", await CreateMachineAsync("b"));
        Assert.Equal("", await CreateMachineAsync("a"));
        Assert.Equal("StateMachineLimitExceeded", await CreateMachineAsync("c"));
        Assert.Equal("", await CallAsync("DeleteStateMachine", ("stateMachineArn", Machine)));
        Assert.Equal("", await CreateMachineAsync("c"));
        Assert.Equal("StateMachineLimitExceeded", await CreateMachineAsync("a"));
    }

    [Fact]
    public async Task Activities_are_counted_and_one_that_goes_makes_room()
    {
        foreach (string name in (string[])["a", "b", "a"])
        {
            Assert.Equal("", await CallAsync("CreateActivity", ("name", name)));
        }

        Assert.Equal("ActivityLimitExceeded", await CallAsync("CreateActivity", ("name", "c")));
        Assert.Equal("", await CallAsync("DeleteActivity", ("activityArn", "arn:aws:states:us-east-1:123456789012:activity:b")));
        Assert.Equal("", await CallAsync("CreateActivity", ("name", "c")));
    }

    [Fact]
    public async Task A_machine_has_no_more_versions_aliases_and_tags_than_that()
    {
        await CreateMachineAsync("a");
        Assert.Equal("", await CallAsync("PublishStateMachineVersion", ("stateMachineArn", Machine)));
        Assert.Equal("", await CallAsync("UpdateStateMachine", ("stateMachineArn", Machine), ("roleArn", ServiceFixture.Role + "2")));
        Assert.Equal("ServiceQuotaExceededException", await CallAsync("PublishStateMachineVersion", ("stateMachineArn", Machine)));
        JsonList routes = JsonList.Of([JsonMap.Of(("stateMachineVersionArn", Machine + ":1"), ("weight", 100))]);
        Assert.Equal("", await CallAsync("CreateStateMachineAlias", ("name", "x"), ("routingConfiguration", routes)));
        Assert.Equal("ServiceQuotaExceededException", await CallAsync("CreateStateMachineAlias", ("name", "y"), ("routingConfiguration", routes)));
        JsonList tags = JsonList.Of([JsonMap.Of(("key", "k"), ("value", "v")), JsonMap.Of(("key", "l"), ("value", "v"))]);
        Assert.Equal("TooManyTags", await CallAsync("TagResource", ("resourceArn", Machine), ("tags", tags)));
    }

    /// <summary>A large quota is counted at most once in ten seconds, and else once in ten minutes.</summary>
    [Fact]
    public async Task Requests_do_not_count()
    {
        const int Most = 2500;
        var records = new CountedRecords();
        var quota = new RecordQuota<ActivityRecord>(records, Most, _clock, "E", "things");
        records.Count = Most - 2;
        await quota.Take(default);
        await quota.Take(default);
        Assert.Equal(3, records.Pages);
        records.Count = Most;
        await Assert.ThrowsAsync<ApiException>(async () => await quota.Take(default));
        Assert.Equal(3, records.Pages);
        records.Count = 0;
        _clock.Advance(TimeSpan.FromSeconds(10));
        for (int i = 0; i < 100; i++)
        {
            await quota.Take(default);
        }

        Assert.Equal(4, records.Pages);
        _clock.Advance(TimeSpan.FromMinutes(10));
        await quota.Take(default);
        Assert.Equal(5, records.Pages);
    }

    private Task<string> CreateMachineAsync(string name) =>
        CallAsync("CreateStateMachine", ("name", name), ("definition", ServiceFixture.Definition), ("roleArn", ServiceFixture.Role));

    /// <returns>The refusal; empty where there is none.</returns>
    private async Task<string> CallAsync(string operation, params (string, JsonAny)[] request)
    {
        ApiResponse answer = await _service.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(JsonMap.Of(request).ToString()), CancellationToken.None);
        return answer.ErrorType ?? "";
    }

    /// <summary>Records that are only counted.</summary>
    private sealed class CountedRecords : IRecords<ActivityRecord>
    {
        public int Count { get; set; }

        public int Pages { get; private set; }

        public ValueTask<ActivityRecord?> Find(string arn, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<bool> TryWrite(ActivityRecord? expected, ActivityRecord record, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask Remove(string arn, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Page<ActivityRecord>> List(string prefix, string? after, int count, CancellationToken cancel)
        {
            Pages++;
            int from = int.Parse(after ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            int some = Math.Min(count, Count - from);
            ActivityRecord[] items = [.. Enumerable.Range(from, some).Select(i => new ActivityRecord { Arn = $"{i}", Name = "", CreationDate = default })];
            return new(new Page<ActivityRecord>(items, from + some < Count ? $"{from + some}" : null));
        }
    }
}
