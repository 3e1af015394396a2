using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FunctionsAsl.EndToEnd;

/// <summary>A connection for what no HTTP client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public RawConnection(string endpoint) => _socket.Connect(IPAddress.Loopback, new Uri(endpoint).Port);

    /// <summary>Sends as much as the server takes: it may refuse the beginning and close.</summary>
    public async Task SendAsync(string text)
    {
        try
        {
            await _socket.SendAsync(Encoding.Latin1.GetBytes(text));
        }
        catch (SocketException)
        {
            // What was answered can still be read.
        }
    }

    /// <summary>The first line that the server answers; empty where it closes the connection without a word.</summary>
    public async Task<string> ReadStatusAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        try
        {
            while (buffer.AsSpan(0, length).IndexOf((byte)'\n') < 0 && length < buffer.Length)
            {
                int read = await _socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }
        }
        catch (SocketException)
        {
            // Closed hard: there is more than the server wanted to read.
        }

        return Encoding.Latin1.GetString(buffer, 0, length).Split('\r')[0];
    }

    /// <summary>Keeps what is sent until the connection ends, so that both come at once (TCP_CORK); on Linux only, elsewhere nothing happens.</summary>
    public void HoldBack()
    {
        const int Tcp = 6;
        const int Cork = 3;
        if (OperatingSystem.IsLinux())
        {
            _socket.NoDelay = false;
            _socket.SetRawSocketOption(Tcp, Cork, BitConverter.GetBytes(1));
        }
    }

    /// <summary>Goes without reading what is answered.</summary>
    /// <param name="isReset">Whether the server is told of a broken connection (RST), as where the client is killed, and not of its end (FIN).</param>
    public void Leave(bool isReset)
    {
        _socket.LingerState = new LingerOption(isReset, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
