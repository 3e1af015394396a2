namespace FunctionsAsl.Integrations.Http;

/// <summary>How a connection proves who calls.</summary>
internal abstract class ConnectionAuthorization
{
    /// <summary>Whether another header may be had after one that was refused.</summary>
    public virtual bool IsRenewable => false;

    /// <summary>The header that proves it.</summary>
    /// <param name="refused">The one that the API has just refused (401); <see langword="null"/> where none was.</param>
    /// <exception cref="TaskFailedException">There is none to be had.</exception>
    public abstract ValueTask<HttpField> HeaderAsync(HttpField? refused, CancellationToken cancel);
}

/// <summary>A header that stays as it is: <c>BASIC</c> and <c>API_KEY</c>.</summary>
internal sealed class FixedAuthorization(HttpField header) : ConnectionAuthorization
{
    public override ValueTask<HttpField> HeaderAsync(HttpField? refused, CancellationToken cancel) => new(header);
}

/// <summary>A token of the host's identity: <c>MANAGED_IDENTITY</c>, which EventBridge does not have.</summary>
internal sealed class IdentityAuthorization(IIdentityTokens tokens, string scope, string? clientId) : ConnectionAuthorization
{
    public override async ValueTask<HttpField> HeaderAsync(HttpField? refused, CancellationToken cancel) =>
        new("Authorization", $"Bearer {await tokens.Get(scope, clientId, cancel)}", IsSecret: true);
}
