using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Service;

public sealed class SettingsTests
{
    [Fact]
    public void What_is_not_set_is_as_the_service_has_it()
    {
        TaskRunnerOptions options = Read([]);
        var defaults = new ServiceOptions();
        Assert.Equal(defaults.AccountId, options.Service.AccountId);
        Assert.Equal(defaults.Region, options.Service.Region);
        Assert.Equal(1, options.Service.WaitScale);
        Assert.Equal(TimeSpan.FromDays(90), options.Service.Retention);
        Assert.Null(options.Mocks);
        Assert.Null(options.Lambda);
    }

    [Fact]
    public void Everything_can_be_set()
    {
        TaskRunnerOptions options = Read(new()
        {
            ["AWS_ACCOUNT_ID"] = "000000000001",
            ["AWS_DEFAULT_REGION"] = "eu-central-1",
            ["WAIT_TIME_SCALE"] = "0.5",
            ["ASL_RETENTION_DAYS"] = "0.5",
            ["LAMBDA_ENDPOINT"] = "http://127.0.0.1:3001",
        });
        Assert.Equal(TimeSpan.FromHours(12), options.Service.Retention);
        Assert.Equal("000000000001", options.Service.AccountId);
        Assert.Equal("eu-central-1", options.Service.Region);
        Assert.Equal(0.5, options.Service.WaitScale);
        Assert.NotNull(options.Lambda);
    }

    [Fact]
    public void Quotas_are_those_of_AWS_or_some_of_ones_own()
    {
        Assert.Equal(Quotas.OfAws with { Tags = 3 }, Read(new() { ["ASL_QUOTAS"] = "aws, Tags=3" }).Service.Quotas);
        Assert.Equal(
            new Quotas { StateMachines = 1, Activities = 2, OpenExecutions = 3, Versions = 4, Aliases = 5 },
            Read(new() { ["ASL_QUOTAS"] = "StateMachines=1,Activities=2,OpenExecutions=3,Versions=4,Aliases=5" }).Service.Quotas);
    }

    [Fact]
    public void A_host_that_does_not_count_executions_refuses_their_quota_by_name()
    {
        Assert.Equal(Quotas.OfAws with { OpenExecutions = null }, Read(new() { ["ASL_QUOTAS"] = "aws" }, counts: false).Service.Quotas);
        SettingException refusal = Assert.Throws<SettingException>(() => Read(new() { ["ASL_QUOTAS"] = "Tags=3,OpenExecutions=7" }, counts: false));
        Assert.Contains("OpenExecutions", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_ACCOUNT_ID", "12345")]
    [InlineData("AWS_ACCOUNT_ID", "12345678901x")]
    [InlineData("WAIT_TIME_SCALE", "fast")]
    [InlineData("WAIT_TIME_SCALE", "-1")]
    [InlineData("ASL_RETENTION_DAYS", "0")]
    [InlineData("ASL_RETENTION_COUNT", "-1")]
    [InlineData("ASL_RETENTION_COUNT", "1.5")]
    [InlineData("ASL_RETENTION_DAYS", "-1")]
    [InlineData("ASL_RETENTION_DAYS", "1e3")]
    [InlineData("ASL_RETENTION_DAYS", "36501")]
    [InlineData("ASL_RETENTION_DAYS", "Never")]
    [InlineData("ASL_THROTTLE", "StartExecution=1")]
    [InlineData("ASL_THROTTLE", "StartExecution/1/1")]
    [InlineData("ASL_THROTTLE", ",")]
    [InlineData("ASL_THROTTLE", "StartEverything=1/1")]
    [InlineData("ASL_THROTTLE", "aws,StartExecution=-1/1")]
    [InlineData("ASL_QUOTAS", "Tags")]
    [InlineData("ASL_QUOTAS", "Tags=-1")]
    [InlineData("ASL_QUOTAS", "aws,OpenExecutions=many")]
    [InlineData("ASL_QUOTAS", "OpenMapRuns=1")]
    [InlineData("LAMBDA_ENDPOINT", "localhost:3001")]
    [InlineData("SFN_MOCK_CONFIG", "no-such-file.json")]
    public void What_cannot_be_is_refused_by_name(string name, string value)
    {
        SettingException refusal = Assert.Throws<SettingException>(() => Read(new() { [name] = value }));
        Assert.Contains(name == "SFN_MOCK_CONFIG" ? value : name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_removed_where_the_retention_is_never() => Assert.Null(Read(new() { ["ASL_RETENTION_DAYS"] = "never" }).Service.Retention);

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    public void A_switch_is_on_or_off(string? value, bool isOn) => Assert.Equal(isOn, Settings.IsOn("SWITCH", _ => value));

    [Theory]
    [InlineData("yes")]
    [InlineData("on")]
    [InlineData("2")]
    public void What_is_neither_is_refused_by_name(string value) => Assert.Equal(
        $"SWITCH is 'true' or 'false'; it is '{value}'.", Assert.Throws<SettingException>(() => Settings.IsOn("SWITCH", _ => value)).Message);

    private static TaskRunnerOptions Read(Dictionary<string, string> variables, bool counts = true) =>
        Settings.Read(variables.GetValueOrDefault, new TaskHandlers(), static (_, _) => { }, counts);
}
