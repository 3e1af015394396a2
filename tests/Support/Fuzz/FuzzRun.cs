using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FunctionsAsl.Support.Fuzz;

/// <summary>Sends <see cref="FuzzRequests"/> to a server, each on a connection of its own.</summary>
/// <param name="port">Where it listens on this machine.</param>
public sealed class FuzzRun(int port, int seed)
{
    private static readonly FuzzRequest List = new(
        ["POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray()],
        [new ExpectedAnswer(200, "stateMachines")]);

    private readonly FuzzRequests _requests = new(seed);

    /// <summary>How many connections were made to send something.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends the next request.</summary>
    /// <returns>What is wrong with the server, the seed and the request; <see langword="null"/> where nothing is.</returns>
    public Task<string?> StepAsync()
    {
        FuzzRequest request = _requests.Next();
        Sent++;
        return CheckAsync(request);
    }

    /// <summary>Asks what must always be answered.</summary>
    /// <returns>As <see cref="StepAsync"/>.</returns>
    public Task<string?> ProbeAsync() => CheckAsync(List);

    private async Task<string?> CheckAsync(FuzzRequest request)
    {
        (byte[] answer, bool ended) = await ExchangeAsync(request);
        string? problem = Problem(request, answer, ended);
        return problem is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture, $"{problem} at seed {seed}, request {Sent}: {request}\n--- answered\n{Encoding.Latin1.GetString(answer)}");
    }

    private static string? Problem(FuzzRequest request, byte[] answer, bool ended)
    {
        if (answer.AsSpan().StartsWith("HTTP/1.1 500"u8))
        {
            return "A failure of the server";
        }

        if (answer.Length == 0 && !ended && request.IsAnswered)
        {
            return "No answer";
        }

        if (request.Answers.Count == 0)
        {
            return null;
        }

        List<HttpAnswer> answers = HttpAnswer.In(answer);
        if (answers.Count != request.Answers.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{answers.Count} answers to {request.Answers.Count} requests");
        }

        for (int i = 0; i < answers.Count; i++)
        {
            ExpectedAnswer expected = request.Answers[i];
            if (answers[i].Status == 500
                || (expected.Status ?? answers[i].Status) != answers[i].Status
                || !answers[i].Body.Contains(expected.Part, StringComparison.Ordinal))
            {
                return string.Create(CultureInfo.InvariantCulture, $"Answer {i + 1} is not {expected}");
            }
        }

        return null;
    }

    /// <summary>Sends bytes, and reads the first line of the answer at least, or all the answers that must come.</summary>
    /// <returns>What was read, and whether the server has closed the connection.</returns>
    private async Task<(byte[] Answer, bool Ended)> ExchangeAsync(FuzzRequest request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource();
        using var answer = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
            for (int i = 0; i < request.Pieces.Count; i++)
            {
                await Task.Delay(i == 0 ? TimeSpan.Zero : request.Pause, CancellationToken.None);
                await socket.SendAsync(request.Pieces[i]);
            }

            if (request.ClosesHalf)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            limit.CancelAfter(request.Patience);
            while (!IsComplete(request, answer))
            {
                int read = await socket.ReceiveAsync(buffer, limit.Token);
                if (read == 0)
                {
                    return (answer.ToArray(), true);
                }

                answer.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            // The server wants to hear no more.
            return (answer.ToArray(), true);
        }
        catch (OperationCanceledException)
        {
            // The client has no more patience.
        }

        return (answer.ToArray(), false);
    }

    private static bool IsComplete(FuzzRequest request, MemoryStream answer)
    {
        ReadOnlySpan<byte> bytes = answer.GetBuffer().AsSpan(0, (int)answer.Length);
        return request.Answers.Count == 0 ? bytes.Contains((byte)'\n') : HttpAnswer.In(bytes).Count >= request.Answers.Count;
    }
}
