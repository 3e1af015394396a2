using System.Text;
using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks.Items;
using Xunit;
using ZstdSharp;

namespace FunctionsAsl.Unit.Integrations.Items;

public sealed class ItemReaderTests : IDisposable
{
    private const string Lines = """{"InputType":"JSONL"}""";

    private readonly Buckets _buckets = new();

    public void Dispose() => _buckets.Dispose();

    // ST distributed_map (s3_metadata)
    [Fact]
    public async Task A_listing_gives_what_is_said_of_objects()
    {
        _buckets.Put("flat/data.jsonl", new string('x', 27));
        File.SetLastWriteTimeUtc(_buckets.PathOf("flat/data.jsonl"), DateTimeOffset.FromUnixTimeSeconds(1790204286).UtcDateTime);
        _buckets.Put("other/data.jsonl", "");
        List<ReadItem> items = await _buckets.ReadItems(
            """{"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket":"bucket","Prefix":"flat/"},"ReaderConfig":{"MaxItems":1}}""");
        ReadItem item = Assert.Single(items);
        Assert.Equal("s3://bucket", item.Source);
        var value = (JsonMap)item.Value;
        Assert.Matches("^\"[0-9a-f]{32}\"$", ((JsonString)value["Etag"]!).Value);
        Assert.Equal(
            """{"Etag":"?","Key":"flat/data.jsonl","LastModified":1.790204286E9,"Size":27,"StorageClass":"STANDARD"}""", value.With("Etag", "?").ToString());
    }

    // ST distributed_map (s3_load_flatten)
    [Fact]
    public async Task Listed_objects_are_read_one_after_the_other()
    {
        _buckets.Put("flat/b.jsonl", "{\"n\":12}\n");
        _buckets.Put("flat/a.jsonl", "{\"n\":10}\n{\"n\":11}\n");
        _buckets.Put("flat/c.jsonl", "{\"n\":13}");
        List<ReadItem> items = await _buckets.ReadItems(
            """{"Resource":"arn:aws:states:::s3:listObjectsV2","Arguments":{"Bucket":"bucket","Prefix":"flat/"},"ReaderConfig":{"InputType":"JSONL","Transformation":"LOAD_AND_FLATTEN","MaxItems":3}}""");
        Assert.Equal(
            ["""s3://bucket/flat/a.jsonl {"n":10}""", """s3://bucket/flat/a.jsonl {"n":11}""", """s3://bucket/flat/b.jsonl {"n":12}"""],
            items.Select(static i => $"{i.Source} {i.Value}"));
    }

