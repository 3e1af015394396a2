using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

public sealed class ReferencePathTests
{
    [Theory]
    [InlineData("$", """{"a":1}""", "9")]
    [InlineData("$.b", """{"a":1}""", """{"a":1,"b":9}""")]
    [InlineData("$.a", """{"a":1,"b":2}""", """{"a":9,"b":2}""")]
    [InlineData("$.x.y.z", """{"a":1}""", """{"a":1,"x":{"y":{"z":9}}}""")]
    [InlineData("$.a.c", """{"a":{"b":1}}""", """{"a":{"b":1,"c":9}}""")]
    [InlineData("$['a b'].c", "{}", """{"a b":{"c":9}}""")]
    [InlineData("$.a[1].b", """{"a":[{},{"b":1}]}""", """{"a":[{},{"b":9}]}""")]
    [InlineData("$[0]", "[1,2]", "[9,2]")]
    [InlineData("$.foo.[0].bar", """{"foo":[{}]}""", """{"foo":[{"bar":9}]}""")]
    [InlineData("$.store\\.book", "{}", """{"store\\":{"book":9}}""")]
    public void Set_puts_the_value_at_the_path(string path, string root, string expected)
    {
        JsonAny document = JsonAny.Parse(root);

        Assert.Equal(expected, ReferencePath.Parse(path).Set(document, 9).ToString());
        Assert.Equal(root, document.ToString());
    }

    // Reported by AWS users: Unable to apply ReferencePath $.someTaskResult to input "input1".
    [Theory]
    [InlineData("$.someTaskResult", "\"input1\"")]
    [InlineData("$.a.b", """{"a":1}""")]
    [InlineData("$.a.b", """{"a":[]}""")]
    [InlineData("$.a.b", """{"a":null}""")]
    [InlineData("$[0]", "{}")]
    [InlineData("$[1]", "[1]")]
    [InlineData("$.a[0]", "{}")]
    public void Set_conflicts_with_what_is_no_object(string path, string root)
    {
        StatesException e = Assert.Throws<StatesException>(() => ReferencePath.Parse(path).Set(JsonAny.Parse(root), 9));

        Assert.Equal(("States.ReferencePathConflict", $"Unable to apply ReferencePath {path} to input {root}"), (e.Error, e.Cause));
    }

    [Fact]
    public void Set_shares_what_is_beside_the_path()
    {
        var root = (JsonMap)JsonAny.Parse("""{"a":{"b":1},"c":{"d":[1]}}""");

        var set = (JsonMap)ReferencePath.Parse("$.a.b").Set(root, 2);

        Assert.Same(root["c"], set["c"]);
    }

    [Theory]
    [InlineData("$.a[*]")]
    [InlineData("$..a")]
    [InlineData("$.a[0,1]")]
    [InlineData("$.a[0:1]")]
    [InlineData("$.a[-1]")]
    [InlineData("$['a','b']")]
    [InlineData("$.a[?(@.b)]")]
    [InlineData("$.a[(@.length-1)]")]
    public void A_path_to_several_nodes_is_refused(string path) =>
        Assert.Throws<JsonPathSyntaxException>(() => ReferencePath.Parse(path));

    // Both texts are AWS's, as users reported them, behind "Value is not a Reference Path: ".
    [Theory]
    [InlineData("States.ArrayLength($.a)", "Reference path didn't start with '$'")]
    [InlineData("", "Reference path didn't start with '$'")]
    [InlineData("$.vars.item[$$.Execution.Id]S", "'[' must be followed by ' or '['")]
    public void A_refusal_is_in_the_words_of_AWS(string path, string message) =>
        Assert.Equal(message, Assert.Throws<JsonPathSyntaxException>(() => ReferencePath.Parse(path)).Message);

    [Fact]
    public void A_value_nested_too_deeply_is_a_failure_of_the_state()
    {
        JsonAny deep = Enumerable.Range(0, JsonAny.MaxDepth).Aggregate((JsonAny)1, (inner, _) => JsonList.Of(inner));

        StatesException e = Assert.Throws<StatesException>(() => ReferencePath.Parse("$.a").Set(JsonMap.Empty, deep));

        Assert.Equal("States.Runtime", e.Error);
    }
}
