using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using FunctionsAsl.Jsonata.Language;
using Xunit;
using static FunctionsAsl.Unit.Expressions.JsonataTestScope;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>An expression can do so much and no more; whatever it is, it ends with an error of the language or the budget's.</summary>
public sealed class JsonataBoundsTests
{
    private const int StackSize = 512 * 1024;

    private const string TooDeep =
        "LIMIT_EXCEEDED: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive. Depth=101 max=100";

    private const string TooLarge = "LIMIT_EXCEEDED: Expression evaluation memory limit exceeded: Check for excessive memory usage";

    public static TheoryData<string> Hostile =>
    [
        new string('(', 100_000),
        new string('[', 100_000) + "1",
        new string('-', 100_000) + "1",
        string.Concat(Enumerable.Repeat("1+", 100_000)) + "1",
        string.Concat(Enumerable.Repeat("a.", 100_000)) + "a",
        string.Concat(Enumerable.Repeat("a[", 100_000)),
        string.Concat(Enumerable.Repeat("function($x){", 10_000)),
        string.Concat(Enumerable.Repeat("{'a':", 10_000)),
        string.Concat(Enumerable.Repeat("1?", 100_000)) + "1",
        "($f := function(){ $f() }; $f())",
        "($f := function($n){ 1 + $f($n + 1) }; $f(0))",
        "($f := function($n){ $map([1,2,3], $f) }; $f(0))",
        "($f := $sum ~> $sum; $g := function($x){ ($x ~> $g) + 1 }; $g(1))",
        "($t := |$|{'a': $t($)}|; $t({}))",
        "($f := function($s){ $f($s & $s) }; $f('x'))",
        "($f := function($a){ $f($append($a, $a)) }; $f([1]))",
        "($f := function($a){ $f([[$a]]) }; $f(1))",
        "$reduce([1..5000], function($a, $v){ {'a': $a} })",
        "$reduce([1..60], function($a, $v){ [$a, $a] }) = $reduce([1..60], function($a, $v){ [$a, $a] })",
        "$string($reduce([1..60], function($a, $v){ {'a': $a, 'b': $a} }))",
        "$count($reduce([1..60], function($a, $v){ [$a, $a] }).**)",
        "$reduce([1..60], function($a, $v){ [$a, $a] }) ~> |**|{'a': 1}|",
        "$reduce([1..60], function($a, $v){ [$a, $a] }, $sum)",
        "$reduce([1..60], function($a, $v){ [$a, $a] }, 0) ? 1 : 2",
        "$reduce([1..60], function($a, $v){ [$a, $a] }).x",
        "($a := $reduce([1..60], function($a, $v){ [$a, $a] }); $lookup($a, 'x') & $keys($a))",
        "$error($reduce([1..60], function($a, $v){ [$a, $a] }))",
        "[1..10000000].[1..10000000]",
        "[1..100000][$ in [1..100000]]",
        "$distinct([1..1000000].[$])",
        "$pad('x', 2000000000)",
        "$pad('', 1e300, 'ab')",
        "$join([1..1000000].('0123456789' & $string($)))",
        "$zip([1..1000000], [1..1000000], [1..1000000])",
        "$formatBase(1e308, 2) & $formatNumber(1e308, '0.0')",
        "$match($pad('', 50000, 'a'), /(a*)*b/)",
        "$match($pad('', 50000, 'a'), /(?:(?:a{1,50}){1,50}){1,50}b/)",
        "$replace($pad('', 100000, 'ab'), /(?=a)/, 'x')",
        "$match($pad('', 60, 'a'), /^(?=(a+)+$)b/)",
        "[1..100000].$contains($pad('', 40, 'a'), /^(?!(a|aa)+$)/)",
        "$match($pad('', 100000, 'ab'), /(?:(ab)(?=a))+/)",
        "$match($pad('', 5000, 'a'), /(a*)\\1\\1b/)",
        "$sort([1..100000], function($l, $r){ $sort([1..100000], function($a, $b){ $a < $b })[0] > 0 })",
        "$eval('$eval(\"$eval(\\'1\\')\")')",
        "($e := '$eval($e)'; $eval($e))",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_expression_ends(string expression)
    {
        foreach (JsonataDialect dialect in Enum.GetValues<JsonataDialect>())
        {
            Exception? unexpected = null;
            var thread = new Thread(
                () =>
                {
                    try
                    {
                        var scope = new JsonataTestScope();

                        // A tenth is enough to see it end.
                        scope.Steps.Spend(StepBudget.MaxSteps / 10 * 9);
                        JsonataQuery.Compile(expression, dialect).Evaluate(null, scope);
                    }
                    catch (Exception e) when (e is JsonataException or StepBudgetException)
                    {
                        Assert.NotEmpty(e.Message);
                    }
                    catch (Exception e)
                    {
                        unexpected = e;
                    }
                },
                StackSize);
            thread.Start();
            thread.Join();
            Assert.Null(unexpected);
        }
    }

    [Fact]
    public void Nonsense_is_refused_or_evaluated_but_never_crashes()
    {
        string[] parts =
        [
            "a", "$x", "$", "$$", "1", "'s'", "/r/", "(", ")", "[", "]", "{", "}", ".", ",", ":", ";", "?", ":=", "~>", "..", "|", "@$v", "#$i",
            "^(", "%", "*", "**", "+", "-", "&", "=", "and", "in", "function($x)", "<n:n>", "$map", "$sum(", "$eval(", "`q`", "!", "~", "\"", "'", "/*",
        ];
        var random = new Random(7);
        JsonAny input = JsonAny.Parse("""{"a":[1,{"b":[2,3]},"x"]}""");
        for (int i = 0; i < 20_000; i++)
        {
            string expression = string.Join(' ', Enumerable.Range(0, 1 + random.Next(10)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                JsonataQuery.Compile(expression).Evaluate(input, new JsonataTestScope());
            }
            catch (JsonataException e)
            {
                Assert.True(e.Message.Length > 0 && e.Position >= -1, expression);
            }
            catch (Exception e)
            {
                Assert.Fail($"{expression}: {e}");
            }
        }
    }

    [Theory]
    [InlineData(100, "100")]
    [InlineData(101, TooDeep)]
    [InlineData(200, TooDeep)]
    public void Sums_of_100_terms_are_the_deepest_in_Step_Functions(int terms, string result) =>
        Assert.Equal(result, StepFunctions(string.Join('+', Enumerable.Repeat("1", terms))));

    [Theory]
    [InlineData(99, "1")]
    [InlineData(100, TooDeep)]
    public void So_are_99_parentheses(int count, string result) =>
        Assert.Equal(result, StepFunctions(new string('(', count) + "1" + new string(')', count)));

    [Theory]
    [InlineData(31, "31")]
    [InlineData(32, TooDeep)]
    public void And_31_calls_that_are_not_the_last_thing_a_function_does(int calls, string result) =>
        Assert.Equal(result, StepFunctions($"($f := function($n){{ $n = 0 ? 0 : 1 + $f($n - 1) }}; $f({calls}))"));

    [Fact]
    public void Calls_that_are_the_last_thing_take_no_depth() =>
        Assert.Equal("50005000", StepFunctions("($f := function($n, $s){ $n = 0 ? $s : $f($n - 1, $s + $n) }; $f(10000, 0))"));

    [Theory]
    [InlineData("$count([1..873782])", "873782")]
    [InlineData("$count([1..873783])", TooLarge)]
    [InlineData("[1..900000] ~> $count()", TooLarge)]
    [InlineData("$count($range(1, 360145, 1))", "360145")]
    [InlineData("$count($range(1, 360146, 1))", TooLarge)]
    [InlineData("$length($pad('', 4194304, 'x'))", "4194304")]
    [InlineData("$length($pad('', 8388608, 'x'))", TooLarge)]
    public void A_value_takes_so_much_memory_in_Step_Functions(string expression, string result) =>
        Assert.Equal(result, StepFunctions(expression));

    [Fact]
    public void Steps_are_charged_to_the_budget_of_the_scope()
    {
        var scope = new JsonataTestScope();
        JsonataQuery expression = JsonataQuery.Compile("$sum([1..1000000].($ * 2))");
        scope.Steps.Spend(StepBudget.MaxSteps / 10 * 9);
        void EvaluateOften()
        {
            for (int i = 0; i < 10; i++)
            {
                expression.Evaluate(null, scope);
            }
        }

        var error = Assert.Throws<StepBudgetException>(EvaluateOften);
        Assert.Equal("The expressions take more than 50000000 steps together.", error.Message);
    }

    [Theory]
    [InlineData("$count([1..3000].($x := $; [1..3000].($x * $)))")]
    [InlineData("[1..20000].[1..2000].{'a': $}")]
    [InlineData("[1..20000].($x := [1..2000]; $count($x))")]
    [InlineData("$map([1..20000], function($i){ ($x := [1..2000]; function(){ $x }) })")]
    [InlineData("$count([1..3000]@$a.[1..3000]@$b.($a + $b))")]
    public void What_an_evaluation_holds_is_bounded(string expression)
    {
        var error = Assert.Throws<StepBudgetException>(() => EvaluateLong(expression));
        Assert.Equal("The expression holds more than 268435456 bytes.", error.Message);
    }

    [Theory]
    [InlineData("$sum([1..20000].$sum([1..2000]))", "40020000000")]
    [InlineData("$sum($map([1..20000], function($i){ ($x := [1..2000]; $count($x)) }))", "40000000")]
    [InlineData("$count([1..20000].$count($map([1..2000], function($v){ {'a': $v} })[a = 1]))", "20000")]
    [InlineData("$reduce([1..2000], function($a, $i){ $merge([$a, {$string($i): $i}]) }, {}) ~> $keys ~> $count", "2000")]
    [InlineData("($f := function($n){ $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(25))", "75025")]
    public void What_it_drops_is_not(string expression, string result) => Assert.Equal(result, EvaluateLong(expression)?.ToString());

    private static JsonAny? EvaluateLong(string expression) =>
        JsonataQuery.Compile(expression, JsonataDialect.StepFunctions).Evaluate(null, new JsonataTestScope { Budget = new StepBudget(long.MaxValue) });

    [Fact]
    public void A_budget_says_what_was_spent()
    {
        var budget = new StepBudget(100_000);
        budget.Spend(40_000);
        budget.Spend(1);
        Assert.Equal(40_001, budget.Spent);
        budget.Spend(59_999);
        Assert.False(budget.IsUsedUp);
        Assert.Throws<StepBudgetException>(() => budget.Spend(1));
        Assert.True(budget.IsUsedUp);
        Assert.Throws<StepBudgetException>(() => budget.Spend(1));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void What_takes_more_than_a_small_budget_may_be_done_with_a_larger_one(long steps)
    {
        JsonataQuery query = JsonataQuery.Compile("$sum([1..100000].($ * 2))");
        var scope = new JsonataTestScope { Budget = new StepBudget(steps) };
        Assert.Throws<StepBudgetException>(() => query.Evaluate(null, scope));
        Assert.True(scope.Budget.IsUsedUp);
        Assert.Equal("10000100000", query.Evaluate(null, new JsonataTestScope())?.ToString());
    }

    [Fact]
    public void Work_ends_that_nobody_waits_for()
    {
        using var cancellation = new CancellationTokenSource();
        var scope = new JsonataTestScope { Budget = new StepBudget(cancellation: cancellation.Token) };
        JsonataQuery query = JsonataQuery.Compile("$sum([1..1000000].($ * 2))");
        Assert.NotNull(query.Evaluate(null, scope));
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => query.Evaluate(null, scope));
    }

    [Theory]
    [InlineData("1 + ", 4, "S0207", "Unexpected end of expression")]
    [InlineData("a[1,2)", 4, "S0202", "Expected \"]\", got \",\"")]
    [InlineData("\"unterminated", 13, "S0101", "String literal must be terminated by a matching quote")]
    [InlineData("{\"a\":}", 6, "S0211", "The symbol \"}\" cannot be used as a unary operator")]
    [InlineData("$match(\"a\", /abc", 16, "S0302", "No terminating / in regular expression")]
    [InlineData("/[/", 3, "S0302", "No terminating / in regular expression")]
    public void A_syntax_error_says_where(string expression, int position, string code, string message)
    {
        var error = Assert.Throws<JsonataException>(() => JsonataQuery.Compile(expression));
        Assert.Equal((position, code, message), (error.Position, error.Code, error.Message));
    }
}
