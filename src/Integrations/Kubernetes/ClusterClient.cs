using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary>Calls the Kubernetes API of clusters, once; for HTTP Tasks' addresses only, which are public (DG/connect-eks says the same).</summary>
/// <param name="open">A client that believes in these certificates, or in the system's for <see langword="null"/>; without a time-out of its own.</param>
internal sealed class ClusterClient(Func<X509ChainPolicy?, HttpClient> open, ClusterTokens tokens, TimeProvider clock)
{
    /// <summary>The error of what has not been answered.</summary>
    public const string Unreachable = "EKS.SdkClientException";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <param name="path">As it is sent, from its first slash.</param>
    /// <param name="body">Its bytes and their type; <see langword="null"/> for none.</param>
    /// <returns>What the cluster has answered, be it a refusal.</returns>
    /// <exception cref="TaskFailedException">The cluster may not be called, or has not answered (<see cref="Unreachable"/>).</exception>
    public async ValueTask<ClusterAnswer> SendAsync(
        Cluster cluster, HttpMethod method, string path, IReadOnlyCollection<HttpField> query, (byte[] Bytes, string Type)? body, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            var address = new Uri(cluster.Endpoint.GetLeftPart(UriPartial.Authority) + path);
            using var message = new HttpRequestMessage(method, HttpTaskRequest.WithQuery(address, query));
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.CreateAsync(cluster));
            message.Headers.TryAddWithoutValidation("Accept", "application/json, */*");
            if (body is var (bytes, type))
            {
                message.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            }

            using HttpClient http = open(cluster.Trust);
            using HttpResponseMessage answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            string text = Encoding.UTF8.GetString(await AwsClient.ReadAsync(answer.Content, either.Token));
            // The standard's, whatever the server or HTTP/2 has.
            answer.ReasonPhrase = null;
            return new ClusterAnswer((int)answer.StatusCode, answer.ReasonPhrase ?? "", text);
        }
        catch (Exception e) when (e.InnerException is PrivateAddressException refusal)
        {
            // As for HTTP Tasks: no Catch takes it for an error of the cluster.
            throw new TaskFailedException(ErrorName.Runtime, refusal.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TaskFailedException(Unreachable, $"Unable to execute HTTP request: there was no answer within {Limit.TotalSeconds} seconds");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AwsUnreachableException)
        {
            string reason = e.InnerException is AuthenticationException certificate ? certificate.Message : e.Message;
            throw new TaskFailedException(Unreachable, $"Unable to execute HTTP request: {reason}");
        }
    }
}
