using System.Net;
using System.Net.Sockets;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>One connection; no more of HTTP than the server's answers need, so that the load costs little itself.</summary>
internal sealed class Client : IDisposable
{
    private readonly Uri _endpoint;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[64 * 1024];

    public Client(Uri endpoint)
    {
        _endpoint = endpoint;
        _socket.Connect(IPAddress.Parse(endpoint.Host), endpoint.Port);
    }

    public async Task<JsonObject> CallAsync(string operation, JsonObject request)
    {
        byte[] sent = request.ToUtf8();
        string head = $"POST / HTTP/1.1\r\nHost: {_endpoint.Authority}\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\n"
            + $"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {sent.Length}\r\n\r\n";
        await _socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. sent]);
        int read = 0;
        while (true)
        {
            if (read == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * read);
            }

            int received = await _socket.ReceiveAsync(_buffer.AsMemory(read));
            read += received;
            if (received == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            if (Parse(_buffer.AsSpan(0, read)) is { } body)
            {
                return (JsonObject)JsonValue.Parse(body);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[]? Parse(ReadOnlySpan<byte> text)
    {
        byte[]? body = HttpText.Body(text);
        return body is null || text.StartsWith("HTTP/1.1 200"u8) ? body : throw new IOException(Encoding.UTF8.GetString(text));
    }
}
