using System.Net.Security;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Service;

/// <summary>The settings of every host: the environment variables of AWS's Step Functions Local, as far as they mean something here.</summary>
public static class Settings
{
    /// <summary>How many days executions may be kept for, but for ever: a hundred years.</summary>
    public const int LongestRetention = 36_500;

    /// <param name="variable">Looks a setting up; <see langword="null"/> or empty where it is not set.</param>
    /// <param name="reportFailure">As <see cref="ServiceOptions.ReportFailure"/>.</param>
    /// <param name="countsExecutions">Whether the host knows at every start how many executions run.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    public static TaskRunnerOptions Read(
        Func<string, string?> variable, TaskHandlers handlers, Action<string, Exception> reportFailure, bool countsExecutions = true)
    {
        var defaults = new ServiceOptions();
        string account = Value("AWS_ACCOUNT_ID", variable) ?? defaults.AccountId;
        if (account.Length != 12 || !account.All(char.IsAsciiDigit))
        {
            throw new SettingException($"AWS_ACCOUNT_ID has 12 digits; it is '{account}'.");
        }

        var options = new TaskRunnerOptions
        {
            Service = defaults with
            {
                AccountId = account,
                Region = Value("AWS_DEFAULT_REGION", variable) ?? defaults.Region,
                WaitScale = Value("WAIT_TIME_SCALE", variable) is { } scale ? Scale(scale) : defaults.WaitScale,
                Retention = Retention(Value("ASL_RETENTION_DAYS", variable) ?? "90"),
                RetentionCount = Value("ASL_RETENTION_COUNT", variable) is { } count ? Kept(count, countsExecutions) : null,
                ReportFailure = reportFailure,
                Throttle = Value("ASL_THROTTLE", variable) is { } throttle ? new Throttle(Throttled(throttle), defaults.Clock) : null,
                Quotas = Value("ASL_QUOTAS", variable) is { } quotas ? Limited(quotas, countsExecutions) : defaults.Quotas,
            },
            Handlers = handlers,
            Lambda = Address("LAMBDA_ENDPOINT", variable) is { } lambda ? new LambdaEndpoint(Http(), lambda) : null,
        };
        return Value("SFN_MOCK_CONFIG", variable) is { } mocks ? options.With(OpenMocks(mocks)) : options;
    }

    /// <summary>A setting; <see langword="null"/> where it is empty too.</summary>
    public static string? Value(string name, Func<string, string?> variable) => variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>A setting that is <c>true</c> or <c>false</c>, or 1 or 0; false where it is not set.</summary>
    /// <exception cref="SettingException">It is something else.</exception>
    public static bool IsOn(string name, Func<string, string?> variable) => Value(name, variable) switch
    {
        null or "0" => false,
        "1" => true,
        { } text => bool.TryParse(text, out bool isOn) ? isOn : throw new SettingException($"{name} is 'true' or 'false'; it is '{text}'."),
    };

    /// <summary>Signs requests with the key that AWS's own clients use; <see langword="null"/> where there is none.</summary>
    /// <param name="service">The signing name of the service that is asked.</param>
    public static Signer? Signer(string service, string region, Func<string, string?> variable) =>
        Value("AWS_ACCESS_KEY_ID", variable) is { } id && Value("AWS_SECRET_ACCESS_KEY", variable) is { } secret
            ? new Signer(new AccessKey(id, secret), region, service, TimeProvider.System)
            : null;

    /// <summary>A client whose calls end when the task does, not before; and go where they were sent, with what they carry, and nowhere else.</summary>
    /// <param name="tls">Whom it trusts and what it shows; what this machine says where it is <see langword="null"/>.</param>
    public static HttpClient Http(SslClientAuthenticationOptions? tls = null) => new(new SocketsHttpHandler
    {
        SslOptions = tls ?? new(),
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // A connection of HTTP/2 is for many calls: that nobody is there any more must be found out.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <exception cref="SettingException">The file cannot be used.</exception>
    public static MockFile OpenMocks(string path)
    {
        try
        {
            return MockFile.Open(path);
        }
        catch (MockFileException e)
        {
            throw new SettingException(e.Message);
        }
    }

    /// <param name="text"><c>aws</c>, or <c>OPERATION=SIZE/PER_SECOND</c> and more of them.</param>
    private static Dictionary<string, ThrottleQuota> Throttled(string text)
    {
        var quotas = new Dictionary<string, ThrottleQuota>(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "aws")
            {
                foreach ((string operation, ThrottleQuota quota) in ThrottleQuota.OfAws)
                {
                    quotas[operation] = quota;
                }
            }
            else if (part.Split('=') is [var operation, var rates]
                && rates.Split('/') is [var size, var rate]
                && Inputs.All.ContainsKey(operation)
                && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int tokens)
                && int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out int perSecond))
            {
                quotas[operation] = new ThrottleQuota(tokens, perSecond);
            }
            else
            {
                throw new SettingException($"ASL_THROTTLE is 'aws', or OPERATION=SIZE/PER_SECOND and more of them with commas; it has '{part}'.");
            }
        }

        return quotas.Count > 0 ? quotas : throw new SettingException("ASL_THROTTLE is set, and has no operation.");
    }

    /// <param name="text"><c>aws</c>, or <c>NAME=NUMBER</c> and more of them.</param>
    /// <param name="countsExecutions">Where not, <c>aws</c> is without that quota, and to name it is refused.</param>
    private static Quotas Limited(string text, bool countsExecutions)
    {
        var quotas = new Quotas();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Quotas? changed = part == "aws" ? (countsExecutions ? Quotas.OfAws : Quotas.OfAws with { OpenExecutions = null })
                : part.Split('=') is [var name, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int most)
                    ? quotas.With(name, most)
                    : null;
            quotas = changed ?? throw new SettingException(
                $"ASL_QUOTAS is 'aws', or NAME=NUMBER of StateMachines, Activities, OpenExecutions, Tags, Versions or Aliases, and more with commas; it has '{part}'.");
        }

        if (quotas.OpenExecutions is not null && !countsExecutions)
        {
            throw new SettingException("ASL_QUOTAS has OpenExecutions, which this host does not count: leave it out.");
        }

        return quotas;
    }

    private static double Scale(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, NumberFormatInfo.InvariantInfo, out double scale)
        && double.IsFinite(scale)
            ? scale
            : throw new SettingException($"WAIT_TIME_SCALE is a number as 0.01; it is '{text}'.");

    /// <param name="text">Days (API/API_DescribeExecution: AWS keeps executions for 90), or <c>never</c>.</param>
    private static TimeSpan? Retention(string text) => text == "never" ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, NumberFormatInfo.InvariantInfo, out double days)
        && days is > 0 and <= LongestRetention
            ? TimeSpan.FromDays(days)
            : throw new SettingException(
                $"ASL_RETENTION_DAYS is a number of days above 0 up to {LongestRetention}, as 90 or 0.5, or 'never' where all is kept; it is '{text}'.");

    private static long Kept(string text, bool countsExecutions) =>
        !countsExecutions ? throw new SettingException("ASL_RETENTION_COUNT is set, and this host does not count executions: leave it out.")
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count
        : throw new SettingException($"ASL_RETENTION_COUNT is a number of executions as 10000; it is '{text}'.");

    /// <exception cref="SettingException">It is set, and is no address.</exception>
    public static Uri? Address(string name, Func<string, string?> variable) =>
        Value(name, variable) is not { } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address
            : throw new SettingException($"{name} is no address as http://127.0.0.1:3001.");
}

/// <summary>A setting has a value that cannot be. The message names it.</summary>
public sealed class SettingException(string message) : Exception(message);
