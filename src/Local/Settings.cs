using System.Globalization;
using FunctionsAsl.Samples;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Local;

/// <summary>The environment variables of AWS's Step Functions Local, as far as they mean something here.</summary>
internal static class Settings
{
    /// <param name="handlers">Functions that the user named; those of the samples stand behind them.</param>
    /// <exception cref="UsageException">A variable has a value that cannot be.</exception>
    public static TaskRunnerOptions Read(IReadOnlyDictionary<string, ITaskHandler> handlers)
    {
        if (Variable("STEP_FUNCTIONS_ENDPOINT") is not null)
        {
            Log.Note("STEP_FUNCTIONS_ENDPOINT is ignored: nested workflows run here.");
        }

        string account = Variable("AWS_ACCOUNT_ID") ?? new ServiceOptions().AccountId;
        if (account.Length != 12 || !account.All(char.IsAsciiDigit))
        {
            throw new UsageException($"AWS_ACCOUNT_ID has 12 digits; it is '{account}'.");
        }

        return new TaskRunnerOptions
        {
            Service = new ServiceOptions
            {
                AccountId = account,
                Region = Variable("AWS_DEFAULT_REGION") ?? new ServiceOptions().Region,
                WaitScale = Variable("WAIT_TIME_SCALE") is { } scale ? Scale(scale) : 1,
                ReportFailure = Log.Failure,
                Mocks = Variable("SFN_MOCK_CONFIG") is { } mocks ? OpenMocks(mocks) : null,
            },
            Handlers = All(handlers),
            Lambda = Variable("LAMBDA_ENDPOINT") is { } lambda ? new LambdaEndpoint(Http(), Address("LAMBDA_ENDPOINT", lambda)) : null,
        };
    }

    /// <summary>A client whose calls end when the task does, not before.</summary>
    public static HttpClient Http() => new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="UsageException">The file cannot be used.</exception>
    public static MockFile OpenMocks(string path)
    {
        try
        {
            return MockFile.Open(path);
        }
        catch (MockFileException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static TaskHandlers All(IReadOnlyDictionary<string, ITaskHandler> handlers)
    {
        var all = new TaskHandlers();
        foreach ((string name, ITaskHandler handler) in handlers.Concat(SampleHandlers.All.Where(h => !handlers.ContainsKey(h.Key))))
        {
            all.Add(name, handler);
        }

        return all;
    }

    private static double Scale(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, NumberFormatInfo.InvariantInfo, out double scale)
        && double.IsFinite(scale)
            ? scale
            : throw new UsageException($"WAIT_TIME_SCALE is a number as 0.01; it is '{text}'.");

    private static Uri Address(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException($"{name} is an address as http://127.0.0.1:3001; it is '{text}'.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>What the user asked for cannot be; the message says why.</summary>
internal sealed class UsageException(string message) : Exception(message);
