using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Json;

public sealed class JsonProblemTests
{
    private const string Expecting = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

    [Theory]
    [InlineData("not a definition", $"Unrecognized token 'not': was expecting {Expecting}", 1, 4)]
    [InlineData("", "No content to map due to end-of-input", 1, 1)]
    [InlineData("tru", $"Unrecognized token 'tru': was expecting {Expecting}", 1, 4)]
    [InlineData("{\"a\": nulls}", $"Unrecognized token 'nulls': was expecting {Expecting}", 1, 12)]
    [InlineData("{\"a\": 1,}", "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 1, 10)]
    [InlineData(
        "{\"courseId\": \"6225\", \"department\": \"CSYE\", \"boardId\": \"\"\", \"size\": \"0\"}",
        "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 1, 58)]
    [InlineData("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5)]
    [InlineData("{\"a\" 1}", "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7)]
    [InlineData("[1,]", $"Unexpected character (']' (code 93)): expected a valid value {Expecting}", 1, 5)]
    [InlineData(
        "{", "Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)\"{\"; line: 1, "
            + "column: 1])", 1, 2)]
    [InlineData("[1,", "Unexpected end-of-input within/between Array entries", 1, 4)]
    [InlineData("{\"a\":", "Unexpected end-of-input within/between Object entries", 1, 6)]
    [InlineData("{\"a", "Unexpected end-of-input in field name", 1, 4)]
    [InlineData("\"a", "Unexpected end-of-input: was expecting closing quote for a string value", 1, 3)]
    [InlineData(
        "\"\n\"",
        "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value", 2, 1)]
    [InlineData("\"\\x\"", "Unrecognized character escape 'x' (code 120)", 1, 4)]
    [InlineData("\"\\u00g0\"", "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence", 1, 7)]
    [InlineData("01", "Invalid numeric value: Leading zeroes not allowed", 1, 3)]
    [InlineData("1.x", "Unexpected character ('x' (code 120)) in numeric value: Decimal point not followed by a digit", 1, 4)]
    [InlineData(
        "-a", "Unexpected character ('a' (code 97)) in numeric value: expected digit (0-9) to follow minus sign, for valid "
            + "numeric value", 1, 3)]
    [InlineData("[1}", "Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)\"[1}\"; line: 1, "
        + "column: 1])", 1, 4)]
    [InlineData("{}\n {}", "Trailing token found after value", 2, 3)]
    [InlineData("ü", $"Unrecognized token 'ü': was expecting {Expecting}", 1, 2)]
    [InlineData("‽", $"Unexpected character ('‽' (code 8253 / 0x203d)): expected a valid value {Expecting}", 1, 2)]
    public void Says_what_Jackson_says(string text, string problem, int line, int column)
    {
        JsonSyntaxException e = Assert.Throws<JsonSyntaxException>(() => JsonAny.Parse(text));
        Assert.Equal((problem, line, column), (e.Message, e.Line, e.Column));
        Assert.Equal($"{problem}\n at [Source: (String)\"{text}\"; line: {line}, column: {column}]", e.Description);
    }

    [Fact]
    public void Shows_the_first_500_characters_of_a_long_text()
    {
        string text = "[" + new string(' ', 600) + "x";
        JsonSyntaxException e = Assert.Throws<JsonSyntaxException>(() => JsonAny.Parse(text));
        Assert.Equal($"[Source: (String)\"[{new string(' ', 499)}\"[truncated 102 chars]; line: 1, column: 603]", e.Place);
    }

    [Theory]
    [InlineData("[1,[],{},\"\",{\"a\":[{}]}, true, -0.5e+7]")]
    [InlineData(" {\"a\" : [ ] , \"b\" : { } } ")]
    public void Finds_nothing_in_JSON(string text) => Assert.Null(JsonProblem.Find(text));

    [Fact]
    public void Agrees_with_the_reader_on_what_is_JSON() =>
        Prop.ForAll(
            Gen.Elements("{", "}", "[", "]", ",", ":", "\"a\"", "1", "-", "true", "null", " ", "\"", "\\", "0", ".5", "e1").ListOf()
                .Select(static parts => string.Concat(parts)).ToArbitrary(),
            static text => IsJson(text) == (JsonProblem.Find(text) is null)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1000, "Unexpected end-of-input: expected close marker for Array")]
    [InlineData(1001, "Document nesting depth (1001) exceeds the maximum allowed (1000)")]
    [InlineData(1_000_000, "Document nesting depth (1001) exceeds the maximum allowed (1000)")]
    public void Depth_is_bounded(int depth, string problem) => Assert.StartsWith(
        problem, Assert.Throws<JsonSyntaxException>(() => JsonAny.Parse(new string('[', depth))).Message, StringComparison.Ordinal);

    [Fact]
    public void Takes_linear_time()
    {
        string text = "[" + new string(' ', 500_000) + string.Concat(Enumerable.Repeat("1,", 250_000)) + "x";
        Assert.StartsWith("Unrecognized token 'x'", Assert.Throws<JsonSyntaxException>(() => JsonAny.Parse(text)).Message,
            StringComparison.Ordinal);
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonAny.Parse(text);
            return true;
        }
        catch (JsonSyntaxException)
        {
            return false;
        }
    }
}
