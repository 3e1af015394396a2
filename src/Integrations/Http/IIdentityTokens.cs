namespace FunctionsAsl.Integrations.Http;

/// <summary>Gives tokens of the identity that the host runs as: a managed identity on Azure. It keeps them as long as they hold.</summary>
public interface IIdentityTokens
{
    /// <param name="scope">Whom the token is for, as <c>https://graph.microsoft.com/.default</c>.</param>
    /// <param name="clientId">Which of several user-assigned identities; <see langword="null"/> for the host's own.</param>
    /// <exception cref="TaskFailedException">There is none to be had.</exception>
    ValueTask<string> Get(string scope, string? clientId, CancellationToken cancel);
}
