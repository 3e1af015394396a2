using System.Buffers.Binary;
using System.Text;
using FunctionsAsl.AwsApi;

namespace FunctionsAsl.Support.EventStreams;

/// <summary>Writes streams of events as AWS's services send them.</summary>
public static class EventFrames
{
    private const byte TextType = 7;

    /// <summary>An event: its kind, and its members in JSON.</summary>
    public static byte[] Event(string type, string members) =>
        Frame(Encoding.UTF8.GetBytes(members), (":message-type", "event"), (":event-type", type), (":content-type", "application/json"));

    /// <summary>An error that the model has.</summary>
    public static byte[] Exception(string type, string members) =>
        Frame(Encoding.UTF8.GetBytes(members), (":message-type", "exception"), (":exception-type", type), (":content-type", "application/json"));

    public static byte[] Frame(byte[] payload, params (string Name, string Value)[] headers) =>
        Frame(payload, [.. headers.SelectMany(static h => Header(h.Name, TextType, [.. Length(h.Value), .. Encoding.UTF8.GetBytes(h.Value)]))]);

    /// <summary>A frame whose headers are these bytes.</summary>
    public static byte[] Frame(byte[] payload, byte[] headers)
    {
        byte[] lengths = [.. Number(16 + headers.Length + payload.Length), .. Number(headers.Length)];
        byte[] frame = [.. lengths, .. Number((int)Crc32.Of(lengths)), .. headers, .. payload];
        return [.. frame, .. Number((int)Crc32.Of(frame))];
    }

    public static byte[] Header(string name, byte type, params byte[] value) => [(byte)Encoding.UTF8.GetByteCount(name), .. Encoding.UTF8.GetBytes(name), type, .. value];

    private static byte[] Length(string text)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)Encoding.UTF8.GetByteCount(text));
        return bytes;
    }

    private static byte[] Number(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
