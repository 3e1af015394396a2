using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Integrations.Parquet;
using FunctionsAsl.Service.Tasks.Items;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Items;

public sealed class ParquetFormatTests : IDisposable
{
    private static readonly ParquetSchema Schema = new(
        new DataField<int>("id"),
        new DataField<string>("city"),
        new DataField<double?>("x"),
        new DataField<bool>("b"),
        new DataField<DateTime>("t"),
        new ListField("l", new DataField<int>("element")),
        new StructField("s", new DataField<string>("a")),
        new DataField<decimal>("d"));

    private readonly Buckets _buckets = new();

    public void Dispose() => _buckets.Dispose();

    [Fact]
    public async Task Rows_are_objects()
    {
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeUntypedAsync([Row(1, 1.5), Row(2, null), Row(3, double.NaN)], Schema, file, new ParquetOptions { RowGroupSize = 2 });
        _buckets.Put("file.parquet", file.ToArray());
        Assert.Equal(
            [
                """{"id":1,"city":"Köln","x":1.5,"b":true,"t":"2026-09-23T22:58:19Z","l":[1,2],"s":{"a":"q"},"d":1.25}""",
                """{"id":2,"city":"Köln","x":null,"b":true,"t":"2026-09-23T22:58:19Z","l":[1,2],"s":{"a":"q"},"d":1.25}""",
                """{"id":3,"city":"Köln","x":"NaN","b":true,"t":"2026-09-23T22:58:19Z","l":[1,2],"s":{"a":"q"},"d":1.25}""",
            ],
            await Read("file.parquet"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no Parquet file, by no means")]
    [InlineData("PAR1xxxxxxxxxxxxxxxx\x04\0\0\0PAR1")]
    public async Task What_is_no_Parquet_file_is_said(string text)
    {
        _buckets.Put("file.parquet", text);
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => Read("file.parquet"));
        Assert.Matches("^(The file is not a Parquet file that can be read|The footer of the Parquet file has more than 5 MB)$", e.Message);
    }

    private static Dictionary<string, object?> Row(int id, double? x) => new(StringComparer.Ordinal)
    {
        ["id"] = id,
        ["city"] = "Köln",
        ["x"] = x,
        ["b"] = true,
        ["t"] = new DateTime(2026, 9, 23, 22, 58, 19, DateTimeKind.Utc),
        ["l"] = new List<int> { 1, 2 },
        ["s"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = "q" },
        ["d"] = 1.25m,
    };

    private async Task<List<string>> Read(string key)
    {
        List<string> items = [];
        var source = new ItemSource(ItemResource.GetObject, Buckets.At(key), new ReaderConfig { InputType = InputType.Parquet });
        await foreach (ReadItem item in new ItemReader(_buckets.All, [new ParquetFormat()]).ReadAsync(source, default))
        {
            items.Add(item.Value.ToString());
        }

        return items;
    }
}
