using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations;

/// <summary>Gives the tasks of a host what they may call besides its own service.</summary>
public static class TaskIntegrations
{
    /// <param name="variable">Looks a setting up; <see langword="null"/> or empty where it is not set.</param>
    /// <param name="own">Where this server is: the endpoint for everything (<c>AWS_ENDPOINT_URL</c>) is never this one.</param>
    /// <param name="http">Carries the calls of AWS's services; as long as the host.</param>
    /// <param name="identity">Who the host is, for HTTP Tasks; <see langword="null"/> where it has no identity to show.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    public static TaskRunnerOptions AddTo(
        TaskRunnerOptions options, Func<string, string?> variable, Uri? own, HttpClient http, IIdentityTokens? identity = null)
    {
        var aws = new AwsIntegrations(
            ServiceModels.Open(Settings.Value("AWS_MODELS", variable)),
            AwsClient.Open(variable, options.Service, own, http));
        bool isLocal = OutsideNetwork.IsAllowed(variable);
        HttpClient outside = OutsideNetwork.Client(isLocal);
        var connections = Connections.Open(variable, () => new ConnectionReader(variable, outside, options.Service.Clock, identity, isLocal));
        var calls = new HttpTask(outside, connections, options.Service.Clock, options.Service.Region, isLocal);
        return options with { FindIntegration = resource => resource is { Service: "http", Action: "invoke" } ? calls : aws.Find(resource) };
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
