using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Numerics;
using System.Text;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// OTLP's messages as Protocol Buffers have them in bytes: written from their JSON (<see cref="OtlpJson"/>) by a table of the fields that it
/// has here (opentelemetry-proto 1), and read as far as answers say something.
/// </summary>
/// <remarks>
/// Of <c>Google.Protobuf</c> this would use what <see cref="Backwards"/> and <see cref="ReadVarint"/> are: its classes are a second model of the
/// same, and its writer asks for the length of each message before it is written.
/// </remarks>
internal static class OtlpProtobuf
{
    // Wire types; of those that nobody sends here only the length matters.
    private const int Varint = 0;
    private const int Eight = 1;
    private const int Counted = 2;
    private const int LongestVarint = 10;

    private static readonly Message Value = new(Text("stringValue", 1), Whole("boolValue", 2), Whole("intValue", 3));

    private static readonly Message Attribute = new(Text("key", 1), Of("value", 2, Value));

    private static readonly Message Span = new(
        Id("traceId", 1),
        Id("spanId", 2),
        Id("parentSpanId", 4),
        Text("name", 5),
        Whole("kind", 6),
        Fixed("startTimeUnixNano", 7),
        Fixed("endTimeUnixNano", 8),
        Of("attributes", 9, Attribute),
        Of("status", 15, new(Text("message", 2), Whole("code", 3))));

    private static readonly Message LogRecord = new(
        Fixed("timeUnixNano", 1),
        Whole("severityNumber", 2),
        Text("severityText", 3),
        Of("body", 5, Value),
        Of("attributes", 6, Attribute),
        Id("traceId", 9),
        Id("spanId", 10),
        Text("eventName", 12));

    private static readonly Message Number = new(
        Fixed("startTimeUnixNano", 2), Fixed("timeUnixNano", 3), Fixed("asInt", 6), Of("attributes", 7, Attribute));

    private static readonly Message Distribution = new(
        Fixed("startTimeUnixNano", 2),
        Fixed("timeUnixNano", 3),
        Fixed("count", 4),
        Real("sum", 5),
        Fixed("bucketCounts", 6),
        Real("explicitBounds", 7),
        Of("attributes", 9, Attribute));

    private static readonly Message Metric = new(
        Text("name", 1),
        Text("unit", 3),
        Of("sum", 7, new(Of("dataPoints", 1, Number), Whole("aggregationTemporality", 2), Whole("isMonotonic", 3))),
        Of("histogram", 9, new(Of("dataPoints", 1, Distribution), Whole("aggregationTemporality", 2))));

    /// <summary>A request of any signal.</summary>
    private static readonly Message Request = new(
        Resource(OtlpSignal.Traces, Span), Resource(OtlpSignal.Metrics, Metric), Resource(OtlpSignal.Logs, LogRecord));

    /// <param name="request">As <see cref="OtlpJson.Request"/> makes it.</param>
    public static byte[] Write(JsonMap request)
    {
        var written = new Backwards();
        Write(request, Request, written);
        return written.ToArray();
    }

    /// <summary>How many records an answer says were refused: its partial success, and of that the first field, whatever the signal.</summary>
    public static long Rejected(ReadOnlySpan<byte> answer) =>
        Find(answer, Tag(1, Counted), out _, out ReadOnlySpan<byte> partial) && Find(partial, Tag(1, Varint), out long count, out _) ? count : 0;

    private static Field Text(string name, int number) => new(name, number, Kind.Text);

    private static Field Id(string name, int number) => new(name, number, Kind.Id);

    private static Field Whole(string name, int number) => new(name, number, Kind.Whole);

    private static Field Fixed(string name, int number) => new(name, number, Kind.Fixed);

    private static Field Real(string name, int number) => new(name, number, Kind.Real);

    private static Field Of(string name, int number, Message message) => new(name, number, Kind.Message, message);

    private static Field Resource(OtlpSignal signal, Message record) => Of($"resource{signal.Data}", 1, new(
        Of("resource", 1, new(Of("attributes", 1, Attribute))),
        Of($"scope{signal.Data}", 2, new(Of("scope", 1, new(Text("name", 1))), Of(signal.Records, 2, record)))));

    private static void Write(JsonMap message, Message fields, Backwards written)
    {
        for (int i = message.Count - 1; i >= 0; i--)
        {
            (string name, JsonAny value) = message[i];
            Write(value, fields[name], written);
        }
    }

    private static void Write(JsonAny value, Field field, Backwards written)
    {
        // Numbers of a list stand together in one field, anything else in a field each.
        if (value is JsonList list && field.Kind <= Kind.Message)
        {
            for (int i = list.Count - 1; i >= 0; i--)
            {
                Write(list[i], field, written);
            }

            return;
        }

        int end = written.Length;
        WriteContent(value, field, written);
        if (value is JsonList || field.Kind <= Kind.Message)
        {
            written.Varint((ulong)(written.Length - end));
            written.Varint(Tag(field.Number, Counted));
        }
        else
        {
            written.Varint(Tag(field.Number, field.Kind == Kind.Whole ? Varint : Eight));
        }
    }

