using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FunctionsAsl.Support.Fuzz;

/// <summary>Sends <see cref="FuzzRequests"/> to a server, each on a connection of its own.</summary>
/// <param name="port">Where it listens on this machine.</param>
public sealed class FuzzRun(int port, int seed)
{
    // ListStateMachines must be answered within this time, whatever else is sent.
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(10);

    // Who is not answered goes.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(5);

    private readonly FuzzRequests _requests = new(seed);

    /// <summary>How many requests were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends the next request.</summary>
    /// <returns>What is wrong with the server, the seed and the request; <see langword="null"/> where nothing is.</returns>
    public async Task<string?> StepAsync()
    {
        FuzzRequest request = _requests.Next();
        Sent++;
        string answer = await ExchangeAsync(request.Bytes, request.IsAnswered ? HangLimit : Patience);
        return answer.StartsWith("HTTP/1.1 500", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"500 at seed {seed}, request {Sent}:\n{request}\n{answer}")
            : null;
    }

    /// <summary>Asks what must always be answered.</summary>
    /// <returns>As <see cref="StepAsync"/>.</returns>
    public async Task<string?> ProbeAsync()
    {
        const string List = "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\nContent-Length: 2\r\n\r\n{}";
        string answer = await ExchangeAsync(Encoding.ASCII.GetBytes(List), HangLimit);
        return answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"No answer to ListStateMachines after request {Sent} of seed {seed}: '{answer}'");
    }

    /// <summary>Sends bytes, and reads the first line of the answer at least.</summary>
    private async Task<string> ExchangeAsync(byte[] bytes, TimeSpan patience)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource(patience);
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
            await socket.SendAsync(bytes);
            while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf((byte)'\n') < 0)
            {
                int read = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server wants to hear no more, or the client has no more patience.
        }

        return Encoding.Latin1.GetString(buffer, 0, length);
    }
}
