using FunctionsAsl.Core.Definition;
using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Integrations.Http;
using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Integrations.Kubernetes;

namespace FunctionsAsl.Integrations;

/// <summary>Gives the tasks of a host what they may call besides its own service.</summary>
public static class TaskIntegrations
{
    private const string Folder = "ASL_BUCKETS";
    private const string Models = "AWS_MODELS";

    /// <param name="variable">Looks a setting up; <see langword="null"/> or empty where it is not set.</param>
    /// <param name="own">Where this server is: the endpoint for everything (<c>AWS_ENDPOINT_URL</c>) is never this one.</param>
    /// <param name="http">Carries the calls of AWS's services; as long as the host.</param>
    /// <param name="host">What the host brings; <see langword="null"/> for nothing.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    public static TaskRunnerOptions AddTo(
        TaskRunnerOptions options, Func<string, string?> variable, Uri? own, HttpClient http, HostAbilities? host = null)
    {
        host ??= new HostAbilities();
        var models = ServiceModels.Open(Settings.Value(Models, variable));
        var endpoints = new Endpoints(variable, options.Service.Region, own);
        var credentials = new Credentials(variable);
        TimeProvider clock = options.Service.Clock;
        var client = new AwsClient(http, endpoints, credentials, clock, host.Bound);
        var gateway = new ApiGatewayCall(http, endpoints, credentials, clock, () => models.Find("apigateway", "getRestApis")!.Value.Service);
        IBuckets buckets = BucketsOf(Settings.Value(Folder, variable), host.Buckets, endpoints, models, client);
        buckets = host.Bound?.Over(buckets) ?? buckets;
        var aws = new AwsIntegrations(models, client, gateway, buckets, clock);
        bool isLocal = OutsideNetwork.IsAllowed(variable);
        HttpClient outside = OutsideNetwork.Client(isLocal);
        var connections = Connections.Open(variable, () => new ConnectionReader(variable, outside, clock, host.Identity, isLocal));
        var calls = new HttpTask(outside, connections, clock, options.Service.Region, isLocal);
        var tokens = new ClusterTokens(endpoints, credentials, () => models.Find("sts", "getCallerIdentity")!.Value.Service, clock);
        var clusters = new ClusterClient(trust => OutsideNetwork.Client(isLocal, trust), tokens, clock);
        var (clusterCall, clusterJob) = (new ClusterCall(clusters, isLocal), new ClusterJob(clusters, isLocal));
        return options with
        {
            Service = options.Service with { Checks = ChecksOf(models, host) },
            FindIntegration = resource => (resource.Service, resource.Action) switch
            {
                ("http", "invoke") => calls,
                ("eks", "call") => clusterCall,
                ("eks", "runJob") => clusterJob,
                _ => aws.Find(resource),
            },
            ItemReader = new ItemReader(buckets, host.Formats) { ReportNote = options.Service.ReportNote },
            ResultWriter = new ResultWriter(buckets) { ReportNote = options.Service.ReportNote },
        };
    }

    /// <summary>What is known here of what definitions name.</summary>
    /// <param name="variable">As for <see cref="AddTo"/>.</param>
    /// <param name="host">As for <see cref="AddTo"/>.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    public static HostChecks Checks(Func<string, string?> variable, HostAbilities host) => ChecksOf(ServiceModels.Open(Settings.Value(Models, variable)), host);

    private static HostChecks ChecksOf(ServiceModels models, HostAbilities host) => new()
    {
        Integration = resource => SdkActions.Problem(models, resource),
        InputType = type => type != "PARQUET" || host.Formats.Any(static format => format.Type == InputType.Parquet) ? null
            : "This host reads no files of Parquet: the hosts for Azure do.",
    };

    /// <summary>What Distributed Maps read from and write to: the folder that was set, S3 where it is anywhere, else the folder that there is.</summary>
    /// <exception cref="SettingException">The folder that was set is not there.</exception>
    internal static IBuckets BucketsOf(string? set, string? folder, Endpoints endpoints, ServiceModels models, AwsClient client) =>
        set is not null ? (Directory.Exists(set) ? new FolderBuckets(set) : throw new SettingException($"{Folder} names no folder: there is no {Path.GetFullPath(set)}."))
        : folder is null || endpoints.Knows(models.Find("s3", "getObject")!.Value.Service) ? new S3Buckets(models, client)
        : new FolderBuckets(folder);

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
