using System.Globalization;
using System.Text;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Serving;
using FunctionsAsl.Unit.Sqlite;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.Serving;

public sealed class ServerLogTests
{
    private static readonly HttpCall Call = new("POST", "/", "", static _ => "AWSStepFunctions.StartExecution", default);
    private static readonly HttpAnswer Refusal = new(400, "application/json", """{"message":"no\u001b"}"""u8.ToArray(), []);

    private static readonly ExecutionRecord Ended = Sample.Execution("m", "e", DateTimeOffset.UnixEpoch) with
    {
        Status = ExecutionStatus.Failed,
        StopDate = DateTimeOffset.UnixEpoch.AddMilliseconds(1250),
        Error = "E",
        Cause = "a\n\u001b[2J",
    };

    [Theory]
    [InlineData(nameof(Verbosity.Quiet), "")]
    [InlineData(nameof(Verbosity.Normal), "m e Failed after 1250 ms: E: a \\u001B[2J|POST / AWSStepFunctions.StartExecution 400 {\"message\":\"no\\u001b\"}|")]
    [InlineData(
        nameof(Verbosity.Verbose),
        "m e Failed after 1250 ms: E: a \\u001B[2J|POST / AWSStepFunctions.StartExecution 400 {\"message\":\"no\\u001b\"}|POST / AWSStepFunctions.StartExecution 200|")]
    public async Task It_tells_as_much_as_is_asked_for(string verbosity, string expected)
    {
        var output = new StringWriter();
        await using (var log = new ServerLog(output, Enum.Parse<Verbosity>(verbosity)))
        {
            log.Ended(Ended);
            log.Answered(Call, Refusal);
            log.Answered(Call, Refusal with { Status = 200 });
        }

        string told = string.Concat(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[25..] + "|"));
        Assert.Equal(expected, told);
    }

    [Theory]
    [InlineData(nameof(Verbosity.Normal), "A child of a Map Run of m, e Failed after 1250 ms: E: a \\u001B[2J|")]
    [InlineData(nameof(Verbosity.Verbose),
        "A child of a Map Run of m, e Succeeded after 0 ms|A child of a Map Run of m, e Failed after 1250 ms: E: a \\u001B[2J|"
        + "A child of a Map Run of m, e Failed after 1250 ms: E: a \\u001B[2J|arn:aws:states:us-east-1:123456789012:execution:m/M:e Failed|")]
    public async Task Of_the_children_of_a_Map_Run_the_first_is_told_that_fails(string verbosity, string expected)
    {
        const string Run = "arn:aws:states:us-east-1:123456789012:mapRun:m/M:r";
        var output = new StringWriter();
        await using (var log = new ServerLog(output, Enum.Parse<Verbosity>(verbosity)))
        {
            log.Ended(Sample.Execution("m", "e", DateTimeOffset.UnixEpoch) with { Status = ExecutionStatus.Succeeded, MapRunArn = Run });
            log.Ended(Ended with { MapRunArn = Run });
            log.Ended(Ended with { MapRunArn = Run });
            log.Ended("arn:aws:states:us-east-1:123456789012:execution:m/M:e", ExecutionStatus.Failed);
        }

        Assert.Equal(expected, string.Concat(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[25..] + "|")));
    }

    [Fact]
    public async Task Lines_that_nobody_reads_are_dropped_and_counted()
    {
        var output = new HeldWriter();
        var log = new ServerLog(output, Verbosity.Normal);
        log.Ended(Ended);
        await output.IsHeld;
        // 16 Mi characters are kept.
        const int Lines = 300_000;
        for (int i = 0; i < Lines; i++)
        {
            log.Ended(Ended);
        }

        output.Release();
        await log.DisposeAsync();
        string[] written = output.ToString().TrimEnd().Split('\n');
        string told = Assert.Single(written, static line => line.EndsWith(" lines left out)", StringComparison.Ordinal));
        Assert.Equal(Lines + 1, written.Length - 1 + int.Parse(told.Split(' ')[0][1..], CultureInfo.InvariantCulture));
        Assert.InRange(output.ToString().Length, 15 * 1024 * 1024, 18 * 1024 * 1024);
    }

    private sealed class HeldWriter : StringWriter
    {
        private readonly TaskCompletionSource _held = new();
        private readonly TaskCompletionSource _released = new();

        public Task IsHeld => _held.Task;

        public void Release() => _released.SetResult();

        public override async Task WriteAsync(StringBuilder? value, CancellationToken cancellationToken = default)
        {
            _held.TrySetResult();
            await _released.Task;
            Write(value);
        }
    }
}
