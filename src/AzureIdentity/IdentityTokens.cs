using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using FunctionsAsl.Integrations.Http;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.AzureIdentity;

/// <summary>Tokens of the host's identity: a managed one on Azure, else whoever is signed in. Credentials keep the tokens that they got.</summary>
public sealed class IdentityTokens : IIdentityTokens
{
    // As many as the settings name.
    private readonly ConcurrentDictionary<string, TokenCredential> _assigned = new(StringComparer.Ordinal);
    private readonly Lazy<TokenCredential> _own = new(static () => new DefaultAzureCredential());

    /// <summary>The host's own identity, or the managed one of a client id.</summary>
    public TokenCredential Credential(string? clientId) => clientId is null
        ? _own.Value
        : _assigned.GetOrAdd(clientId, static id => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(id)));

    public async ValueTask<string> Get(string scope, string? clientId, CancellationToken cancel)
    {
        try
        {
            return (await Credential(clientId).GetTokenAsync(new TokenRequestContext([scope]), cancel)).Token;
        }
        catch (AuthenticationFailedException e)
        {
            // The other lines are about each way that was tried.
            throw new TaskFailedException(
                "Events.ConnectionResource.InvalidConnectionState", $"The host has no token for '{scope}': {e.Message.Split('\n')[0].TrimEnd()}");
        }
    }
}
