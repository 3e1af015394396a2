using System.Diagnostics;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl config</c>, and the settings file that every command takes.</summary>
public sealed class ConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functions-asl-config").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Settings_are_shown_with_their_origin_and_without_secrets()
    {
        Write("asl.settings.json", """{"ASL_RETENTION_DAYS":30,"AWS_DEFAULT_REGION":"eu-west-1","ASL_ACCESS_KEYS":"me:topsecret"}""");

        Outcome shown = await RunAsync(["config"], ("AWS_DEFAULT_REGION", "eu-north-1"));

        Assert.Equal((0, ""), (shown.Code, shown.Errors));
        Assert.Matches(@"ASL_RETENTION_DAYS +30  \[asl\.settings\.json\]\n", shown.Output);
        Assert.Matches(@"AWS_DEFAULT_REGION +eu-north-1  \[environment\]\n", shown.Output);
        Assert.Matches(@"AWS_ACCOUNT_ID +123456789012  \[default\]\n", shown.Output);
        Assert.Matches(@"ASL_ACCESS_KEYS +\(hidden\)  \[asl\.settings\.json\]\n", shown.Output);
        Assert.DoesNotContain("topsecret", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        Outcome shown = await RunAsync(
            ["config"], ("ASL_THROTTLE", "x"), ("ASL_STARTS", """{"Rules":1}"""), ("LAMBDA_ENDPOINT", "nowhere"), ("ASL_QUOTA", "aws"), ("ASL_LOGS", "none/log"), ("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "none.pem"));

        Assert.Equal(1, shown.Code);
        Assert.Contains("ASL_THROTTLE is 'aws', or", shown.Errors, StringComparison.Ordinal);
        Assert.Contains("ASL_STARTS: /Rules: ", shown.Errors, StringComparison.Ordinal);
        Assert.Contains("LAMBDA_ENDPOINT is no address", shown.Errors, StringComparison.Ordinal);
        Assert.Contains("ASL_LOGS: none/log cannot be written", shown.Errors, StringComparison.Ordinal);
        Assert.Contains("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: none.pem cannot be used", shown.Errors, StringComparison.Ordinal);
        Assert.Contains("ASL_QUOTA is set, and nothing here reads it. Did you mean 'ASL_QUOTAS'?", shown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_go_by_the_file_that_is_named()
    {
        Write("other.json", """{"AWS_ACCOUNT_ID":"111122223333","AWS_DEFAULT_REGION":"eu-west-1"}""");
        Write("p.asl.json", """{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"Id.$":"$$.Execution.Id"},"End":true}}}""");

        Outcome run = await RunAsync(["run", "p.asl.json", "--config", "other.json"]);
        Outcome byVariable = await RunAsync(["run", "p.asl.json"], ("ASL_CONFIG", "other.json"));

        Assert.Contains("arn:aws:states:eu-west-1:111122223333:execution:", run.Output, StringComparison.Ordinal);
        Assert.Contains("arn:aws:states:eu-west-1:111122223333:execution:", byVariable.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "api-key=topsecret", "(hidden)")]
    [InlineData("LAMBDA_ENDPOINT", "https://example.org/api?code=topsecret", "https://example.org:443/(hidden)")]
    [InlineData("ASL_STATUS_EVENTS", "https://u:topsecret x@example.org/topsecret", "(hidden)")]
    [InlineData("ASL_BINDINGS", """{"x":"topsecret"}""", "(hidden)")]
    [InlineData("LOGS_ENDPOINT", "ftp://u:topsecret@example.org", "ftp://example.org:21/(hidden)")]
    public async Task No_secret_is_shown_wherever_it_stands(string name, string value, string shown)
    {
        Outcome outcome = await RunAsync(["config"], (name, value));

        Assert.Contains($"  {shown}  [environment]\n", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ASL_RETENTION":1}""", "/ASL_RETENTION: there is no such setting.")]
    [InlineData("""{"ASL_RETENTION_DAYS":0}""", "ASL_RETENTION_DAYS is a number of days")]
    public async Task A_server_does_not_start_with_what_cannot_be(string settings, string expected)
    {
        Write("asl.settings.json", settings);

        Outcome served = await RunAsync(["serve", "--memory", "--port", "0"]);

        Assert.Equal(2, served.Code);
        Assert.Contains(expected, served.Errors, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private async Task<Outcome> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = Asl.StartInfo(arguments);
        start.WorkingDirectory = _folder;
        start.Environment.Remove("AWS_DEFAULT_REGION");
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return await Tool.RunAsync(start);
    }
}
