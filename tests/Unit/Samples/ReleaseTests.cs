using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Samples;

public sealed class ReleaseTests
{
    private const int ThreeDays = 259200;

    private static readonly JsonMap Release = Sample.Input("release");

    [Fact]
    public async Task A_commit_goes_to_customers_once_somebody_says_so()
    {
        await using SampleExecution execution = await SampleExecution.Start("release", Release);
        Assert.Equal(
            ["shop:4f831e5 built.", "shop:4f831e5 deployed: trial.", "mira@example.com: may shop:4f831e5 go to customers?"], execution.Log.Take(3));

        await execution.Answer("""{"approved":true}""");
        Assert.Equal(JsonAny.Parse("""{"released":"shop:4f831e5"}"""), execution.Output);
        Assert.Equal("shop:4f831e5 deployed: customers.", execution.Log[^1]);
    }

    [Theory]
    [InlineData("""{"approved":false}""")]
    [InlineData("""{"approved":"true"}""")]
    [InlineData("{}")]
    [InlineData("\"yes\"")]
    public async Task Only_a_clear_yes_is_a_yes(string answer)
    {
        await using SampleExecution execution = await SampleExecution.Start("release", Release);
        await execution.Answer(answer);
        execution.Run.AssertFailed("ReleaseRefused", "mira@example.com said no.");
    }

    [Fact]
    public async Task Without_an_answer_nothing_goes_to_customers()
    {
        await using SampleExecution execution = await SampleExecution.Start("release", Release);
        await execution.Advance(ThreeDays);
        execution.Run.AssertFailed("NobodyApproved", "mira@example.com did not answer in time.");
        Assert.DoesNotContain(execution.Log, static line => line.EndsWith("customers.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tests_that_fail_keep_it_from_being_deployed()
    {
        JsonAny suites = JsonAny.Parse("""[{"name":"unit","failed":2},{"name":"browser","failed":0},{"name":"load","failed":1}]""");
        await using SampleExecution execution = await SampleExecution.Start("release", Release.With("suites", suites));
        execution.Run.AssertFailed("TestsFailed", "unit: 2 failed, load: 1 failed");
        Assert.Equal(["shop:4f831e5 built."], execution.Log);
    }

    [Fact]
    public async Task What_is_not_healthy_is_rolled_back()
    {
        await using SampleExecution execution = await SampleExecution.Start("release", Release.With("commit", "4f831e5-sick"));
        await execution.Answer("""{"approved":true}""");
        execution.Run.AssertFailed("RolledBack", "shop:4f831e5-sick was not healthy; shop:aeb2ca4 is back.");
        Assert.Equal(["shop:4f831e5-sick deployed: customers.", "shop:aeb2ca4 deployed: customers."], execution.Log.TakeLast(2));
    }
}
