using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FunctionsAsl.Integrations.Http;

/// <summary>
/// Keeps HTTP Tasks to public addresses: whoever writes a definition is not to reach what only this machine can, such as its own ports,
/// its neighbours, or the metadata of its cloud. Looked at is the address that is connected to, whatever name it came from.
/// </summary>
internal static class OutsideNetwork
{
    public const string Setting = "ASL_HTTP_ALLOW_PRIVATE";

    /// <summary>The special addresses of the registries of IANA (RFC 6890), and Azure's own.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Azure's wire server.
            "168.63.129.16/32",
            // Tunnels, tests and documentation within the public addresses of IPv6.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ]).Select(static text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    /// <summary>How a network of IPv6 alone writes the addresses of IPv4 (RFC 6052).</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether HTTP Tasks may go anywhere, and without encryption: for local development.</summary>
    /// <exception cref="SettingException">It is neither true nor false.</exception>
    public static bool IsAllowed(Func<string, string?> variable) => Settings.IsOn(Setting, variable);

    /// <summary>A client that goes where it is sent and follows nobody further; its calls end with their callers.</summary>
    /// <param name="isLocal">Whether it may go anywhere, also through a proxy: one would look names up by itself.</param>
    /// <param name="trust">Whose certificates are believed; those of the system where it is <see langword="null"/>.</param>
    public static HttpClient Client(bool isLocal, X509ChainPolicy? trust = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            // A trace is a header that nobody asked for.
            ActivityHeadersPropagator = null,
            SslOptions = { CertificateChainPolicy = trust },
        };
        if (!isLocal)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = ConnectAsync;
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        else if (Translated.Contains(address))
        {
            address = new IPAddress(address.GetAddressBytes().AsSpan(12));
        }

        return (address.AddressFamily == AddressFamily.InterNetwork || Public6.Contains(address))
            && !NotPublic.Any(network => network.Contains(address));
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        DnsEndPoint end = context.DnsEndPoint;
        IPAddress[] found = await Dns.GetHostAddressesAsync(end.Host, cancel);
        IPAddress[] allowed = [.. found.Where(IsPublic)];
        if (allowed.Length == 0)
        {
            throw new PrivateAddressException(end.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, end.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name stands for no public address.</summary>
internal sealed class PrivateAddressException(string host) : IOException(
    $"'{host}' is an address of a private network or of this machine; {OutsideNetwork.Setting}=true allows these, for local development.");
