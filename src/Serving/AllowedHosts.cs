using System.Net;

namespace FunctionsAsl.Serving;

/// <summary>
/// The names under which this server may be asked. Whoever owns a domain can have it point here, and their web page then has a browser
/// send requests from this machine (DNS rebinding); only under such a name, so all that nobody can own are safe.
/// </summary>
/// <param name="names">Further names, of whoever runs the server.</param>
public sealed class AllowedHosts(IEnumerable<string> names)
{
    private readonly HashSet<string> _names = new(["localhost", "sync-localhost", .. names], StringComparer.OrdinalIgnoreCase);

    /// <param name="header">The header <c>Host</c>; empty where there is none, which no browser sends.</param>
    public bool Allow(string header)
    {
        string name = new HostString(header).Host.TrimEnd('.');
        return name.Length == 0
            || _names.Contains(name)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(name.Trim('[', ']'), out _);
    }
}
