namespace FunctionsAsl.Integrations.Http;

/// <summary>A connection of EventBridge, as the settings of this host have it: who calls, and what goes with every call.</summary>
internal sealed record Connection(
    string Name,
    ConnectionAuthorization Authorization,
    IReadOnlyList<HttpField> Headers,
    IReadOnlyList<HttpField> Query,
    IReadOnlyList<HttpField> Body)
{
    /// <summary>What the addresses begin with that it may be used for; empty for all.</summary>
    public IReadOnlyList<Uri> Endpoints { get; init; } = [];

    /// <summary>Refuses to take the connection's secrets elsewhere: whoever writes a definition says where it calls.</summary>
    /// <exception cref="TaskFailedException">States.Http.AccessDenied, which is AWS's name where a role does not allow an address.</exception>
    public void Check(Uri address)
    {
        if (Endpoints.Count > 0 && !Endpoints.Any(allowed => IsWithin(address, allowed)))
        {
            throw new TaskFailedException(
                "States.Http.AccessDenied",
                $"The connection '{Name}' is not for {address.GetLeftPart(UriPartial.Path)}: its ApiEndpoints in {Connections.Setting} do not have it.");
        }
    }

    /// <summary>Whether it is the same server, and the path begins so, at the end of a step.</summary>
    private static bool IsWithin(Uri address, Uri allowed)
    {
        string path = allowed.AbsolutePath.TrimEnd('/');
        return Uri.Compare(address, allowed, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            && address.AbsolutePath.StartsWith(path, StringComparison.Ordinal)
            && (address.AbsolutePath.Length == path.Length || address.AbsolutePath[path.Length] == '/')
            // What some servers take for a step upwards: also /..;x/.
            && !address.AbsolutePath.Contains("/..", StringComparison.Ordinal)
            && !address.AbsolutePath.Contains("%2e", StringComparison.OrdinalIgnoreCase)
            && !address.AbsolutePath.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            && !address.AbsolutePath.Contains("%5c", StringComparison.OrdinalIgnoreCase);
    }
}
