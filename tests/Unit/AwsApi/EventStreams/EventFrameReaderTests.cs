using System.Text;
using FunctionsAsl.AwsApi;
using FunctionsAsl.AwsApi.EventStreams;
using FunctionsAsl.AwsApi.Protocols;
using Xunit;
using static FunctionsAsl.Support.EventStreams.EventFrames;

namespace FunctionsAsl.Unit.AwsApi.EventStreams;

/// <summary>Frames of <c>application/vnd.amazon.eventstream</c>, and bytes that are none.</summary>
public sealed class EventFrameReaderTests
{
    /// <summary>Of each type of header (Smithy, "Amazon Event Stream Specification"), as many bytes as its value has.</summary>
    private static readonly byte[] AllTypes =
    [
        .. Header("true", 0), .. Header("false", 1), .. Header("byte", 2, 1), .. Header("short", 3, 1, 2), .. Header("int", 4, 1, 2, 3, 4),
        .. Header("long", 5, 1, 2, 3, 4, 5, 6, 7, 8), .. Header("bytes", 6, 0, 1, 255), .. Header("text", 7, 0, 2, 0xC3, 0x84),
        .. Header("time", 8, 1, 2, 3, 4, 5, 6, 7, 8), .. Header("uuid", 9, [.. Enumerable.Range(0, 16).Select(static i => (byte)i)]),
    ];

    [Fact]
    public void The_checksum_is_that_of_Ethernet() => Assert.Equal(0xCBF4_3926, Crc32.Of("123456789"u8));

    /// <summary>A frame of botocore's own tests (tests/unit/test_eventstream.py, "empty message" and "payload no headers").</summary>
    [Theory]
    [InlineData("000000100000000005c248eb7d98c8ff", "")]
    [InlineData("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936", "{'foo':'bar'}")]
    public async Task Frames_of_AWS_are_read(string hex, string payload)
    {
        EventFrame[] frames = await ReadAllAsync(Convert.FromHexString(hex));
        Assert.Equal(payload, Encoding.UTF8.GetString(Assert.Single(frames).Payload.Span));
        Assert.Empty(frames[0].Headers);
    }

    [Fact]
    public async Task Headers_of_all_types_are_passed_over_and_texts_kept()
    {
        EventFrame[] frames = await ReadAllAsync([.. Frame([1, 2], AllTypes), .. Event("e", "{}")]);
        Assert.Equal(new KeyValuePair<string, string>("text", "Ä"), Assert.Single(frames[0].Headers));
        Assert.Equal([1, 2], frames[0].Payload.ToArray());
        Assert.Equal("e", frames[1].Headers[":event-type"]);
    }

    /// <summary>However the stream comes in pieces, and wherever it ends: nothing, or whole frames, or an error that says so.</summary>
    [Fact]
    public async Task A_stream_that_ends_early_is_refused_at_every_byte()
    {
        byte[] first = Frame([1, 2, 3], AllTypes);
        byte[] both = [.. first, .. Event("e", "{}")];
        for (int end = 0; end <= both.Length; end++)
        {
            if (end == 0 || end == first.Length || end == both.Length)
            {
                Assert.Equal(end == 0 ? 0 : end == first.Length ? 1 : 2, (await ReadAllAsync(both[..end])).Length);
                continue;
            }

            AwsFormatException refused = await Assert.ThrowsAsync<AwsFormatException>(() => ReadAllAsync(both[..end]));
            Assert.Equal("The stream of events ended within a message.", refused.Message);
        }
    }

    [Fact]
    public async Task A_byte_that_is_another_is_found_wherever_it_is()
    {
        byte[] frame = Frame([1, 2, 3], AllTypes);
        for (int at = 0; at < frame.Length; at++)
        {
            foreach (byte flip in (byte[])[1, 0x80, 0xFF])
            {
                byte[] broken = [.. frame];
                broken[at] ^= flip;
                AwsFormatException refused = await Assert.ThrowsAsync<AwsFormatException>(() => ReadAllAsync(broken));
                Assert.Equal("The stream of events is broken: the checksum of a message does not fit.", refused.Message);
            }
        }
    }

    public static TheoryData<byte[], string> Headers => new()
    {
        { [1], "a header goes on behind the others" },
        { [0, 7, 0], "a header goes on behind the others" },
        { [1, (byte)'a'], "a header goes on behind the others" },
        { [1, (byte)'a', 7, 0, 2, 65], "a header goes on behind the others" },
        { [1, (byte)'a', 10], "no header has the type 10" },
        { [1, 0xFF, 0], "a header is not UTF-8." },
        { [1, (byte)'a', 7, 0, 1, 0xC3], "a header is not UTF-8." },
        { [1, (byte)'a', 0, 1, (byte)'a', 1], "a message has two headers a" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Headers_that_cannot_be_are_refused(byte[] headers, string problem)
    {
        AwsFormatException refused = await Assert.ThrowsAsync<AwsFormatException>(() => ReadAllAsync(Frame([], headers)));
        Assert.Equal($"The stream of events is broken: {problem.TrimEnd('.')}.", refused.Message);
    }

    /// <summary>Lengths with the right checksum that no message can have: nothing is kept for them.</summary>
    [Theory]
    [InlineData("0000000f00000000", "a message cannot have 15 bytes")]
    [InlineData("ffffffff00000000", "a message cannot have 4294967295 bytes")]
    [InlineData("0182001100000000", "a message cannot have 25296913 bytes")]
    [InlineData("0000001000000001", "the headers of a message of 16 bytes cannot have 1")]
    [InlineData("00100000ffffffff", "the headers of a message of 1048576 bytes cannot have 4294967295")]
    [InlineData("0010000000020001", "the headers of a message of 1048576 bytes cannot have 131073")]
    public async Task Lengths_that_cannot_be_are_refused(string lengths, string problem)
    {
        byte[] bytes = Convert.FromHexString(lengths);
        byte[] checksum = [.. BitConverter.GetBytes(Crc32.Of(bytes)).Reverse()];
        AwsFormatException refused = await Assert.ThrowsAsync<AwsFormatException>(() => ReadAllAsync([.. bytes, .. checksum]));
        Assert.Equal($"The stream of events is broken: {problem}.", refused.Message);
    }

    [Fact]
    public async Task Bytes_of_any_kind_come_to_frames_or_to_a_format_error()
    {
        var random = new Random(20261130);
        for (int round = 0; round < 2_000; round++)
        {
            byte[] bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            // Half of them as headers of a frame whose checksums are right, which lets them in.
            byte[] stream = round % 2 == 0 ? bytes : Frame(bytes[(bytes.Length / 2)..], bytes[..(bytes.Length / 2)]);
            try
            {
                await ReadAllAsync(stream);
            }
            catch (AwsFormatException e)
            {
                Assert.StartsWith("The stream of events ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static async Task<EventFrame[]> ReadAllAsync(byte[] bytes)
    {
        var reader = new EventFrameReader(new PieceStream(bytes));
        List<EventFrame> frames = [];
        while (await reader.ReadAsync(CancellationToken.None) is { } frame)
        {
            frames.Add(frame);
        }

        return [.. frames];
    }

    /// <summary>Gives at most three bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(3, buffer.Length)], cancellationToken);
    }
}
