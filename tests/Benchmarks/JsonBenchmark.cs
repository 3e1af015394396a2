using System.Text.Json.Nodes;
using OurValue = FunctionsAsl.Json.JsonAny;

namespace FunctionsAsl.Benchmarks;

/// <summary>Our JSON values next to those of the platform, on a document of about 200 KB.</summary>
internal static class JsonBenchmark
{
    public static void Run()
    {
        byte[] text = MachineBenchmark.Items(1_250).ToUtf8();
        OurValue ours = OurValue.Parse(text);
        JsonNode theirs = JsonNode.Parse(text)!;
        Console.WriteLine($"{text.Length} bytes");
        Table.Row("MB/s", "parse", "write", "bytes to parse");
        Measurement parse = Measurement.Of(() => OurValue.Parse(text));
        Table.Row("FunctionsAsl", PerSecond(parse), PerSecond(Measurement.Of(() => ours.ToUtf8())), parse.Bytes);
        Measurement nodes = Measurement.Of(() => Visit(JsonNode.Parse(text)!));
        Table.Row(
            "System.Text.Json JsonNode, visited",
            PerSecond(nodes), PerSecond(Measurement.Of(() => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(theirs))), nodes.Bytes);

        double PerSecond(Measurement measured) => text.Length / measured.Time.TotalSeconds / 1e6;
    }

    /// <summary>JsonNode reads lazily; ours is read to the end, and theirs has to be to compare.</summary>
    private static int Visit(JsonNode? node) => node switch
    {
        JsonArray array => array.Sum(Visit),
        JsonObject o => o.Sum(m => Visit(m.Value)),
        JsonValue value => value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>().Length : 1,
        _ => 1,
    };
}
