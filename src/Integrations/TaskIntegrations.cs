using FunctionsAsl.Integrations.Aws;

namespace FunctionsAsl.Integrations;

/// <summary>Gives the tasks of a host what they may call besides its own service.</summary>
public static class TaskIntegrations
{
    /// <param name="variable">Looks a setting up; <see langword="null"/> or empty where it is not set.</param>
    /// <param name="own">Where this server is: the endpoint for everything (<c>AWS_ENDPOINT_URL</c>) is never this one.</param>
    /// <param name="http">Carries the calls; as long as the host.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    public static TaskRunnerOptions AddTo(TaskRunnerOptions options, Func<string, string?> variable, Uri? own, HttpClient http)
    {
        var models = ServiceModels.Open(Settings.Value("AWS_MODELS", variable));
        var endpoints = new Endpoints(variable, options.Service.Region, own);
        var credentials = new Credentials(variable);
        TimeProvider clock = options.Service.Clock;
        var gateway = new ApiGatewayCall(http, endpoints, credentials, clock, () => models.Find("apigateway", "getRestApis")!.Value.Service);
        var aws = new AwsIntegrations(models, new AwsClient(http, endpoints, credentials, clock), gateway, clock);
        return options with { FindIntegration = aws.Find };
    }

    /// <summary>
    /// A client for services: it goes where it is sent and nowhere else, connects within seconds, and waits for an answer no longer than the
    /// longest call of AWS takes, which is that of a function. A task's time-out ends its call, too.
    /// </summary>
    public static HttpClient Http() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // Names of services move between addresses.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
        ResponseHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
    })
    {
        Timeout = TimeSpan.FromMinutes(15),
    };
}
