using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.Json;

public sealed class JsonTokenTests
{
    /// <summary>UTF-16 units of which many are halves of pairs.</summary>
    private static readonly Gen<string> Units = Gen.Elements('\ud83d', '\ude00', '\ud800', '\udfff', 'a', '\\', 'é', 'd').ArrayOf()
        .Select(static units => new string(units));

    // RFC 8259, 8.2: the grammar allows it.
    [Theory]
    [InlineData("""caf\ud83d""", "caf\uFFFD")]
    [InlineData("""\uD83D""", "\uFFFD")]
    [InlineData("""\ude00\ud83d""", "\uFFFD\uFFFD")]
    [InlineData("""\ud83d\ude00""", "😀")]
    [InlineData("""\uD83D\ud83d\uDE00\ude00x""", "\uFFFD😀\uFFFDx")]
    [InlineData("""\ud83dé\ude00""", "\uFFFDé\uFFFD")]
    [InlineData("""\ud83d\u0041\n""", "\uFFFDA\n")]
    [InlineData("""\\ud83d""", "\\ud83d")]
    [InlineData("""\\\ud83d""", "\\\uFFFD")]
    [InlineData("""\ud83d\\ude00""", "\uFFFD\\ude00")]
    public void Half_a_surrogate_pair_is_the_replacement_character(string escaped, string expected)
    {
        string json = $"\"{escaped}\"";
        Assert.Equal(expected, ((JsonString)JsonAny.Parse(json)).Value);
        Assert.Equal(expected, ((JsonString)JsonReader.ReadSaved(Encoding.UTF8.GetBytes(json))).Value);

        // Names, in the first objects of a text and in further ones, and strings in a long text.
        JsonAny many = JsonAny.Parse($"[{string.Join(',', Enumerable.Repeat($"{{{json}:{json}}}", 1000))}]");
        Assert.All((JsonList)many, item => Assert.Equal(JsonMap.Of((expected, expected)), item));
    }

    [Fact]
    public void Texts_come_out_as_UTF_8_has_them() =>
        Prop.ForAll(Units.ToArbitrary(), static units =>
        {
            string json = $"\"{string.Concat(units.Select(static unit => unit is 'é' or 'a' ? $"{unit}" : $"\\u{(int)unit:x4}"))}\"";
            return ((JsonString)JsonAny.Parse(json)).Value == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(units));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Records_have_them_too()
    {
        ExecutionOutcome outcome = JsonReader.ReadSaved<ExecutionOutcome>(
            """{"stopDate":638000000000000000,"output":{"\ud83d":"\ude00"},"error":"e\ud83d"}""", RecordJson.Default.ExecutionOutcome);
        Assert.Equal("""{"\uFFFD":"\uFFFD"} e\uFFFD""", $"{outcome.Output} {outcome.Error}".Replace("\uFFFD", "\\uFFFD", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"a":"\ud83"}""")]
    [InlineData("""{"a":"\ud83d\ux"}""")]
    [InlineData("""{"a":"\ud83d\ud"}""")]
    public void An_escape_that_is_none_is_refused(string json) => Assert.Throws<JsonSyntaxException>(() => JsonAny.Parse(json));

    [Fact]
    public void What_is_no_UTF_8_is_refused_beside_them() =>
        Assert.Throws<JsonSyntaxException>(() => JsonAny.Parse([.. "\"\\ud83d"u8, 0xFF, .. "\""u8]));

    [Fact]
    public void A_text_that_is_passed_on_is_as_it_was_written()
    {
        const string Text = """{ "a": "\ud83d" }""";
        JsonAny verbatim = JsonAny.ParseVerbatim(Text);
        Assert.Equal(Text, verbatim.ToString());
        Assert.Equal("\"\uFFFD\"", ((JsonMap)verbatim)["a"]!.ToString());
        Assert.Equal("""[{"a":"?"}]""", Encoding.UTF8.GetString(JsonList.Of(verbatim).ToWellFormedUtf8()).Replace('\uFFFD', '?'));
    }
}
