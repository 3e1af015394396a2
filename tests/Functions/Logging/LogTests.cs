using System.Text.RegularExpressions;
using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Functions.Logging;

public sealed class LogTests
{
    private const string Arn = "arn:aws:states:us-east-1:123456789012:execution:m:e";

    [Theory]
    [InlineData(ExecutionStatus.Failed, "Warning: Execution " + Arn + " FAILED")]
    [InlineData(ExecutionStatus.TimedOut, "Warning: Execution " + Arn + " TIMED_OUT")]
    [InlineData(ExecutionStatus.Succeeded)]
    [InlineData(ExecutionStatus.Aborted)]
    [InlineData(ExecutionStatus.Running)]
    public void Executions_that_ended_badly_are_told_of(ExecutionStatus status, params string[] expected)
    {
        var log = new LogLines();
        log.End(Arn, status);
        Assert.Equal(expected, log.Lines);
    }

    [Theory]
    [InlineData(ExecutionStatus.Failed)]
    [InlineData(ExecutionStatus.TimedOut)]
    public void An_alert_looks_for_this_text(ExecutionStatus status)
    {
        string rules = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "alerts.bicep"));
        string pattern = Regex.Match(rules, "Message matches regex @\"(?<pattern>[^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1))
            .Groups["pattern"].Value.Replace(@"\\", @"\", StringComparison.Ordinal);
        var log = new LogLines();
        log.End(Arn, status);
        Assert.Matches(pattern, Assert.Single(log.Lines)["Warning: ".Length..]);
    }

    [Fact]
    public void A_failure_is_an_error()
    {
        var log = new LogLines();
        log.Failure("GET /", new InvalidOperationException());
        Assert.Equal(["Error: GET / failed."], log.Lines);
    }
}
