using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// Finds the access key that signs requests: that of the settings, else the first that AWS's own chain finds (environment, profile, web
/// identity, container, instance).
/// </summary>
internal sealed class Credentials(Func<string, string?> variable)
{
    /// <summary>Doubles of services want a signature, and take any.</summary>
    private static readonly SessionKey Anybody = new(new AccessKey("asl", "asl"), null);

    /// <exception cref="AwsUnreachableException">AWS is to be called, and there is no key.</exception>
    public async ValueTask<SessionKey> FindAsync(Endpoint endpoint)
    {
        if (Settings.Value("AWS_ACCESS_KEY_ID", variable) is { } id && Settings.Value("AWS_SECRET_ACCESS_KEY", variable) is { } secret)
        {
            return new SessionKey(new AccessKey(id, secret), Settings.Value("AWS_SESSION_TOKEN", variable));
        }

        if (endpoint is { IsAws: false, Address.Scheme: "http" })
        {
            // The chain would look for an instance of EC2 here, and wait for it.
            return Anybody;
        }

        try
        {
            // It keeps what it found, and renews it in time.
            AWSCredentials found = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync();
            ImmutableCredentials key = await found.GetCredentialsAsync();
            return new SessionKey(new AccessKey(key.AccessKey, key.SecretKey), key.UseToken ? key.Token : null);
        }
        catch (AmazonClientException e)
        {
            return endpoint.IsAws ? throw new AwsUnreachableException($"Unable to load credentials: {e.Message}", e) : Anybody;
        }
    }
}

/// <summary>An access key, and the token of its session where it is a temporary one.</summary>
internal sealed record SessionKey(AccessKey Key, string? Token);
