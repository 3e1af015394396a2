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

    public async Task<JsonMap> CallAsync(string operation, JsonMap request)
    {
        await _socket.SendAsync(Request(operation, request.ToUtf8()));
        int read = 0;
        while (true)
        {
            read += await _socket.ReceiveAsync(Room(read)) is > 0 and int received ? received : throw Closed();
            if (Answer(read) is { } answer)
            {
                return (JsonMap)JsonAny.Parse(answer.Span);
            }
        }
    }

    /// <summary>The bytes of a request to the AWS protocol.</summary>
    public byte[] Request(string operation, byte[] body) =>
    [
        .. Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: {_endpoint.Authority}\r\nX-Amz-Target: AWSStepFunctions.{operation}\r\n"
            + $"Content-Type: application/x-amz-json-1.0\r\nContent-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    /// <summary>Sends a request, whose answer is then to be <see cref="Receive">received</see>; waits on this thread.</summary>
    public void Send(byte[] request) => _socket.Send(request);

    /// <summary>Waits on this thread for the answer to the request that was sent.</summary>
    /// <exception cref="IOException">It was refused, or the server closed the connection.</exception>
    public void Receive()
    {
        int read = 0;
        do
        {
            read += _socket.Receive(Room(read).Span) is > 0 and int received ? received : throw Closed();
        }
        while (Answer(read) is null);
    }

    public void Dispose() => _socket.Dispose();

    private static IOException Closed() => new("The server closed the connection.");

    /// <summary>Room behind what has come.</summary>
    private Memory<byte> Room(int read)
    {
        if (read == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * read);
        }

        return _buffer.AsMemory(read);
    }

    /// <summary>The body, once all of it is there.</summary>
    private ReadOnlyMemory<byte>? Answer(int read)
    {
        Span<byte> text = _buffer.AsSpan(0, read);
        if (HttpText.Body(text) is not { } body)
        {
            return null;
        }

        return text.StartsWith("HTTP/1.1 200"u8) ? _buffer.AsMemory(body) : throw new IOException(Encoding.UTF8.GetString(text));
    }
}
