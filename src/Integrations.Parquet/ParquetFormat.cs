using System.Collections;
using System.Runtime.CompilerServices;
using global::Parquet;
using global::Parquet.Serialization;

namespace FunctionsAsl.Integrations.Parquet;

/// <summary>
/// Apache Parquet: each row is an object. A group of rows is held at a time; AWS takes groups of up to 256 MB
/// (DG/input-output-itemreader).
/// </summary>
/// <remarks>
/// How AWS writes values that JSON has not is not known. Here times are ISO 8601 (UTC), bytes Base64, and numbers that are none are texts;
/// a null within a column of structures is left out.
/// </remarks>
public sealed class ParquetFormat : IItemFormat
{
    private const long LargestGroup = 256L * 1024 * 1024;
    private const long LargestFooter = 5L * 1024 * 1024;
    private const int TailLength = 8;

    public InputType Type => InputType.Parquet;

    public async IAsyncEnumerable<JsonAny> ReadAsync(
        Stream content, ReaderConfig config, [EnumeratorCancellation] CancellationToken cancel)
    {
        // It is read from its end, and back and forth.
        string path = Path.GetTempFileName();
        await using var file = new FileStream(
            path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 4096, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await content.CopyToAsync(file, cancel);
        int groups = await CountGroupsAsync(file, cancel);
        for (int group = 0; group < groups; group++)
        {
            DeserializationResult<Dictionary<string, object>> read = await ReadGroupAsync(file, group, cancel);
            foreach (Dictionary<string, object> row in read.Data)
            {
                // A value that is null is not in the row, and its member is in the item: a path to it is not to fail.
                yield return OfMembers(read.Schema.Fields.Select(field => KeyValuePair.Create(field.Name, row.GetValueOrDefault(field.Name))));
            }
        }
    }

    private static async ValueTask<int> CountGroupsAsync(FileStream file, CancellationToken cancel)
    {
        await CheckFooterAsync(file, cancel);
        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: cancel);
            return reader.Metadata?.RowGroups.TrueForAll(static g => g.TotalByteSize <= LargestGroup) == false
                ? throw new ItemReaderException("A row group of the Parquet file has more than 256 MB")
                : reader.RowGroupCount;
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(e);
        }
    }

    /// <summary>The length of the footer stands before the last four bytes: what it says is not believed unseen.</summary>
    private static async ValueTask CheckFooterAsync(FileStream file, CancellationToken cancel)
    {
        byte[] tail = new byte[TailLength];
        if (file.Length < tail.Length + 4)
        {
            throw Broken(null);
        }

        file.Seek(-tail.Length, SeekOrigin.End);
        await file.ReadExactlyAsync(tail, cancel);
        uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (length > LargestFooter)
        {
            throw new ItemReaderException("The footer of the Parquet file has more than 5 MB");
        }

        file.Position = 0;
    }

    private static async ValueTask<DeserializationResult<Dictionary<string, object>>> ReadGroupAsync(
        FileStream file, int group, CancellationToken cancel)
    {
        try
        {
            file.Position = 0;
            return await ParquetSerializer.DeserializeUntypedAsync(file, rowGroupIndex: group, cancellationToken: cancel);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(e);
        }
    }

    /// <summary>What is wrong with a file comes out as any exception.</summary>
    private static bool IsBroken(Exception e) => e is not (OperationCanceledException or ItemReaderException or OutOfMemoryException);

    private static ItemReaderException Broken(Exception? e) => new("The file is not a Parquet file that can be read", e);

    private static JsonMap OfMembers(IEnumerable<KeyValuePair<string, object?>> members)
    {
        var built = new JsonMap.Builder();
        foreach ((string name, object? value) in members)
        {
            built.Set(name, Of(value));
        }

        return built.Build();
    }

    private static JsonAny Of(object? value) => value switch
    {
        null => JsonAny.Null,
        string text => text,
        bool truth => truth,
        double or float when !double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) => Text(value),
        double number => number,
        float number => Number(number.ToString(CultureInfo.InvariantCulture)),
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal => Number(Text(value)),
        DateTime time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        ReadOnlyMemory<byte> bytes => Convert.ToBase64String(bytes.Span),
        IEnumerable<KeyValuePair<string, object?>> members => OfMembers(members),
        IDictionary map => OfMembers(map.Cast<DictionaryEntry>().Select(static e => KeyValuePair.Create(Text(e.Key), e.Value))),
        IEnumerable items => JsonList.Of(items.Cast<object?>().Select(Of)),
        _ => Text(value),
    };

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static JsonAny Number(string text) => JsonAny.Parse(text);
}
