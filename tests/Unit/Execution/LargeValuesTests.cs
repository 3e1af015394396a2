using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

/// <summary>Large values stand once, whatever refers to them, and come back as they were.</summary>
public sealed class LargeValuesTests
{
    private static readonly string Long = new('x', 2000);

    private readonly List<byte[]> _stored = [];
    private readonly LargeValues _values = new();

    [Fact]
    public void A_value_that_is_passed_on_in_new_ones_is_stored_once()
    {
        JsonValue payload = JsonObject.Of(("list", JsonArray.Of(Long, JsonObject.Of(("text", Long)))), ("n", 1));
        var coded = new List<JsonValue>();
        for (int i = 0; i < 100; i++)
        {
            coded.Add(Encode(JsonObject.Of(("i", i), ("payload", payload))));
        }

        // Two strings and no more: what holds them is small itself.
        Assert.Equal(2, _stored.Count);
        Assert.All(coded, static c => Assert.InRange(c.Utf8Length, 1, 120));

        LargeValues read = Read();
        JsonObject[] decoded = [.. coded.Select(c => (JsonObject)read.Decode(c))];
        Assert.Equal(JsonObject.Of(("i", 99), ("payload", payload)), decoded[99]);
        Assert.Same(((JsonArray)((JsonObject)decoded[0]["payload"]!)["list"]!)[0], ((JsonArray)((JsonObject)decoded[99]["payload"]!)["list"]!)[0]);
    }

    [Fact]
    public void What_is_large_by_itself_is_stored_by_itself()
    {
        JsonValue many = JsonArray.Of(Enumerable.Range(0, 1000).Select(static i => (JsonValue)JsonNumber.Of(i)));
        JsonValue first = Encode(many);
        JsonValue second = Encode(JsonArray.Of(many, many));
        Assert.Single(_stored);
        Assert.InRange(first.Utf8Length + second.Utf8Length, 1, 60);
        Assert.Equal(JsonArray.Of(many, many), Read().Decode(second));
    }

    [Theory]
    [InlineData("""{"\u0001":0}""")]
    [InlineData("""{"\u0001":"[ 1 ]"}""")]
    [InlineData("""[{"\u0001":{"\u0001\u0001":{"a":null}}},{"\u0001":1,"b":2},{"\u0002":0},{"":0}]""")]
    public void An_object_that_looks_like_a_reference_is_none(string text)
    {
        JsonValue value = JsonValue.Parse(text);
        Assert.Equal(value, EncodeAndDecode(value));
        JsonValue beside = JsonArray.Of(value, Long);
        Assert.Equal(beside, EncodeAndDecode(beside));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3000)]
    public void What_came_in_comes_out_as_it_was_written(int length)
    {
        string text = $$"""{ "a" : [ 1.0 , "{{new string('y', length)}}" ] }""";
        JsonValue value = JsonObject.Of(("input", JsonValue.ParseVerbatim(text)), ("b", 1));
        Assert.Equal($$"""{"input":{{text}},"b":1}""", EncodeAndDecode(value).ToString());
    }

    [Fact]
    public void Values_go_on_after_they_were_loaded()
    {
        JsonValue coded = Encode(Long);
        LargeValues loaded = Read();
        JsonValue value = loaded.Decode(coded);
        Assert.Equal(coded, loaded.Encode(value));
        Assert.Empty(loaded.TakeNew());
        loaded.Encode(Long + "other");
        Assert.Equal(1, Assert.Single(loaded.TakeNew()).Number);
    }

    [Theory]
    [InlineData("""{"\u0001":0}""")]
    [InlineData("""{"\u0001":1}""")]
    [InlineData("""{"\u0001":-1}""")]
    [InlineData("""{"\u0001":1.5}""")]
    [InlineData("""{"\u0001":null}""")]
    [InlineData("{")]
    public void A_broken_value_is_told_and_leads_in_no_circle(string stored)
    {
        JsonValue coded = Encode(Long);
        _stored[0] = System.Text.Encoding.UTF8.GetBytes(stored);
        Assert.ThrowsAny<FormatException>(() => Read().Decode(coded));
    }

    [Fact]
    public void A_history_refers_to_what_the_state_before_it_has_stored()
    {
        JsonValue payload = JsonObject.Of(("text", Long));
        Encode(payload);
        HistoryEvent[] events =
        [
            .. Enumerable.Range(1, 50).Select(i => new HistoryEvent(
                i, i - 1, DateTimeOffset.UnixEpoch, HistoryEventType.PassStateEntered, JsonObject.Of(("name", "S"), ("input", payload)))),
        ];
        JsonArray saved = JsonArray.Of(events.Select(e => (JsonValue)HistorySerializer.Save(e, _values)));
        Assert.Empty(_values.TakeNew());
        Assert.InRange(saved.Utf8Length, 1, 50 * 200);
        Assert.Equal(
            HistorySerializer.Save(events), HistorySerializer.Save(HistorySerializer.Load(saved, Read())));
        Assert.Throws<FormatException>(() => HistorySerializer.Load(saved));
    }

    private JsonValue Encode(JsonValue value)
    {
        JsonValue coded = _values.Encode(value);
        _stored.AddRange(_values.TakeNew().Select(static v => v.Data));
        return coded;
    }

    private JsonValue EncodeAndDecode(JsonValue value)
    {
        JsonValue coded = Encode(value);
        return Read().Decode(coded);
    }

    private LargeValues Read() => new(_stored.Count, n => _stored[n]);
}
