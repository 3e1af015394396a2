using System.Globalization;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

public sealed class IntrinsicTests
{
    private static readonly TestScope Scope = new(("template", "It's {}!"), ("n", 4.3));

    // Recorded on AWS: the intrinsic function cases.
    [Theory]
    [InlineData("States.Format('Formatting argument {}.', $)", "null", "\"Formatting argument null.\"")]
    [InlineData("States.Format('Formatting argument {}.', $)", "\" \"", "\"Formatting argument  .\"")]
    [InlineData("States.Format('{} and {}.', $.a, $.b)", """{"a":1.1,"b":"x"}""", "\"1.1 and x.\"")]
    [InlineData("States.Format('snd={}.', $)", """{"Arg1":1,"Arg2":[]}""", "\"snd={Arg1=1, Arg2=[]}.\"")]
    [InlineData("States.Format($template, $)", "\"Pikachu\"", "\"It's Pikachu!\"")]
    [InlineData("States.Format('{}', $$.State.Name)", "1", "\"S\"")]
    [InlineData("States.Array($.a, $.b)", """{"a":null,"b":{"x":[]}}""", """[null,{"x":[]}]""")]
    [InlineData("States.ArrayPartition($, 2)", "[0,1,2]", "[[0,1],[2]]")]
    [InlineData("States.ArrayPartition($, 5)", "[0]", "[[0]]")]
    [InlineData("States.ArrayPartition($, 1)", "[]", "[]")]
    [InlineData("States.ArrayRange(0, 9, 3)", "1", "[0,3,6,9]")]
    [InlineData("States.ArrayRange(0, 10, 3)", "1", "[0,3,6,9]")]
    [InlineData("States.ArrayRange(1, 9, 9)", "1", "[1]")]
    [InlineData("States.ArrayGetItem($, 5)", "[1,2,3,4,5,6,7,8,9]", "6")]
    [InlineData("States.ArrayLength($)", "[1,2]", "2")]
    [InlineData("States.Base64Encode($)", "\"Data to encode\"", "\"RGF0YSB0byBlbmNvZGU=\"")]
    [InlineData("States.Base64Decode($)", "\"RGF0YSB0byBlbmNvZGU=\"", "\"Data to encode\"")]
    [InlineData("States.Base64Decode('')", "1", "\"\"")]
    [InlineData("States.Hash($, 'MD5')", "\"input data\"", "\"812f45842bc6d66ee14572ce20db8e86\"")]
    [InlineData("States.Hash($, 'SHA-1')", "\"input data\"", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\"")]
    [InlineData("States.Hash($, 'SHA-256')", "\"input data\"", "\"b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3\"")]
    [InlineData(
        "States.JsonMerge($.a, $.b, false)", """{"a":{"a":{"x":1},"b":2},"b":{"a":{"y":1},"c":3}}""", """{"a":{"y":1},"b":2,"c":3}""")]
    [InlineData("States.StringToJson('{\"constant_in_literal\": \"false\"}')", "1", """{"constant_in_literal":"false"}""")]
    [InlineData("States.StringToJson($)", "\"\"", "null")]
    [InlineData("States.StringToJson($)", "\" \"", "null")]
    [InlineData("States.StringToJson($)", "\"-0\"", "0")]
    [InlineData("States.StringToJson($)", "\"1.1\"", "1.1")]
    [InlineData("States.StringToJson($)", "\"[1, 2]\"", "[1,2]")]
    [InlineData("States.StringToJson($)", "\"{\\\"a\\\\ud83d\\\":1}\"", "{\"a\uFFFD\":1}")]
    [InlineData("States.JsonToString($)", """{"test":"object"}""", "\"{\\\"test\\\":\\\"object\\\"}\"")]
    [InlineData("States.MathAdd(-9, 3)", "1", "-6")]
    [InlineData("States.MathAdd(1.49, 1.5)", "1", "3")]
    [InlineData("States.MathAdd(-1.49, -1.5)", "1", "-2")]
    [InlineData("States.MathAdd(-1.5, -1.51)", "1", "-3")]
    [InlineData("States.MathAdd(0.5, 0)", "1", "1")]
    [InlineData("States.MathAdd(-0.5, 0)", "1", "0")]
    [InlineData("States.MathAdd(-2.5, 0)", "1", "-2")]
    [InlineData("States.MathAdd(States.MathAdd(82, 25), $n)", "1", "111")]
    [InlineData("States.StringSplit(' , ', ',')", "1", """[" "," "]""")]
    [InlineData("States.StringSplit(',,,,', ',')", "1", "[]")]
    [InlineData("States.StringSplit('This.is+a,test=string', '.+,=')", "1", """["This","is","a","test","string"]""")]
    [InlineData("States.StringSplit($, 'T')", "\"on T and\"", """["on "," and"]""")]
    [InlineData("States.ArrayGetItem(States.StringSplit('a-b', '-'), States.MathAdd(States.ArrayLength($), -1))", "[1,2]", "\"b\"")]
    public void A_call_gives_what_AWS_gave(string call, string root, string expected) => Assert.Equal(expected, Run(call, root).ToString());

