using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks.Items;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Items;

public sealed class JsonItemsTests : IDisposable
{
    private const string Json = """{"InputType":"JSON"}""";
    private const string Lines = """{"InputType":"JSONL"}""";

    private readonly Buckets _buckets = new();

    public void Dispose() => _buckets.Dispose();

    [Theory]
    [InlineData("""[{"verdict": "true"}, 2.50, "x", null, [1, [2]], {}]""", "", """[{"verdict":"true"},2.50,"x",null,[1,[2]],{}]""")]
    [InlineData("[]", "", "[]")]
    [InlineData("{}", "", "[]")]
    [InlineData("""{"a": {"x": 1}, "b": 2}""", "", """[{"Key":"a","Value":{"x":1}},{"Key":"b","Value":2}]""")]
    [InlineData("""{"data":{"other":[9,{"items":[8]}],"items":[{"n":0},{"n":1}],"more":[7]}}""", "/data/items", """[{"n":0},{"n":1}]""")]
    [InlineData("""[[0],[1],{"a/b":{"c~d":[5]}}]""", "/2/a~1b/c~0d", "[5]")]
    [InlineData("""[[0],[1,2]]""", "/1", "[1,2]")]
    [InlineData("""{"items":5,"x":{"items":[1]}}""", "/x/items", "[1]")]
    [InlineData("""{"":[1]}""", "/", "[1]")]
    [InlineData("\uFEFF [1]", "", "[1]")]
    public async Task Items_are_those_of_an_array_or_object(string text, string pointer, string items)
    {
        _buckets.Put("file.json", text);
        string config = JsonMap.Of(("InputType", "JSON"), ("ItemsPointer", pointer)).ToString();
        Assert.Equal(items, await _buckets.Read("file.json", config));
    }

    [Theory]
    [InlineData("5", "", "Attempting to map over non-iterable node.")]
    [InlineData("", "", "The file is not valid JSON: ")]
    [InlineData("""{"a":{"b":"x"}}""", "/a/b", "Attempting to map over non-iterable node.")]
    [InlineData("""{"a":{"b":"x"}}""", "/a/c", "Attempting to map over non-iterable node.")]
    [InlineData("""{"a":{"b":"x"}}""", "/a/b/c", "Attempting to map over non-iterable node.")]
    [InlineData("[[1]]", "/1", "Attempting to map over non-iterable node.")]
    [InlineData("[1]", "x", "The ItemsPointer 'x' is not a JSON Pointer")]
    [InlineData("[1", "", "The file is not valid JSON: ")]
    [InlineData("""[1,{"a":]""", "", "The file is not valid JSON: ")]
    [InlineData("""["\ud83"]""", "", "The file is not valid JSON: ")]
    public async Task What_cannot_be_read_says_why(string text, string pointer, string cause)
    {
        _buckets.Put("file.json", text);
        string config = JsonMap.Of(("InputType", "JSON"), ("ItemsPointer", pointer)).ToString();
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read("file.json", config));
        Assert.StartsWith(cause, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_are_whole_wherever_the_reading_pauses()
    {
        IEnumerable<JsonAny> items = Enumerable.Range(0, 3_000).Select(JsonAny (i) => JsonMap.Of(("n", i), ("text", new string('"', i % 199))))
            .Append(new string('z', 400_000));
        JsonList all = JsonList.Of(items);
        _buckets.Put("file.json", JsonMap.Of(("before", all), ("items", all)).ToString());
        Assert.Equal(all.ToString(), await _buckets.Read("file.json", """{"InputType":"JSON","ItemsPointer":"/items"}"""));
        _buckets.Put("file.jsonl", string.Join("\r\n", all.Select(static i => i.ToString())));
        Assert.Equal(all.ToString(), await _buckets.Read("file.jsonl", Lines));
    }

    [Fact]
    public async Task Items_must_begin_within_the_first_16_MB()
    {
        _buckets.Put("file.json", new StringBuilder("{\"x\":[0").Insert(7, ",0", 8_500_000).Append("],\"items\":[1]}").ToString());
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(
            () => _buckets.Read("file.json", """{"InputType":"JSON","ItemsPointer":"/items"}"""));
        Assert.Equal("The items do not begin within the first 16 MB of the JSON file", e.Message);
    }

    [Fact]
    public async Task What_follows_the_last_item_wanted_is_not_read()
    {
        _buckets.Put("file.json", "[1,2,broken");
        Assert.Equal("[1,2]", await _buckets.Read("file.json", """{"InputType":"JSON","MaxItems":2}"""));
    }

    [Fact]
    public async Task Each_line_is_an_item()
    {
        _buckets.Put("file.jsonl", "\uFEFF{\"n\": 10}\r\n\n  [1]\t\n\"x\"");
        Assert.Equal("""[{"n":10},[1],"x"]""", await _buckets.Read("file.jsonl", Lines));
        _buckets.Put("file.jsonl", "{}\n\n{\"a\"\n");
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read("file.jsonl", Lines));
        Assert.StartsWith("Line 3 is not valid JSON: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_items_are_refused()
    {
        _buckets.Put("file.json", $"[{new string('[', 1001)}{new string(']', 1001)}]");
        ItemReaderException e = await Assert.ThrowsAsync<ItemReaderException>(() => _buckets.Read("file.json", Json));
        Assert.StartsWith("The file is not valid JSON: ", e.Message, StringComparison.Ordinal);
    }
}
