using FunctionsAsl.Integrations.Azure.Buckets;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Integrations.Azure;

/// <summary>
/// The resources of AWS that are bound to some of Azure (<c>ASL_BINDINGS</c>). A resource is looked for by what the request calls it, by its
/// ARN, and by its name; what is not bound is none of Azure's.
/// </summary>
public sealed class AzureBindings : IBoundServices
{
    private readonly Dictionary<(string Service, string Name), IBoundResource> _resources;
    private readonly Dictionary<string, IBuckets> _buckets;
    private readonly string _home;

    /// <param name="home">The region and account of what has only a name, as <c>us-east-1:123456789012</c>.</param>
    internal AzureBindings(
        Dictionary<(string Service, string Name), IBoundResource> resources, Dictionary<string, IBuckets> buckets, string home)
    {
        _resources = resources;
        _buckets = buckets;
        _home = home;
    }

    /// <param name="variable">Looks a setting up; <see langword="null"/> or empty where it is not set.</param>
    /// <param name="own">The host's own storage account.</param>
    /// <param name="identity">Who the host is: the identity of a client id, or its own without one.</param>
    /// <param name="http">Carries messages; as long as the host.</param>
    /// <returns><see langword="null"/> where nothing is bound.</returns>
    /// <exception cref="SettingException">The setting, or the file that it names, cannot be used.</exception>
    public static AzureBindings? Open(
        Func<string, string?> variable, OwnAccount own, Func<string?, global::Azure.Core.TokenCredential> identity, HttpClient http, TimeProvider clock)
    {
        var defaults = new ServiceOptions();
        string region = Settings.Value("AWS_DEFAULT_REGION", variable) ?? defaults.Region;
        string account = Settings.Value("AWS_ACCOUNT_ID", variable) ?? defaults.AccountId;
        return new JsonSetting(BindingsReader.Setting).Text(variable) is { } text
            ? new BindingsReader(own, identity, http, clock, $"{region}:{account}").Open(text)
            : null;
    }

    public IBoundResource? Find(string service, JsonMap request)
    {
        IBoundResource?[] found = [.. ResourceNames.Of(service, request).Distinct(StringComparer.Ordinal).Select(name => Find(service, name))];
        IBoundResource? bound = Array.Find(found, static r => r is not null);
        // A part of what is asked for would be done elsewhere.
        return bound is null || (found.Length == 1 && ResourceNames.IsOne(service, request)) ? bound : new MixedRequest();
    }

    public IBuckets Over(IBuckets others) =>
        _buckets.Count == 0 ? others : new BoundBuckets(bucket => _buckets.GetValueOrDefault(bucket) ?? _buckets.GetValueOrDefault(ResourceNames.NameOf("s3", bucket)), others);

    private IBoundResource? Find(string service, string name) =>
        ResourceNames.Keys(service, name, _home).Select(key => _resources.GetValueOrDefault((service, key))).FirstOrDefault(static r => r is not null);

    /// <summary>A request about several resources, of which one is bound at least.</summary>
    private sealed class MixedRequest : IBoundResource
    {
        public ValueTask<BoundAnswer> CallAsync(string operation, JsonMap request, CancellationToken cancel) =>
            throw BoundException.Unsupported($"The operation {operation} on several resources is");
    }
}