    [Theory]
    [InlineData("States.Array()", "[]")]
    [InlineData("States.Array( 1 , -2.5,'a' ,true,null)", """[1,-2.5,"a",true,null]""")]
    [InlineData("States.Array('it\\'s', '\\\\', '\\{\\}')", """["it's","\\","{}"]""")]
    [InlineData("States.Format('\\{{}\\} \\'{}\\'', 1, 'x')", "\"{1} 'x'\"")]
    [InlineData("States.Format('{a}')", "\"{a}\"")]
    [InlineData("States.Format('{}', States.Array('a', null, true))", "\"[a, null, true]\"")]
    [InlineData("States.Array($['a,b)'], $.c[?(@ == ')')])", """[1,[")"]]""")]
    [InlineData("States.ArrayContains($.d, 2)", "true")]
    [InlineData("States.ArrayContains($.d, 'x')", "false")]
    [InlineData("States.ArrayUnique($.d)", """[1,2,"2",{"k":1}]""")]
    [InlineData("States.ArrayRange(5, 1, -2)", "[5,3,1]")]
    [InlineData("States.ArrayRange(1, 2, -1)", "[]")]
    [InlineData("States.ArrayLength(States.ArrayRange(1, 1000, 1))", "1000")]
    [InlineData("States.StringSplit('a b', '')", """["a b"]""")]
    [InlineData("States.MathRandom(3, 4)", "3")]
    public void A_call_reads_all_kinds_of_arguments(string call, string expected) =>
        Assert.Equal(expected, Run(call, """{"a,b)":1,"c":["(",")"],"d":[1,2,2.0,"2",{"k":1},{"k":1.0}]}""").ToString());

    [Fact]
    public void A_call_with_a_missing_argument_names_the_function_and_the_path()
    {
        StatesException e = Fails("States.Format('{} to {}', $.from, $.to)", """{"from":1}""");

        Assert.Equal("States.Runtime", e.Error);
        Assert.Equal(
            "The function 'States.Format('{} to {}', $.from, $.to)' had the following error: "
            + "The JsonPath argument for the field '$.to' could not be found in the input '{\"from\":1}'",
            e.Cause);
    }

