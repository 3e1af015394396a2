using System.Buffers;

namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>
/// Writes what came of children as AWS does: members in the order of their names, inputs and outputs as texts (ST distributed_map,
/// cancel_pending).
/// </summary>
/// <param name="to">Where the text goes.</param>
public readonly struct ResultText(ArrayBufferWriter<byte> to)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>All that is known of a child.</summary>
    public void WriteRecord(ChildResult child)
    {
        to.Write("{"u8);
        Write("\"Cause\":"u8, child.Cause);
        Write("\"Error\":"u8, child.Error);
        Write("\"ExecutionArn\":"u8, child.ExecutionArn);
        to.Write("\"Input\":"u8);
        WriteQuoted(child.Input);
        to.Write(",\"InputDetails\":{\"Included\":true},"u8);
        Write("\"Name\":"u8, child.Name);
        if (child.Output is { } output)
        {
            to.Write("\"Output\":"u8);
            WriteQuoted(output);
            to.Write(","u8);
        }

        if (child.Status != ChildResult.Pending)
        {
            // Of those that failed, too.
            to.Write("\"OutputDetails\":{\"Included\":true},"u8);
        }

        if (child.RedriveCount is { } count)
        {
            to.Write("\"RedriveCount\":"u8);
            count.TryFormat(to.GetSpan(11), out int written, provider: CultureInfo.InvariantCulture);
            to.Advance(written);
            to.Write(","u8);
        }

        Write("\"RedriveStatus\":"u8, child.RedriveStatus);
        Write("\"RedriveStatusReason\":"u8, child.RedriveStatusReason);
        if (child.StartDate is { } start)
        {
            Write("\"StartDate\":\""u8, start);
            to.Write("\","u8);
        }

        Write("\"StateMachineArn\":"u8, child.StateMachineArn);
        to.Write("\"Status\":"u8);
        WriteValue(child.Status);
        if (child.StopDate is { } stop)
        {
            Write(",\"StopDate\":\""u8, stop);
            to.Write("\""u8);
        }

        to.Write("}"u8);
    }

    /// <summary>A value as it is, in one line.</summary>
    public void WriteJson(ChildText text)
    {
        if (text.Value is { } value)
        {
            // Compact, without the white space that it may have been read with.
            WriteValue(value.ContainsSourceText() ? JsonReader.Read(value.ToUtf8()) : value);
        }
        else if (text.Utf8.Span.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            WriteValue(JsonReader.Read(text.Utf8.Span));
        }
        else
        {
            to.Write(text.Utf8.Span);
        }
    }

    private void WriteValue(JsonAny value)
    {
        Span<byte> span = to.GetSpan(value.Utf8Length);
        to.Advance(JsonWriter.Write(value, span));
    }

    private void Write(ReadOnlySpan<byte> before, DateTimeOffset time)
    {
        to.Write(before);
        time.UtcDateTime.TryFormat(to.GetSpan(TimeFormat.Length), out int written, TimeFormat, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private void Write(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            to.Write(name);
            WriteValue(text);
            to.Write(","u8);
        }
    }

    private void WriteQuoted(ChildText text)
    {
        if (text.Value is not { } value)
        {
            WriteQuoted(text.Utf8.Span);
            return;
        }

        byte[] utf8 = ArrayPool<byte>.Shared.Rent(value.Utf8Length);
        WriteQuoted(utf8.AsSpan(0, JsonWriter.Write(value, utf8)));
        ArrayPool<byte>.Shared.Return(utf8);
    }

    private void WriteQuoted(ReadOnlySpan<byte> text)
    {
        Span<byte> span = to.GetSpan(JsonWriter.MeasureString(text));
        to.Advance(JsonWriter.WriteString(text, span));
    }
}
