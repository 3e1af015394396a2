using System.Buffers.Text;
using System.Text;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Integrations.Aws;

namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary>
/// Makes the tokens that clusters of EKS take (EKS User Guide, "Grant IAM users access to Kubernetes"; <c>aws eks get-token</c>): an address of
/// STS, signed, at which the cluster asks who has signed it. So a token is worth what the key may do in the cluster that it names.
/// </summary>
/// <param name="sts">The model of STS: its endpoint is where the cluster is to ask.</param>
internal sealed class ClusterTokens(Endpoints endpoints, Credentials credentials, Func<ServiceModel> sts, TimeProvider clock)
{
    private const string Prefix = "k8s-aws-v1.";
    private const string ClusterHeader = "x-k8s-aws-id";

    /// <summary>Under which AWS has its services, those with addresses of IPv6 included.</summary>
    private static readonly string[] Domains = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws", ".amazonwebservices.com.cn", ".amazonwebservices.eu"];

    /// <summary>As long as the token itself needs to get there; EKS believes it for a quarter of an hour.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <exception cref="TaskFailedException">STS is nowhere, or the cluster is not one to give a token to.</exception>
    /// <exception cref="AwsUnreachableException">There is no key.</exception>
    public async ValueTask<string> CreateAsync(Cluster cluster)
    {
        Endpoint endpoint = endpoints.Find(sts());
        // Whoever gets a token may use it: what AWS itself believes goes to AWS's own clusters alone. A setting may name AWS's STS, too: of
        // another region, or of a private network.
        if ((endpoint.IsAws || IsHostOfAws(endpoint.Address.Host)) && !IsOfAws(cluster.Endpoint))
        {
            throw new TaskFailedException(
                ErrorName.Runtime, $"'{cluster.Endpoint.Host}' is no cluster of EKS, as ID.REGION.eks.amazonaws.com: it gets no token of AWS.");
        }

        SessionKey key = await credentials.FindAsync(endpoint);
        string root = endpoint.Address.AbsolutePath.TrimEnd('/') + "/";
        var request = new RequestToSign(
            "GET",
            root,
            "Action=GetCallerIdentity&Version=2011-06-15",
            name => name switch { "host" => endpoint.Address.Authority, ClusterHeader => cluster.Name, _ => null },
            default);
        string query = new Signer(key.Key, endpoint.Region, "sts", clock).Presign(request, ["host", ClusterHeader], key.Token, Lifetime);
        return Prefix + Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{endpoint.Address.Scheme}://{endpoint.Address.Authority}{root}?{query}"));
    }

    private static bool IsHostOfAws(string host) => Domains.Any(domain => host.TrimEnd('.').EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    private static bool IsOfAws(Uri address) => address.Scheme == "https" && address.IsDefaultPort
        && (address.Host.EndsWith(".eks.amazonaws.com", StringComparison.Ordinal)
            || address.Host.EndsWith(".eks.amazonaws.com.cn", StringComparison.Ordinal)
            // Those with addresses of IPv6, too.
            || (address.Host.EndsWith(".api.aws", StringComparison.Ordinal) && address.Host.Contains(".eks-cluster.", StringComparison.Ordinal)));
}