    private static void WriteContent(JsonAny value, Field field, Backwards written)
    {
        switch (field.Kind)
        {
            case Kind.Text:
                string text = ((JsonString)value).Value;
                Encoding.UTF8.GetBytes(text, written.Take(Encoding.UTF8.GetByteCount(text)));
                break;
            case Kind.Id:
                string digits = ((JsonString)value).Value;
                Convert.FromHexString(digits, written.Take(digits.Length / 2), out _, out _);
                break;
            case Kind.Message:
                Write((JsonMap)value, field.Message!, written);
                break;
            case Kind.Whole:
                written.Varint((ulong)Integer(value));
                break;
            case var _ when value is JsonList numbers:
                for (int i = numbers.Count - 1; i >= 0; i--)
                {
                    WriteContent(numbers[i], field, written);
                }

                break;
            case Kind.Fixed:
                BinaryPrimitives.WriteInt64LittleEndian(written.Take(sizeof(long)), Integer(value));
                break;
            case Kind.Real:
                BinaryPrimitives.WriteDoubleLittleEndian(written.Take(sizeof(double)), ((JsonNumber)value).AsDouble);
                break;
        }
    }

    private static long Integer(JsonAny value) => value switch
    {
        JsonBoolean truth => truth.Value ? 1 : 0,
        JsonString text => long.Parse(text.Value, CultureInfo.InvariantCulture),
        _ => (long)((JsonNumber)value).AsDouble,
    };

    /// <summary>Finds a field of a message: its number, or its content.</summary>
    private static bool Find(ReadOnlySpan<byte> message, ulong tag, out long number, out ReadOnlySpan<byte> content)
    {
        while (!message.IsEmpty)
        {
            ulong found = ReadVarint(ref message);
            int wire = (int)found & 7;
            ulong value = wire is Varint or Counted ? ReadVarint(ref message) : (ulong)(wire is Eight ? sizeof(long) : sizeof(int));
            ulong length = wire is Varint ? 0 : value;
            if (length > (ulong)message.Length)
            {
                break;
            }

            content = message[..(int)length];
            if (found == tag)
            {
                number = (long)value;
                return true;
            }

            message = message[(int)length..];
        }

        number = 0;
        content = default;
        return false;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> from)
    {
        ulong value = 0;
        for (int i = 0; i < from.Length && i < LongestVarint; i++)
        {
            value |= (from[i] & 0x7FUL) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                return value;
            }
        }

        from = [];
        return 0;
    }

    private static ulong Tag(int field, int wire) => ((ulong)field << 3) | (uint)wire;

    /// <param name="Name">In JSON.</param>
    /// <param name="Message">The fields of a message; <see langword="null"/> of anything else.</param>
    private sealed record Field(string Name, int Number, Kind Kind, Message? Message = null);

    private sealed class Message(params ReadOnlySpan<Field> fields)
    {
        private readonly FrozenDictionary<string, Field> _fields = fields.ToArray().ToFrozenDictionary(static field => field.Name);

        public Field this[string name] => _fields[name];
    }

    /// <summary>Bytes written from the end on: how long a message is has to be said in front of it, and is known then.</summary>
    private sealed class Backwards
    {
        private byte[] _bytes = new byte[1024];

        public int Length { get; private set; }

        /// <summary>Room in front of what there is.</summary>
        public Span<byte> Take(int count)
        {
            if (Length + count > _bytes.Length)
            {
                byte[] larger = new byte[Math.Max(Length + count, 2 * _bytes.Length)];
                _bytes.AsSpan(_bytes.Length - Length).CopyTo(larger.AsSpan(larger.Length - Length));
                _bytes = larger;
            }

            Length += count;
            return _bytes.AsSpan(_bytes.Length - Length, count);
        }

        public void Varint(ulong value)
        {
            Span<byte> bytes = Take((BitOperations.Log2(value) / 7) + 1);
            foreach (ref byte part in bytes)
            {
                part = (byte)(value | 0x80);
                value >>= 7;
            }

            bytes[^1] &= 0x7F;
        }

        public byte[] ToArray() => _bytes[^Length..];
    }

    /// <summary>How a field is written: the first three with their length in front.</summary>
    private enum Kind
    {
        Text,

        /// <summary>Bytes; hexadecimal digits in JSON.</summary>
        Id,
        Message,

        /// <summary>An integer or truth, in as many bytes as it takes.</summary>
        Whole,

        /// <summary>An integer, in eight bytes.</summary>
        Fixed,

        /// <summary>A fraction, in eight bytes.</summary>
        Real,
    }
}
