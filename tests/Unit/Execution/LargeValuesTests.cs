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
        JsonAny payload = JsonMap.Of(("list", JsonList.Of(Long, JsonMap.Of(("text", Long)))), ("n", 1));
        var coded = new List<JsonAny>();
        for (int i = 0; i < 100; i++)
        {
            coded.Add(Encode(JsonMap.Of(("i", i), ("payload", payload))));
        }

        // Two strings and no more: what holds them is small itself.
        Assert.Equal(2, _stored.Count);
        Assert.All(coded, static c => Assert.InRange(c.Utf8Length, 1, 120));

        LargeValues read = Read();
        JsonMap[] decoded = [.. coded.Select(c => (JsonMap)read.Decode(c))];
        Assert.Equal(JsonMap.Of(("i", 99), ("payload", payload)), decoded[99]);
        Assert.Same(((JsonList)((JsonMap)decoded[0]["payload"]!)["list"]!)[0], ((JsonList)((JsonMap)decoded[99]["payload"]!)["list"]!)[0]);
    }

    [Fact]
    public void What_is_large_by_itself_is_stored_by_itself()
    {
        JsonAny many = JsonList.Of(Enumerable.Range(0, 1000).Select(static i => (JsonAny)JsonNumber.Of(i)));
        JsonAny first = Encode(many);
        JsonAny second = Encode(JsonList.Of(many, many));
        Assert.Single(_stored);
        Assert.InRange(first.Utf8Length + second.Utf8Length, 1, 60);
        Assert.Equal(JsonList.Of(many, many), Read().Decode(second));
    }

    [Theory]
    [InlineData("""{"\u0001":0}""")]
    [InlineData("""{"\u0001":"[ 1 ]"}""")]
    [InlineData("""[{"\u0001":{"\u0001\u0001":{"a":null}}},{"\u0001":1,"b":2},{"\u0002":0},{"":0}]""")]
    public void An_object_that_looks_like_a_reference_is_none(string text)
    {
        JsonAny value = JsonAny.Parse(text);
        Assert.Equal(value, EncodeAndDecode(value));
        JsonAny beside = JsonList.Of(value, Long);
        Assert.Equal(beside, EncodeAndDecode(beside));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3000)]
    public void What_came_in_comes_out_as_it_was_written(int length)
    {
        string text = $$"""{ "a" : [ 1.0 , "{{new string('y', length)}}" ] }""";
        JsonAny value = JsonMap.Of(("input", JsonAny.ParseVerbatim(text)), ("b", 1));
        Assert.Equal($$"""{"input":{{text}},"b":1}""", EncodeAndDecode(value).ToString());
    }

    [Fact]
    public void Values_go_on_after_they_were_loaded()
    {
        JsonAny coded = Encode(Long);
        LargeValues loaded = Read();
        JsonAny value = loaded.Decode(coded);
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
        JsonAny coded = Encode(Long);
        _stored[0] = System.Text.Encoding.UTF8.GetBytes(stored);
        Assert.ThrowsAny<FormatException>(() => Read().Decode(coded));
    }

    [Fact]
    public void A_history_refers_to_what_the_state_before_it_has_stored()
    {
        JsonAny payload = JsonMap.Of(("text", Long));
        Encode(payload);
        HistoryEvent[] events =
        [
            .. Enumerable.Range(1, 50).Select(i => new HistoryEvent(
                i, i - 1, DateTimeOffset.UnixEpoch, HistoryEventType.PassStateEntered, JsonMap.Of(("name", "S"), ("input", payload)))),
        ];
        JsonList saved = JsonList.Of(events.Select(e => (JsonAny)HistorySerializer.Save(e, _values)));
        Assert.Empty(_values.TakeNew());
        Assert.InRange(saved.Utf8Length, 1, 50 * 200);
        Assert.Equal(
            HistorySerializer.Save(events), HistorySerializer.Save(HistorySerializer.Load(saved, Read())));
        Assert.Throws<FormatException>(() => HistorySerializer.Load(saved));
    }

    private JsonAny Encode(JsonAny value)
    {
        JsonAny coded = _values.Encode(value);
        _stored.AddRange(_values.TakeNew().Select(static v => v.Data));
        return coded;
    }

    private JsonAny EncodeAndDecode(JsonAny value)
    {
        JsonAny coded = Encode(value);
        return Read().Decode(coded);
    }

    private LargeValues Read() => new(_stored.Count, n => _stored[n]);
}
