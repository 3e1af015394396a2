using System.Buffers.Binary;
using System.Text;
using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.AwsApi.EventStreams;

/// <summary>
/// Cuts a stream into frames (Smithy, "Amazon Event Stream Specification"). A frame: its length, the length of its headers and the checksum of
/// these two; headers; the payload; the checksum of all that. Numbers have their highest byte first.
/// </summary>
/// <param name="content">Is read no further than to the end of the frame that is asked for.</param>
public sealed class EventFrameReader(Stream content)
{
    private const int PreludeBytes = 12;
    private const int ChecksumBytes = 4;
    private const int MaxHeaderBytes = 128 * 1024;

    /// <summary>As much as AWS's own readers take: 24 MiB of payload.</summary>
    private const int MaxFrameBytes = PreludeBytes + MaxHeaderBytes + (24 * 1024 * 1024) + ChecksumBytes;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns><see langword="null"/> where the stream ends behind a frame.</returns>
    /// <exception cref="AwsFormatException">What comes is no frame, or ends within one.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<EventFrame?> ReadAsync(CancellationToken cancel)
    {
        byte[] prelude = new byte[PreludeBytes];
        int count = await content.ReadAtLeastAsync(prelude, PreludeBytes, throwOnEndOfStream: false, cancel);
        if (count == 0)
        {
            return null;
        }

        (int length, int headers) = count == PreludeBytes ? Lengths(prelude) : throw Cut();
        byte[] frame = new byte[length];
        prelude.CopyTo(frame, 0);
        int rest = length - PreludeBytes;
        if (await content.ReadAtLeastAsync(frame.AsMemory(PreludeBytes), rest, throwOnEndOfStream: false, cancel) < rest)
        {
            throw Cut();
        }

        Verify(frame);
        return new EventFrame(
            ReadHeaders(frame.AsSpan(PreludeBytes, headers)), frame.AsMemory()[(PreludeBytes + headers)..^ChecksumBytes]);
    }

    private static (int Length, int Headers) Lengths(ReadOnlySpan<byte> prelude)
    {
        Verify(prelude);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        uint headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (length is < PreludeBytes + ChecksumBytes or > MaxFrameBytes)
        {
            throw Broken(string.Create(CultureInfo.InvariantCulture, $"a message cannot have {length} bytes"));
        }

        return headers <= Math.Min(length - PreludeBytes - ChecksumBytes, MaxHeaderBytes)
            ? ((int)length, (int)headers)
            : throw Broken(string.Create(CultureInfo.InvariantCulture, $"the headers of a message of {length} bytes cannot have {headers}"));
    }

    /// <summary>The last four bytes are the checksum of those before them.</summary>
    private static void Verify(ReadOnlySpan<byte> bytes)
    {
        if (Crc32.Of(bytes[..^ChecksumBytes]) != BinaryPrimitives.ReadUInt32BigEndian(bytes[^ChecksumBytes..]))
        {
            throw Broken("the checksum of a message does not fit");
        }
    }

    private static Dictionary<string, string> ReadHeaders(ReadOnlySpan<byte> bytes)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!bytes.IsEmpty)
        {
            string name = TextOf(Take(ref bytes, Take(ref bytes, 1)[0]));
            if (!names.Add(name))
            {
                throw Broken($"a message has two headers {name}");
            }

            byte type = Take(ref bytes, 1)[0];
            ReadOnlySpan<byte> value = Take(ref bytes, ValueBytes(type, ref bytes));
            if (type == 7)
            {
                headers[name] = TextOf(value);
            }
        }

        return headers;
    }

    /// <summary>How long a header's value is, whose type this is.</summary>
    private static int ValueBytes(byte type, ref ReadOnlySpan<byte> bytes) => type switch
    {
        // True, false, byte, short, integer, long, bytes, text, time, UUID.
        0 or 1 => 0,
        2 => 1,
        3 => 2,
        4 => 4,
        5 or 8 => 8,
        6 or 7 => BinaryPrimitives.ReadUInt16BigEndian(Take(ref bytes, 2)),
        9 => 16,
        _ => throw Broken(string.Create(CultureInfo.InvariantCulture, $"no header has the type {type}")),
    };

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count > bytes.Length)
        {
            throw Broken("a header goes on behind the others");
        }

        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new AwsFormatException("The stream of events is broken: a header is not UTF-8.", e);
        }
    }

    private static AwsFormatException Cut() => new("The stream of events ended within a message.");

    private static AwsFormatException Broken(string problem) => new($"The stream of events is broken: {problem}.");
}
