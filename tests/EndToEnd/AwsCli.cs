using System.Diagnostics;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>The AWS CLI as a user calls it. A call costs about a second.</summary>
internal sealed class AwsCli(Server server)
{
    /// <summary>Calls an operation that succeeds, and returns what the CLI prints.</summary>
    public async Task<JsonMap> CallAsync(params string[] arguments)
    {
        Outcome outcome = await RunAsync(arguments);
        Assert.True(outcome.Code == 0, $"aws stepfunctions {string.Join(' ', arguments)}: {outcome}");
        return outcome.Output.Length == 0 ? JsonMap.Empty : (JsonMap)JsonAny.Parse(outcome.Output);
    }

    /// <summary>Calls an operation that is refused, and returns what the CLI says.</summary>
    public async Task<string> FailAsync(params string[] arguments)
    {
        Outcome outcome = await RunAsync(arguments);
        Assert.True(outcome.Code != 0, $"aws stepfunctions {string.Join(' ', arguments)}: {outcome}");
        Assert.Empty(outcome.Output);
        return outcome.Errors.Trim();
    }

    /// <summary>Calls an operation by its name in the API.</summary>
    /// <returns>The error that it is refused with; <see langword="null"/> where it succeeds.</returns>
    public async Task<string?> TryAsync(string operation, JsonMap input)
    {
        string command = string.Concat(operation.Select(static (c, i) => char.IsAsciiLetterUpper(c) && i > 0 ? $"-{c}" : $"{c}")).ToLowerInvariant();
        Outcome outcome = await RunAsync([command, "--cli-input-json", input.ToString()]);
        if (outcome.Code == 0)
        {
            return null;
        }

        // "An error occurred (InvalidArn) when calling the DescribeStateMachine operation: …"
        const string Mark = "An error occurred (";
        int start = outcome.Errors.IndexOf(Mark, StringComparison.Ordinal);
        Assert.True(start >= 0 && outcome.Errors.Contains($" when calling the {operation} operation", StringComparison.Ordinal), outcome.ToString());
        return outcome.Errors[(start + Mark.Length)..].Split(')')[0];
    }

    private Task<Outcome> RunAsync(string[] arguments)
    {
        // The CLI cannot leave the prefix of some operations' host names out. Where such names do not resolve, a proxy finds the way.
        string endpoint = server.Endpoint.Replace("127.0.0.1", "asl.localhost", StringComparison.Ordinal);
        ProcessStartInfo start = Tool.StartInfo("aws", ["--endpoint-url", endpoint, "--output", "json", "stepfunctions", .. arguments]);
        start.Environment["HTTP_PROXY"] = server.Endpoint;
        start.Environment.Remove("NO_PROXY");
        return Tool.RunAsync(start);
    }
}
