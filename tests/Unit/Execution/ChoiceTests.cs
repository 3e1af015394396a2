using FunctionsAsl.Core.Execution;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class ChoiceTests
{
    /// <summary>Operator, operand, and values: of its type and matching, of its type and not, of another type.</summary>
    public static TheoryData<string, string, string[], string[], string[]> Operators => new()
    {
        { "StringEquals", "\"b\"", ["\"b\""], ["\"B\"", "\"\""], ["1", "null", "[\"b\"]"] },
        { "StringLessThan", "\"b\"", ["\"a\"", "\"B\""], ["\"b\"", "\"ba\""], ["1"] },
        { "StringGreaterThan", "\"b\"", ["\"ba\"", "\"é\""], ["\"b\"", "\"a\""], ["9"] },
        { "StringLessThanEquals", "\"b\"", ["\"b\"", "\"a\""], ["\"c\""], ["1"] },
        { "StringGreaterThanEquals", "\"b\"", ["\"b\"", "\"c\""], ["\"a\""], ["1"] },
        { "NumericEquals", "1", ["1", "1.0", "1e0"], ["2", "1.0000001"], ["\"1\"", "true"] },
        { "NumericLessThan", "1", ["0.5", "-7"], ["1", "2"], ["\"0\""] },
        { "NumericGreaterThan", "1", ["1.5"], ["1", "0"], ["\"2\""] },
        { "NumericLessThanEquals", "1", ["1", "0"], ["2"], ["\"1\""] },
        { "NumericGreaterThanEquals", "1", ["1", "2"], ["0"], ["\"1\""] },
        { "TimestampEquals", "\"2026-01-01T00:00:00Z\"", ["\"2026-01-01T01:00:00+01:00\""], ["\"2026-01-01T00:00:01Z\""], ["\"x\"", "0"] },
        { "TimestampLessThan", "\"2026-01-01T00:00:00Z\"", ["\"2025-12-31T23:59:59.9Z\""], ["\"2026-01-01T00:00:00Z\""], ["\"2025\""] },
        { "TimestampGreaterThan", "\"2026-01-01T00:00:00Z\"", ["\"2026-01-01T00:00:00.1Z\""], ["\"2026-01-01T00:00:00Z\""], ["\"x\""] },
        { "TimestampLessThanEquals", "\"2026-01-01T00:00:00Z\"", ["\"2026-01-01T00:00:00Z\""], ["\"2026-01-01T00:00:01Z\""], ["1"] },
        { "TimestampGreaterThanEquals", "\"2026-01-01T00:00:00Z\"", ["\"2026-01-01T00:00:00Z\""], ["\"2025-01-01T00:00:00Z\""], ["1"] },
        { "BooleanEquals", "true", ["true"], ["false"], ["\"true\"", "1"] },
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public void A_comparison_applies_to_values_of_its_type(string name, string operand, string[] matching, string[] other, string[] foreign)
    {
        Assert.All(matching, value => Assert.Equal("Yes", Choose($$"""{"Variable":"$.x","{{name}}":{{operand}}}""", Input(value))));
        Assert.All(other.Concat(foreign), value => Assert.Equal("No", Choose($$"""{"Variable":"$.x","{{name}}":{{operand}}}""", Input(value))));

        // The Path form compares with what its path refers to; that may be of another type too.
        string path = $$"""{"Variable":"$.x","{{name}}Path":"$.y"}""";
        Assert.All(matching, value => Assert.Equal("Yes", Choose(path, Input(value, operand))));
        Assert.All(other.Concat(foreign), value => Assert.Equal("No", Choose(path, Input(value, operand))));
        Assert.All(matching, value => Assert.Equal("No", Choose(path, Input(value, "[]"))));
    }

    [Theory]
    [InlineData("IsNull", "null", "0")]
    [InlineData("IsNumeric", "1.5", "\"1\"")]
    [InlineData("IsString", "\"\"", "null")]
    [InlineData("IsBoolean", "false", "\"false\"")]
    [InlineData("IsTimestamp", "\"2026-01-01T00:00:00Z\"", "\"2026-01-01\"")]
    [InlineData("IsPresent", "null", null)]
    public void A_type_test_applies_or_with_false_its_opposite(string name, string matching, string? other)
    {
        Assert.Equal("Yes", Choose($$"""{"Variable":"$.x","{{name}}":true}""", Input(matching)));
        Assert.Equal("No", Choose($$"""{"Variable":"$.x","{{name}}":false}""", Input(matching)));
        string input = other is null ? "{}" : Input(other);
        Assert.Equal("No", Choose($$"""{"Variable":"$.x","{{name}}":true}""", input));
        Assert.Equal("Yes", Choose($$"""{"Variable":"$.x","{{name}}":false}""", input));
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("*.log", "x.log.log", true)]
    [InlineData("a*b*a", "aba", true)]
    [InlineData("a*b*a", "aab", false)]
    [InlineData("foo\\\\*", "foo*", true)]
    [InlineData("foo\\\\*", "fooo", false)]
    [InlineData("foo\\\\\\\\*", "foo\\\\bar", true)]
    [InlineData("**", "x", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("*ab*", "aab", true)]
    [InlineData("*ab*ba*", "aba", false)]
    [InlineData("a\\\\", "a\\\\", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    [InlineData("A", "a", false)]
    public void A_string_matches_wildcards(string pattern, string text, bool matches) =>
        Assert.Equal(matches ? "Yes" : "No", Choose($$"""{"Variable":"$.x","StringMatches":"{{pattern}}"}""", Input($"\"{text}\"")));

    [Fact]
    public void A_hostile_wildcard_takes_no_exponential_time()
    {
        string pattern = string.Concat(Enumerable.Repeat("a*", 1000)) + "b";
        Assert.Equal("No", Choose($$"""{"Variable":"$.x","StringMatches":"{{pattern}}"}""", Input($"\"{new string('a', 20_000)}\"")));
    }

    [Fact(Timeout = 10_000)]
    public async Task A_hostile_wildcard_takes_no_quadratic_time()
    {
        string half = new('a', 60_000);
        string choice = await Task.Run(() => Choose(
            $$"""{"Variable":"$.x","StringMatches":"*{{half}}b{{half}}*"}""", Input($"\"{half}{half}{half}{half}\"")));
        Assert.Equal("No", choice);
    }

    [Theory]
    [InlineData("""{"Variable":"$.x","StringEquals":"a"}""", "$.x")]
    [InlineData("""{"Variable":"$.x","IsNull":true}""", "$.x")]
    [InlineData("""{"Variable":"$.y","NumericLessThanPath":"$.z"}""", "$.z")]
    [InlineData("""{"Not":{"Variable":"$.x.y","IsString":true}}""", "$.x.y")]
    public void A_missing_value_fails_the_execution(string rule, string path)
    {
        Workflow run = Run(rule, """{"y":1}""");
        Assert.Equal((ExecutionStatus.Failed, "States.Runtime"), (run.State.Status, run.State.Error));
        Assert.Equal(
            "An error occurred while executing the state 'S' (entered at the event id #2). "
            + $"Invalid path '{path}': The choice state's condition path references an invalid value.",
            run.State.Cause);
    }

    [Theory]
    [InlineData("""{"And":[{"Variable":"$.x","IsPresent":true},{"Variable":"$.x","NumericEquals":1}]}""", "{}", "No")]
    [InlineData("""{"Or":[{"Variable":"$.y","IsPresent":true},{"Variable":"$.x","NumericEquals":1}]}""", """{"y":1}""", "Yes")]
    [InlineData("""{"Or":[{"Variable":"$.x","NumericEquals":2},{"Variable":"$.x","NumericEquals":1}]}""", """{"x":1}""", "Yes")]
    [InlineData("""{"Not":{"Or":[{"Variable":"$.x","NumericEquals":2}]}}""", """{"x":1}""", "Yes")]
    [InlineData("""{"Variable":"$$.State.Name","StringEquals":"S"}""", "{}", "Yes")]
    public void Rules_combine_from_left_to_right(string rule, string input, string expected) => Assert.Equal(expected, Choose(rule, input));

    [Fact]
    public void The_first_rule_that_applies_decides_and_assigns_alone()
    {
        Workflow run = new Workflow("""
            {"StartAt":"S","States":{"S":{"Type":"Choice","Assign":{"v":"default"},"Choices":[
              {"Variable":"$","IsString":true,"Assign":{"v":"first"},"Next":"Show"},{"Variable":"$","IsString":true,"Assign":{"v":"second"},"Next":"Show"},
              {"Variable":"$","IsNumeric":true,"Next":"Show"}],"Default":"Show"},
              "Show":{"Type":"Pass","Parameters":{"v.$":"$v"},"End":true}}}
            """);
        Assert.Equal("""{"v":"first"}""", run.Run("\"x\"").State.Output!.ToString());
    }

    [Fact]
    public void Without_a_rule_that_applies_and_a_default_the_execution_fails()
    {
        Workflow run = new Workflow("""{"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"Z"}]},"Z":{"Type":"Succeed"}}}""").Run();
        Assert.Equal("States.Runtime", run.State.Error);
        Assert.EndsWith("Failed to transition out of the state. The state does not point to a next state.", run.State.Cause, StringComparison.Ordinal);
    }

    private static string Input(string x, string? y = null) => y is null ? $$"""{"x":{{x}} }""" : $$"""{"x":{{x}},"y":{{y}} }""";

    private static string Choose(string rule, string input)
    {
        Workflow run = Run(rule, input);
        Assert.True(run.State.Status == ExecutionStatus.Succeeded, run.State.Cause);
        return ((FunctionsAsl.Json.JsonString)run.State.Output!).Value;
    }

    private static Workflow Run(string rule, string input) => new Workflow($$"""
        {"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{{rule[..^1]}},"Next":"Yes"}],"Default":"No"},
          "Yes":{"Type":"Pass","Result":"Yes","End":true},"No":{"Type":"Pass","Result":"No","End":true} } }
        """).Run(input);
}