    [Theory]
    [InlineData("States.Format('{} {}', 1)")]
    [InlineData("States.Format('{}', 1, 2)")]
    [InlineData("States.Format(1)")]
    [InlineData("States.StringToJson('{')")]
    [InlineData("States.StringToJson(1)")]
    [InlineData("States.ArrayPartition(1, 1)")]
    [InlineData("States.ArrayPartition(States.Array(1), 0)")]
    [InlineData("States.ArrayPartition(States.Array(1), 'a')")]
    [InlineData("States.ArrayContains('a', 'a')")]
    [InlineData("States.ArrayRange(1, 1001, 1)")]
    [InlineData("States.ArrayRange(1, 2, 0)")]
    [InlineData("States.ArrayRange(1, 9e300, 1)")]
    [InlineData("States.ArrayGetItem(States.Array(1), 1)")]
    [InlineData("States.ArrayGetItem(States.Array(1), -1)")]
    [InlineData("States.ArrayLength('abc')")]
    [InlineData("States.ArrayUnique(true)")]
    [InlineData("States.Base64Decode('!')")]
    [InlineData("States.Hash('a', 'CRC')")]
    [InlineData("States.JsonMerge($, $, true)")]
    [InlineData("States.JsonMerge($, 1, false)")]
    [InlineData("States.MathAdd('1', 2)")]
    [InlineData("States.MathRandom(2, 2)")]
    [InlineData("States.StringSplit('a', 1)")]
    public void A_call_with_a_wrong_argument_fails_the_state(string call)
    {
        StatesException e = Fails(call, "{}");

        Assert.Equal("States.Runtime", e.Error);
        Assert.StartsWith($"The function '{call}' had the following error: ", e.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("States.Base64Encode($)")]
    [InlineData("States.Base64Decode($)")]
    [InlineData("States.Hash($, 'MD5')")]
    [InlineData("States.Hash(States.Array($), 'MD5')")]
    public void Coding_takes_ten_thousand_characters(string call)
    {
        Run(call, $"\"{new string('A', 9996)}\"");
        Fails(call, $"\"{new string('A', 10004)}\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("States")]
    [InlineData("States.Fly()")]
    [InlineData("states.Array()")]
    [InlineData("Format('a')")]
    [InlineData("States.Array")]
    [InlineData("States.Array(")]
    [InlineData("States.Array(1")]
    [InlineData("States.Array(1,)")]
    [InlineData("States.Array(,1)")]
    [InlineData("States.Array(1 2)")]
    [InlineData("States.Array(1) x")]
    [InlineData("States.Array(1)[0]")]
    [InlineData("States.Array(abc)")]
    [InlineData("States.Array('a)")]
    [InlineData("States.Array(\"a\")")]
    [InlineData("States.Array($.)")]
    [InlineData("States.UUID(1)")]
    [InlineData("States.MathAdd(1)")]
    [InlineData("States.MathRandom(1,2,3,4)")]
    [InlineData("States.StringToJson('{\"text\":\"An \\\"escaped double quote\\\" here\"}')")]
    public void Text_that_is_no_call_is_refused(string text) => Assert.Throws<JsonPathSyntaxException>(() => Expression.Parse(text));

    [Fact]
    public void Calls_nest_ten_deep()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("States.Array(", depth)) + new string(')', depth);

        Assert.Equal("[[[[[[[[[[]]]]]]]]]]", Run(Nested(10), "1").ToString());
        Assert.Throws<JsonPathSyntaxException>(() => Expression.Parse(Nested(11)));
        Assert.Throws<JsonPathSyntaxException>(() => Expression.Parse(Nested(100_000)));
    }

    [Fact]
    public void Nested_calls_cannot_fill_the_memory()
    {
        string call = "$";
        for (int i = 0; i < 5; i++)
        {
            call = $"States.Format('{string.Concat(Enumerable.Repeat("{}", 8))}', {string.Join(',', Enumerable.Repeat(call, 8))})";
        }

        string root = $"\"{new string('x', 200_000)}\"";
        string many = string.Join(',', Enumerable.Repeat("$", 20_000));
        Assert.Equal("States.DataLimitExceeded", Fails(call, root).Error);
        Assert.Equal("States.DataLimitExceeded", Fails($"States.ArrayUnique(States.Array({many}))", root).Error);
    }

    [Fact]
    public void Random_numbers_come_from_the_scope()
    {
        static string Draw() => Expression.Parse("States.Array(States.UUID(), States.MathRandom(0, 1000000), States.MathRandom(-5, 5))")
            .Evaluate(JsonAny.Null, new TestScope()).ToString();

        Assert.Equal(Draw(), Draw());
        Assert.Matches("^\\[\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\",", Draw());
    }

    [Fact]
    public void A_seeded_random_number_depends_on_the_seed_only()
    {
        JsonAny first = Run("States.MathRandom(0, 999, 3)", "1");

        Assert.Equal(first, Run("States.MathRandom(0, 999, 3)", "1"));
        Assert.NotEqual(first, Run("States.MathRandom(0, 999, 4)", "1"));
        Assert.InRange(int.Parse(first.ToString(), CultureInfo.InvariantCulture), 0, 998);
    }

    // Recorded: variable references in intrinsic functions.
    [Fact]
    public void A_call_knows_the_variables_it_reads() => Assert.Equal(
        ["a", "b", "c"],
        Expression.Parse("States.Format($c, States.JsonToString($a.x), $$.State, $b[0], $a, $.d)").Variables);

    private static JsonAny Run(string call, string root) => Expression.Parse(call).Evaluate(JsonAny.Parse(root), Scope);

    private static StatesException Fails(string call, string root) => Assert.Throws<StatesException>(() => Run(call, root));
}
