using System.Net;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// Finds where a service is: its own variable (<c>AWS_ENDPOINT_URL_SQS</c>, or Step Functions Local's <c>SQS_ENDPOINT</c>), the one for
/// everything (<c>AWS_ENDPOINT_URL</c>), and AWS itself only where that was allowed: credentials that lie about are no permission.
/// </summary>
/// <param name="own">Where this server is; <see langword="null"/> where it is none. The endpoint for everything is often it.</param>
/// <exception cref="SettingException">The permission is neither true nor false.</exception>
internal sealed class Endpoints(Func<string, string?> variable, string region, Uri? own)
{
    public const string General = "AWS_ENDPOINT_URL";
    private const string Allowed = "ASL_ALLOW_AWS";

    private readonly bool _allowsAws = Settings.IsOn(Allowed, variable);

    /// <exception cref="TaskFailedException">It is nowhere, or its variable has a value that cannot be.</exception>
    public Endpoint Find(ServiceModel service)
    {
        string specific = Variable(service);
        try
        {
            Uri? address = Settings.Address(specific, variable) ?? Settings.Address(LocalVariable(service), variable)
                ?? (Settings.Address(General, variable) is { } general && !IsOwn(general) ? general : null);
            return address is not null ? new Endpoint(address, region, IsAws: false)
                : _allowsAws ? OfAws(service)
                : throw Nowhere(service, specific);
        }
        catch (SettingException)
        {
            // Whoever reads the history is not to read what stands there: it may have a password in it.
            throw new TaskFailedException(
                ErrorName.Runtime, $"One of {specific}, {LocalVariable(service)} and {General} is no address as http://127.0.0.1:4566.");
        }
    }

    /// <summary>Whether a service is anywhere.</summary>
    /// <exception cref="SettingException">The address for everything is none.</exception>
    public bool Knows(ServiceModel service) => Settings.Value(Variable(service), variable) is not null
        || Settings.Value(LocalVariable(service), variable) is not null
        || (Settings.Address(General, variable) is { } general && !IsOwn(general))
        || _allowsAws;

    /// <summary>As botocore spells it: the service's id, with underscores.</summary>
    public static string Variable(ServiceModel service) => $"{General}_{Capitals(service.Entry.Id)}";

    /// <summary>As Step Functions Local spells it.</summary>
    private static string LocalVariable(ServiceModel service) =>
        (service.Entry.Name == "sagemaker" ? "SAGE_MAKER" : Capitals(service.Entry.Name)) + "_ENDPOINT";

    private static string Capitals(string name) => name.Replace(' ', '_').Replace('-', '_').ToUpperInvariant();

    private TaskFailedException Nowhere(ServiceModel service, string specific)
    {
        string ignored = Settings.Value(General, variable) is not null ? $" ({General} is this server itself)" : "";
        // States.Runtime: no Catch takes it for an error of the service.
        return new TaskFailedException(
            ErrorName.Runtime,
            $"The service '{service.Entry.SdkName}' has no endpoint: set {specific} or {General}{ignored}, or {Allowed}=true for AWS itself.");
    }

    private bool IsOwn(Uri address) => own is not null && address.Port == own.Port
        && (address.Host == own.Host || (IsThisMachine(address.Host) && IsThisMachine(own.Host)));

    private static bool IsThisMachine(string host) => host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip)
            && (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));

    private Endpoint OfAws(ServiceModel service)
    {
        string domain = region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        // The services without regions are in one of them.
        return service.GlobalEndpoint is { } host && domain == "amazonaws.com" && service.Entry.Name is not ("s3" or "sts")
            ? new Endpoint(new Uri($"https://{host}"), "us-east-1", IsAws: true)
            : new Endpoint(new Uri($"https://{service.EndpointPrefix}.{region}.{domain}"), region, IsAws: true);
    }
}
