using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using Xunit;
using static FunctionsAsl.Unit.Expressions.JsonataTestScope;

namespace FunctionsAsl.Unit.Expressions;

public sealed class JsonataTests
{
    [Theory]
    [InlineData("$a + $b.c.d", "a:0 b.c:5")]
    [InlineData("$states.errorOutput & $states.result.x", "states.errorOutput:0 states.result:22")]
    [InlineData("$states", "states:0")]
    [InlineData("($x := 1; $x + $y)", "y:15")]
    [InlineData("function($x){ $x + $y }", "y:19")]
    [InlineData("($f := function(){ $x }; $x := 5; $f())", "")]
    [InlineData("$sum($items.price)", "items.price:5")]
    [InlineData("$nothing($a[$b = 1].$c)", "nothing:0 a:9 b:12 c:20")]
    [InlineData("$a@$i.b.($i + $j)", "a:0 j:14")]
    [InlineData("'$a' & /$b/ /* $c */", "")]
    public void References_are_the_variables_that_are_read_and_not_bound(string expression, string references)
    {
        IEnumerable<string> found = JsonataQuery.Compile(expression).References
            .Select(static r => $"{r.Name}{(r.Field is null ? "" : $".{r.Field}")}:{r.Position}");
        Assert.Equal(references, string.Join(' ', found));
    }

    [Theory]
    [InlineData("($x := 1; ($y := $x; $x := 2; $y))", "1")]
    [InlineData("($x := 1; $f := function(){ $x }; $x := 2; $f())", "2")]
    [InlineData("($fs := [1..3].($v := $; function(){ $v }); $fs.$())", "[1,2,3]")]
    [InlineData("([1..3].($ = 2 ? $v := $; $v))", "2")]
    [InlineData("($x := 1; $f := function($x){ ($x := $x + 1; $x) }; [$f(5), $x])", "[6,1]")]
    [InlineData("($x := nothing; $x ?? 'none')", "\"none\"")]
    [InlineData("($add := function($a, $b){ $a + $b }; $map([1,2], $add(10, ?)))", "[11,12]")]
    [InlineData("(function($f){ $f('a') })($uppercase)", "\"A\"")]
    [InlineData("$replace('a1b22', /\\d+/, function($m){ '<' & $m.match & '>' })", "\"a<1>b<22>\"")]
    [InlineData("$match('2026-01', /(?<year>\\d+)-(\\d+)/).groups", "[\"2026\",\"01\"]")]
    [InlineData("$match('foobar foobaz', /foo(?=baz)/).index", "7")]
    [InlineData("$replace('aabbc', /(.)\\1/, '<$1>')", "\"<a><b>c\"")]
    [InlineData("$replace('a1b2', /(?<![a])\\d/, '#')", "\"a1b#\"")]
    [InlineData("$match('abc', /(?=(a)(x)?)a/).groups", "[\"a\",null]")]
    [InlineData("$split('a1b22c', /(?<=\\d)(?=[a-z])/)", "D1004: Regular expression matches zero length string")]
    [InlineData("$contains('caf\u00e9', /\\w{4}/)", "false")]
    [InlineData("$substring('a💀b', 1, 1)", "\"💀\"")]
    [InlineData("$eval('$x + 1')", "nothing")]
    [InlineData("($x := 1; $eval('$x + 1'))", "2")]
    public void Variables_and_functions(string expression, string result) => Assert.Equal(result, Reference(expression));

    [Fact]
    public void What_comes_out_can_go_in_again()
    {
        // A sequence keeps no memory of having been one: in the data an array of one item is an array.
        JsonAny list = JsonataQuery.Compile("a[]").Evaluate(JsonAny.Parse("""{"a":1}"""), new JsonataTestScope())!;
        Assert.Equal("[1]", Reference("b", JsonMap.Of(("b", list))));
        Assert.Equal("[1]", Reference("$distinct(b)", JsonMap.Of(("b", list))));
    }

    [Fact]
    public void Many_threads_evaluate_one_expression()
    {
        JsonataQuery expression = JsonataQuery.Compile("""
            ($rate := $factor; $f := function($n){ $n < 2 ? $n : $f($n - 1) + $f($n - 2) };
            { 'sum': $sum(items.(price * $rate)), 'fib': $f(10), 'names': items[price > 1]^(>name).name, 'x': $replace(text, /b+/, 'c') })
            """);
        Parallel.For(0, 64, i =>
        {
            JsonAny input = JsonAny.Parse($$"""{"text":"ab{{i}}","items":[{"price":{{i}},"name":"a"},{"name":"b","price":2}]}""");
            for (int round = 0; round < 20; round++)
            {
                JsonAny? result = expression.Evaluate(input, new JsonataTestScope(("factor", i)));
                string names = i > 1 ? "[\"b\",\"a\"]" : "\"b\"";
                Assert.Equal($$"""{"sum":{{(i + 2) * i}},"fib":55,"names":{{names}},"x":"ac{{i}}"}""", result?.ToString());
            }
        });
    }
}
