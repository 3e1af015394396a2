using System.Runtime.CompilerServices;

namespace FunctionsAsl.Integrations.Items;

/// <summary>JSON Lines: an item in each line.</summary>
internal sealed class JsonLinesFormat : IItemFormat
{
    public InputType Type => InputType.JsonLines;

    public async IAsyncEnumerable<JsonAny> ReadAsync(
        Stream content, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var window = new Window(content);
        await window.SkipMarkAsync(cancel);
        for (long number = 1; window.Bytes.Length > 0 || !window.IsLast;)
        {
            int end = window.Bytes.IndexOf((byte)'\n');
            if (end < 0 && !window.IsLast)
            {
                await window.FillAsync(cancel);
                continue;
            }

            JsonAny? item = Read(end < 0 ? window.Bytes : window.Bytes[..end], number++);
            window.Take(end < 0 ? window.Bytes.Length : end + 1);
            if (item is not null)
            {
                yield return item;
            }
        }
    }

    /// <returns><see langword="null"/> where there is nothing in the line.</returns>
    private static JsonAny? Read(ReadOnlySpan<byte> line, long number)
    {
        line = line.Trim(" \t\r"u8);
        try
        {
            return line.IsEmpty ? null : JsonReader.Read(line);
        }
        catch (Exception e) when (e is JsonSyntaxException or JsonDepthException)
        {
            throw new ItemReaderException(string.Create(CultureInfo.InvariantCulture, $"Line {number} is not valid JSON: {e.Message}"), e);
        }
    }
}
