using System.Runtime.CompilerServices;

namespace FunctionsAsl.Integrations.Items;

/// <summary>The manifest that Athena writes for the files of an UNLOAD: the address of one in each row (DG/input-output-itemreader).</summary>
internal static class AthenaManifest
{
    private const string Scheme = "s3://";
    private const string Column = "file";

    private static readonly ReaderConfig Rows = new() { InputType = InputType.Csv, CsvHeaders = [Column] };

    /// <exception cref="ItemReaderException">A row is no address.</exception>
    public static async IAsyncEnumerable<ObjectAddress> ReadAsync(
        IBuckets buckets, ObjectAddress address, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using StoredObject stored = await buckets.OpenAsync(address, cancel);
        await using Stream content = Packing.Unpack(stored, address.Key);
        await foreach (JsonAny row in new CsvFormat().ReadAsync(content, Rows, cancel))
        {
            string file = ((JsonString)((JsonMap)row)[Column]!).Value;
            int slash = file.StartsWith(Scheme, StringComparison.Ordinal) ? file.IndexOf('/', Scheme.Length) : -1;
            yield return slash > Scheme.Length
                ? new ObjectAddress(file[Scheme.Length..slash], file[(slash + 1)..])
                : throw new ItemReaderException("The manifest is none of Athena: a row does not begin with the address of an object, s3://BUCKET/KEY");
        }
    }
}
