using System.Buffers.Binary;
using System.Net;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>Calls of gRPC with one message each way, over HTTP/2 ("gRPC over HTTP2"; OpenTelemetry's own exporter for .NET makes them so too).</summary>
internal static class OtlpGrpc
{
    /// <summary>Whether what follows is compressed, and how long it is.</summary>
    private const int Head = 5;

    private const string StatusHeader = "grpc-status";
    private const string Ok = "0";
    private const string ResourceExhausted = "8";

    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        byte[] frame = new byte[Head + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(Head));
        return frame;
    }

    /// <summary>The message of an answer; empty where it has none that can be read.</summary>
    public static ReadOnlySpan<byte> Message(ReadOnlySpan<byte> frame) =>
        frame.Length > Head && frame[0] == 0 && BinaryPrimitives.ReadInt32BigEndian(frame[1..]) == frame.Length - Head ? frame[Head..] : [];

    /// <summary>Has a request go by HTTP/2 from its first byte on: over http:// nothing is agreed on before.</summary>
    public static void Prepare(HttpRequestMessage request)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.TE.Add(new("trailers"));
    }

    /// <summary>Reads the status, which stands behind the message, or among the headers where there is none.</summary>
    /// <param name="response">Read to its end.</param>
    /// <exception cref="RefusedException">The call failed, and would again.</exception>
    /// <exception cref="HttpRequestException">It failed, and may succeed later.</exception>
    public static void Check(HttpResponseMessage response)
    {
        string? status = Header(StatusHeader);
        if (status == Ok)
        {
            return;
        }

        string problem = $"It answered with gRPC status {status ?? "none"}: {Header("grpc-message")}";
        // CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ("OTLP/gRPC Response", "Failures").
        throw status is "1" or "4" or "10" or "11" or "14" or "15" || (status == ResourceExhausted && HasRetryDelay(Header("grpc-status-details-bin")))
            ? new HttpRequestException(problem)
            : new RefusedException(problem);

        string? Header(string name) => response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;
    }

    /// <summary>Whether details (google.rpc.Status, base64 mostly without its padding) say when to try again.</summary>
    private static bool HasRetryDelay(string? details)
    {
        byte[] bytes = new byte[details?.Length ?? 0];
        return Convert.TryFromBase64String((details ?? "").TrimEnd('=').PadRight((bytes.Length + 3) / 4 * 4, '='), bytes, out int length)
            && bytes.AsSpan(0, length).IndexOf("google.rpc.RetryInfo"u8) >= 0;
    }
}
