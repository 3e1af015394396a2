using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

public sealed class PayloadTemplateTests
{
    private static readonly TestScope Scope = new(("v", JsonAny.Parse("[7]")));

    [Theory]
    [InlineData("""{"a.$":"$.x","b":2}""", """{"a":{"y":1},"b":2}""")]
    [InlineData("""{"b":2,"a.$":"$.x.y","c":"$.x"}""", """{"b":2,"a":1,"c":"$.x"}""")]
    [InlineData("""{"o":{"p":{"q.$":"$.x.y"}}}""", """{"o":{"p":{"q":1}}}""")]
    [InlineData("""{"l":[{"q.$":"$.x.y"},"$.x",[{"r.$":"$$.State.Name"}]]}""", """{"l":[{"q":1},"$.x",[{"r":"S"}]]}""")]
    [InlineData("""[{"q.$":"$v"}]""", """[{"q":[7]}]""")]
    [InlineData("""{"s.$":"States.Array($v[0], 'a')"}""", """{"s":[7,"a"]}""")]
    [InlineData("""{"all.$":"$"}""", """{"all":{"x":{"y":1},"n":null}}""")]
    [InlineData("""{"n.$":"$.n"}""", """{"n":null}""")]
    [InlineData("""{"a":1,"a.$":"$.x.y","b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a.$":"$.x.y","a":"last"}""", """{"a":"last"}""")]
    [InlineData("""{".$":"$.x.y"}""", """{"":1}""")]
    [InlineData("\"$.x\"", "\"$.x\"")]
    public void A_template_evaluates_the_fields_marked(string template, string expected) =>
        Assert.Equal(expected, Compile(template).Evaluate(JsonAny.Parse("""{"x":{"y":1},"n":null}"""), Scope).ToString());

    [Theory]
    [InlineData("""{"y.$":"$.x"}""", "The JSONPath '$.x' specified for the field 'y.$' could not be found in the input '{\"z\":[]}'")]
    [InlineData(
        """{"o":{"y.$":"$.z.a"}}""", "The JSONPath '$.z.a' specified for the field 'y.$' could not be found in the input '{\"z\":[]}'")]
    public void A_field_without_a_value_is_named(string template, string cause)
    {
        StatesException e = Assert.Throws<StatesException>(() => Compile(template).Evaluate(JsonAny.Parse("""{"z":[]}"""), Scope));

        Assert.Equal(("States.Runtime", cause), (e.Error, e.Cause));
    }

    [Fact]
    public void A_literal_template_is_its_own_value()
    {
        JsonAny template = JsonAny.Parse("""{"a":[1,{"b":{}}],"c":"$.x"}""");

        Assert.Same(template, PayloadTemplate.Compile(template, "", NoProblem).Evaluate(JsonAny.Null, Scope));
    }

    [Fact]
    public void Literal_parts_are_shared()
    {
        var template = (JsonMap)JsonAny.Parse("""{"a":{"b":[1]},"c.$":"$"}""");

        var value = (JsonMap)PayloadTemplate.Compile(template, "", NoProblem).Evaluate(JsonAny.Null, Scope);

        Assert.Same(template["a"], value["a"]);
    }

    // Recorded: illegal escapes in an intrinsic function.
    [Theory]
    [InlineData("""{"parsed.$":"States.StringToJson('{\"text\":\"An \\\"escaped double quote\\\" here\"}')"}""")]
    [InlineData("""{"a":[{"parsed.$":"no path"}]}""")]
    [InlineData("""{"parsed.$":1}""")]
    [InlineData("""{"parsed.$":{"a":1}}""")]
    public void A_field_that_cannot_be_compiled_is_reported(string template)
    {
        var problems = new List<(string, string)>();

        PayloadTemplate.Compile(
            JsonAny.Parse(template), "/States/S/Parameters", (pointer, message) => problems.Add((pointer, message)));

        Assert.Equal(
            [("/States/S/Parameters", "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call")],
            problems);
    }

    [Fact]
    public void A_template_knows_the_variables_it_reads() =>
        Assert.Equal(["a", "b"], Compile("""{"x.$":"$b.c","y":[{"z.$":"States.Array($a, $b)"}],"l":"$d"}""").Variables);

    [Fact]
    public void A_result_nested_too_deeply_is_a_failure_of_the_state()
    {
        JsonAny deep = Enumerable.Range(0, JsonAny.MaxDepth).Aggregate((JsonAny)1, (inner, _) => JsonList.Of(inner));

        Assert.Equal("States.Runtime", Assert.Throws<StatesException>(() => Compile("""{"a.$":"$"}""").Evaluate(deep, Scope)).Error);
        Assert.Equal("States.Runtime", Assert.Throws<StatesException>(
            () => Compile("""{"a.$":"States.Array($)"}""").Evaluate(deep, Scope)).Error);
        Assert.Equal("States.Runtime", Assert.Throws<StatesException>(() => Compile("""{"a.$":"$..*"}""").Evaluate(deep, Scope)).Error);
    }

    [Fact]
    public void A_result_too_large_to_be_written_is_a_failure_of_the_state()
    {
        string fields = string.Join(',', Enumerable.Range(0, 12_000).Select(i => $"\"f{i}.$\":\"$\""));

        StatesException e = Assert.Throws<StatesException>(
            () => Compile($"{{{fields}}}").Evaluate(new JsonString(new string('x', 200_000)), Scope));

        Assert.Equal("States.DataLimitExceeded", e.Error);
    }

    private static PayloadTemplate Compile(string template) => PayloadTemplate.Compile(JsonAny.Parse(template), "", NoProblem);

    private static void NoProblem(string pointer, string message) => Assert.Fail(message);
}