    [Fact]
    public async Task Packed_objects_are_unpacked()
    {
        const string Text = "{\"n\":1}\n{\"n\":2}\n";
        _buckets.Put("a.jsonl.gz", Buckets.Gzip(Text));
        Assert.Equal("""[{"n":1},{"n":2}]""", await _buckets.Read("a.jsonl.gz", Lines));
        using var compressor = new Compressor();
        _buckets.Put("a.jsonl.zst", compressor.Wrap(Encoding.UTF8.GetBytes(Text)).ToArray());
        Assert.Equal("""[{"n":1},{"n":2}]""", await _buckets.Read("a.jsonl.zst", Lines));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_read_as_the_replacement_character()
    {
        _buckets.Put("a.jsonl", """{"n\ud83d":"\ude00"}""");
        Assert.Equal("[{\"n\uFFFD\":\"\uFFFD\"}]", await _buckets.Read("a.jsonl", Lines));
        _buckets.Put("a.json", """{"x\ud83d":[0],"\ud83d":{"k\ude00":"v\ud83d"}}""");
        Assert.Equal(
            "[{\"Key\":\"k\uFFFD\",\"Value\":\"v\uFFFD\"}]",
            await _buckets.Read("a.json", """{"InputType":"JSON","ItemsPointer":"/\uFFFD"}"""));
    }

    [Theory]
    [InlineData("arn:aws-cn:states:::s3:getObject")]
    [InlineData("arn:aws-us-gov:states:us-gov-west-1:123456789012:s3:getObject")]
    public async Task A_resource_may_name_any_partition_and_region(string resource)
    {
        _buckets.Put("a.jsonl", "1");
        Assert.Equal("[1]", await _buckets.Read(
            $$"""{"Resource":"{{resource}}","Arguments":{"Bucket":"bucket","Key":"a.jsonl"},"ReaderConfig":{{Lines}}}"""));
    }

    [Theory]
    [InlineData("a.jsonl.gz")]
    [InlineData("a.jsonl.zst")]
    public async Task What_is_not_packed_as_it_should_be_is_said(string key)
    {
        _buckets.Put(key, "{\"n\":1}\n{\"n\":2}\n");
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read(key, Lines));
        Assert.StartsWith("The object cannot be unpacked: ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jsonl.gz", 10)]
    [InlineData("a.jsonl.gz", 2_000)]
    [InlineData("a.jsonl.zst", 10)]
    [InlineData("a.jsonl.zst", 2_000)]
    public async Task A_packed_object_that_breaks_off_is_not_taken_for_the_whole(string key, int length)
    {
        string text = string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"{i}\n"));
        using var compressor = new Compressor();
        byte[] packed = key.EndsWith(".gz", StringComparison.Ordinal)
            ? Buckets.Gzip(text)
            : compressor.Wrap(Encoding.UTF8.GetBytes(text)).ToArray();
        _buckets.Put(key, packed[..length]);
        await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read(key, Lines));
    }

    [Fact]
    public async Task An_inventory_gives_the_rows_of_its_files()
    {
        _buckets.Put("inventory/data/1.csv.gz", Buckets.Gzip("\"source\",\"a.txt\",\"3\"\n"));
        _buckets.Put("inventory/data/2.csv.gz", Buckets.Gzip("\"source\",\"b%2Fc.txt\",\"4\"\n"));
        _buckets.Put(
            "inventory/manifest.json",
            """{"sourceBucket":"source","destinationBucket":"arn:aws:s3:::bucket","version":"2016-11-30","fileFormat":"CSV","fileSchema":"Bucket, Key, Size","files":[{"key":"inventory/data/1.csv.gz","size":1,"MD5checksum":"x"},{"key":"inventory/data/2.csv.gz","size":1}]}""");
        foreach (string config in new[] { """{"InputType":"MANIFEST"}""", """{"ManifestType":"S3_INVENTORY"}""" })
        {
            Assert.Equal(
                JsonAny.Parse("""[{"Bucket":"source","Key":"a.txt","Size":"3"},{"Bucket":"source","Key":"b%2Fc.txt","Size":"4"}]"""),
                JsonAny.Parse(await _buckets.Read("inventory/manifest.json", config)));
        }
    }

    [Theory]
    [InlineData("[]", "The manifest is none of an S3 inventory: it has no 'destinationBucket'")]
    [InlineData("""{"destinationBucket":"arn:aws:s3:::bucket","fileFormat":"ORC"}""", "The file format 'ORC' of an S3 inventory is not supported")]
    [InlineData("""{"destinationBucket":"arn:aws:s3:::bucket","fileFormat":"CSV","fileSchema":"A"}""", "The manifest is none of an S3 inventory: it has no 'files'")]
    [InlineData("x", "The manifest is not valid JSON: ")]
    public async Task A_manifest_that_is_none_says_why(string text, string cause)
    {
        _buckets.Put("manifest.json", text);
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read("manifest.json", """{"InputType":"MANIFEST"}"""));
        Assert.StartsWith(cause, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_of_Athena_gives_what_is_in_its_files()
    {
        _buckets.Put("unload/1.gz", Buckets.Gzip("{\"n\":1}\n"));
        _buckets.Put("unload/2", "{\"n\":2}\n");
        _buckets.Put("q-manifest.csv", "s3://bucket/unload/1.gz\ns3://bucket/unload/2\n");
        Assert.Equal("""[{"n":1},{"n":2}]""", await _buckets.Read("q-manifest.csv", """{"ManifestType":"ATHENA_DATA","InputType":"JSONL"}"""));
        _buckets.Put("q-manifest.csv", "bucket/unload/1\n");
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(
            () => _buckets.Read("q-manifest.csv", """{"ManifestType":"ATHENA_DATA","InputType":"JSONL"}"""));
        Assert.StartsWith("The manifest is none of Athena", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"bucket","Key":"none"},"ReaderConfig":{"InputType":"JSON"}}""",
        "s3://bucket/none", "NoSuchKey")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:listObjectsV2","Arguments":{"Bucket":"nothing"}}""", "s3://nothing", "NoSuchBucket")]
    public async Task Where_was_looked_is_told_beside_the_history(string reader, string what, string code)
    {
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read(reader));
        Assert.DoesNotContain(_buckets.Root, e.Message, StringComparison.Ordinal);
        Assert.Equal($"The items of {what} were looked for in the folder {_buckets.Root}: {code}.", Assert.Single(_buckets.Notes));
    }

    [Theory]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"bucket","Key":"none"},"ReaderConfig":{"InputType":"JSON"}}""",
        "The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: null; Proxy: null)")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"nothing","Key":"none"},"ReaderConfig":{"InputType":"JSON"}}""",
        "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: null; Proxy: null)")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:listObjectsV2","Arguments":{"Bucket":"nothing"}}""",
        "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: null; Proxy: null)")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"bucket","Key":"none"},"ReaderConfig":{"InputType":"PARQUET"}}""",
        "The InputType PARQUET is not supported here")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"bucket","Key":"none"}}""", "The ReaderConfig has no InputType")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"bucket"},"ReaderConfig":{"InputType":"JSON"}}""",
        "The field 'Key' is required in an ItemReader's arguments but was missing")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"bucket","Key":5},"ReaderConfig":{"InputType":"JSON"}}""",
        "The value of the field 'Key' in an ItemReader's arguments has an invalid format")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:listObjectsV2","Arguments":{"Bucket":"bucket","Delimiter":"/"}}""",
        "The field 'Delimiter' of an ItemReader's arguments is not supported")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:putObject","Arguments":{"Bucket":"bucket"}}""",
        "The ItemReader resource 'arn:aws:states:::s3:putObject' is not supported")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Arguments":{},"ReaderConfig":{"InputType":"XML"}}""",
        "The value 'XML' of the field 'InputType' is not supported")]
    public async Task What_is_not_there_or_not_supported_is_said(string reader, string cause)
    {
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read(reader));
        Assert.Equal(cause, e.Message);
    }

    [Fact]
    public async Task A_host_can_bring_a_format()
    {
        _buckets.Put("file.parquet", "PAR1");
        var source = new ItemSource(ItemResource.GetObject, Buckets.At("file.parquet"), new ReaderConfig { InputType = InputType.Parquet });
        List<string> items = [];
        await foreach (ReadItem item in new ItemReader(_buckets.All, [new FirstBytes()]).ReadAsync(source, default))
        {
            items.Add(item.Value.ToString());
        }

        Assert.Equal(["\"PAR1\""], items);
    }

    [Fact]
    public async Task Reading_ends_where_it_is_called_off()
    {
        _buckets.Put("file.jsonl", "1\n2\n");
        using var cancel = new CancellationTokenSource();
        var source = new ItemSource(ItemResource.GetObject, Buckets.At("file.jsonl"), new ReaderConfig { InputType = InputType.JsonLines });
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ReadItem item in new ItemReader(_buckets.All).ReadAsync(source, cancel.Token))
            {
                Assert.Fail(item.Value.ToString());
            }
        });
    }

    private sealed class FirstBytes : IItemFormat
    {
        public InputType Type => InputType.Parquet;

        public async IAsyncEnumerable<JsonAny> ReadAsync(
            Stream content, ReaderConfig config, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
        {
            using var reader = new StreamReader(content);
            yield return await reader.ReadToEndAsync(cancel);
        }
    }
}
