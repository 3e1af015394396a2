using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FunctionsAsl.Integrations.Items;

/// <summary>One JSON text: the elements of an array, or the members of an object, which stands anywhere in it (<c>ItemsPointer</c>).</summary>
internal sealed class JsonFormat : IItemFormat
{
    /// <summary>The items must begin within these first bytes (DG/input-output-itemreader).</summary>
    private const int LongestLead = 16 * 1024 * 1024;

    public InputType Type => InputType.Json;

    public async IAsyncEnumerable<JsonAny> ReadAsync(
        Stream content, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        var cursor = new JsonCursor(config.ItemsPointer);
        using var window = new Window(content);
        await window.SkipMarkAsync(cancel);
        while (!cursor.HasEnded)
        {
            JsonAny? item = Next(cursor, window);
            if (item is not null)
            {
                yield return item;
            }
            else if (!cursor.HasEnded)
            {
                if (!cursor.HasBegun && window.Taken > LongestLead)
                {
                    throw new ItemReaderException("The items do not begin within the first 16 MB of the JSON file");
                }

                await window.FillAsync(cancel);
            }
        }
    }

    private static JsonAny? Next(JsonCursor cursor, Window window)
    {
        try
        {
            JsonAny? item = cursor.Next(window.Bytes, window.IsLast, out int taken);
            window.Take(taken);
            return item;
        }
        catch (Exception e) when (e is JsonException or JsonSyntaxException or JsonDepthException or InvalidOperationException)
        {
            throw new ItemReaderException($"The file is not valid JSON: {e.Message}", e);
        }
    }
}
