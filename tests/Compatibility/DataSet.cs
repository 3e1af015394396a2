using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FunctionsAsl.Compatibility;

/// <summary>What a release has written with one kind of host: data, what is done to it then, and what came of that.</summary>
/// <param name="Folder">The folder of the release.</param>
/// <param name="Kind">The kind of host.</param>
internal sealed record DataSet(string Folder, string Kind)
{
    // Deeper than that, JSON stands on one line: an event of a history, an answer.
    private const int Depth = 4;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of a release beside the tests.</summary>
    public static DataSet Of(string release, string kind) => new(Path.Combine(AppContext.BaseDirectory, "Data", release), kind);

    public void CopyData(string file)
    {
        using FileStream packed = File.OpenRead(PathOf("data.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using FileStream copy = File.Create(file);
        unpacked.CopyTo(copy);
    }

    public void WriteData(string file)
    {
        Directory.CreateDirectory(PathOf(""));
        using FileStream data = File.OpenRead(file);
        using FileStream packed = File.Create(PathOf("data.gz"));
        using var packing = new GZipStream(packed, CompressionLevel.SmallestSize);
        data.CopyTo(packing);
    }

    public Script ReadScript() => Read<Script>("script.json");

    public void WriteScript(Script script) => Write("script.json", script);

    public Record ReadRecord() => Read<Record>("record.json");

    public void WriteRecord(Record record) => Write("record.json", record);

    /// <summary>JSON in which each event of a history has a line.</summary>
    public static string Format(JsonNode? node, int depth = Depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } o when depth > 0:
                return $"{{\n{Indent(o.Select(m => $"{JsonSerializer.Serialize(m.Key, Options)}: {Format(m.Value, depth - 1)}"))}\n}}";
            case JsonArray { Count: > 0 } a when depth > 0:
                return $"[\n{Indent(a.Select(item => Format(item, depth - 1)))}\n]";
            default:
                return node?.ToJsonString(Options) ?? "null";
        }
    }

    private static string Indent(IEnumerable<string> items) => "  " + string.Join(",\n", items).Replace("\n", "\n  ", StringComparison.Ordinal);

    private string PathOf(string file) => Path.Combine(Folder, Kind, file);

    private T Read<T>(string file) => JsonSerializer.Deserialize<T>(File.ReadAllText(PathOf(file)))!;

    private void Write<T>(string file, T value) =>
        File.WriteAllText(PathOf(file), Format(JsonSerializer.SerializeToNode(value, Options)) + "\n");
}
