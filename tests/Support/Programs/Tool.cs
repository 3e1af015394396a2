using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace FunctionsAsl.Support.Programs;

/// <summary>What a process came to.</summary>
public sealed record Outcome(int Code, string Output, string Errors)
{
    public override string ToString() => $"exit code {Code}\n--- output\n{Output}\n--- errors\n{Errors}";
}

/// <summary>Runs programs to their end.</summary>
public static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Variables of whoever runs the tests, which would change what a program does.</summary>
    private static readonly string[] Foreign =
    [
        "AWS_ACCOUNT_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_SFN", "ASL_ALLOW_AWS", "AWS_MODELS", "AWS_CA_BUNDLE", "AWS_DEFAULT_OUTPUT", "STEP_FUNCTIONS_ENDPOINT", "LAMBDA_ENDPOINT",
        "SFN_MOCK_CONFIG", "WAIT_TIME_SCALE", "ASL_ACCESS_KEYS", "ASL_LOGS", "ASL_THROTTLE", "ASL_QUOTAS", "LOGS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL",
    ];

    /// <summary>The process's start, with the environment of a machine that has no AWS account.</summary>
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string name in Foreign)
        {
            start.Environment.Remove(name);
        }

        string nowhere = Path.Combine(Path.GetTempPath(), "functions-asl-no-such-file");
        start.Environment["AWS_CONFIG_FILE"] = nowhere;
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = nowhere;
        start.Environment["AWS_ACCESS_KEY_ID"] = "x";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "x";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_PAGER"] = "";
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        return start;
    }

    /// <exception cref="TimeoutException">It did not end; it has been killed.</exception>
    /// <param name="most">How long it may take; 3 minutes where it is not given.</param>
    public static async Task<Outcome> RunAsync(ProcessStartInfo start, string? input = null, TimeSpan? most = null)
    {
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(most ?? Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end.", e);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Whether a program is here and does what it is asked.</summary>
    public static bool Works(string program, params string[] arguments)
    {
        try
        {
            return RunAsync(StartInfo(program, arguments)).GetAwaiter().GetResult().Code == 0;
        }
        catch (Exception e) when (e is Win32Exception or TimeoutException)
        {
            return false;
        }
    }
}
