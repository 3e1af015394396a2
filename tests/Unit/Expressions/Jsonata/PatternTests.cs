using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Jsonata.Patterns;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>Regular expressions mean what they mean to JavaScript: each expectation is what <c>exec</c> of Node 20 answers.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("((a)|b)+", "", "ab", "[\"ab\",0,\"b\",null]")]
    [InlineData("(a*)*", "", "b", "[\"\",0,null]")]
    [InlineData("(a*)*", "", "aab", "[\"aa\",0,\"aa\"]")]
    [InlineData("(?:|a)+", "", "aab", "[\"aa\",0]")]
    [InlineData("(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", "[\"zaacbbbcac\",0,\"z\",\"ac\",\"a\",null,\"c\"]")]
    [InlineData("a??|b", "", "ab", "[\"\",0]")]
    [InlineData("(a??b)*?c", "", "abbc", "[\"abbc\",0,\"b\"]")]
    [InlineData("(a|ab)(c|bcd)(d*)", "", "abcd", "[\"abcd\",0,\"a\",\"bcd\",\"\"]")]
    [InlineData("\\bé\\b", "", "aé b", "null")]
    [InlineData("^b$", "m", "a\r\nb\r\n", "[\"b\",3]")]
    [InlineData("[^a]", "i", "aAb", "[\"b\",2]")]
    [InlineData("k+", "i", "kK\u212A", "[\"kK\",0]")]
    [InlineData("[\\W]", "i", "skſ", "[\"ſ\",2]")]
    [InlineData("(?<=(\\d+)(\\d+))$", "", "1053", "[\"\",4,\"1\",\"053\"]")]
    [InlineData("(?<=\\1(a))b", "", "aab", "[\"b\",2,\"a\"]")]
    [InlineData("(?<!a)b", "", "abb", "[\"b\",2]")]
    [InlineData("(?=(a+))a*b\\1", "", "baaabac", "[\"aba\",3,\"a\"]")]
    [InlineData("(?!foo)...", "", "foobar", "[\"oob\",1]")]
    [InlineData("(?<y>\\d{4})-(?<m>\\d\\d)\\k<m>", "", "2024-0707", "[\"2024-0707\",0,\"2024\",\"07\"]")]
    [InlineData("\\2(a)", "", "a", "null")]
    [InlineData("(?:(a)|(b)|c)*", "", "abc", "[\"abc\",0,null,null]")]
    [InlineData("[]|x", "", "x", "[\"x\",0]")]
    [InlineData("[^]", "", "\n", "[\"\\n\",0]")]
    [InlineData("a{,2}", "", "a{,2}", "[\"a{,2}\",0]")]
    [InlineData("[a-\\d]", "", "-", "[\"-\",0]")]
    [InlineData("\\cJ", "", "\n", "[\"\\n\",0]")]
    [InlineData("(?:a{0,2}){2}$", "", "aaaaa", "[\"aaaa\",1]")]
    [InlineData("x*?$", "", "xx", "[\"xx\",0]")]
    [InlineData("(?:(a)|b)*\\1c", "", "abc", "[\"abc\",0,null]")]
    public void A_pattern_matches_as_in_JavaScript(string source, string flags, string text, string expected) =>
        Assert.Equal(expected, Exec(source, flags, text));

    [Theory]
    [InlineData("a**")]
    [InlineData("a{2}{3}")]
    [InlineData("a)")]
    [InlineData("(a")]
    [InlineData("(?a)")]
    [InlineData("(?<x")]
    [InlineData("[b-a]")]
    [InlineData("[a")]
    [InlineData("a{2,1}")]
    [InlineData(@"\k<x>")]
    [InlineData(@"a\")]
    public void A_malformed_pattern_is_refused(string source) =>
        Assert.Equal("S0303", Assert.Throws<JsonataException>(() => Pattern.Compile(source, "", 0)).Code);

    [Fact]
    public void What_is_tried_does_not_nest_on_the_stack_of_the_thread() =>
        Assert.Equal(200_000, Pattern.Compile(@"^(?:(a)(?=b)b)*", "", 0).Match(string.Concat(Enumerable.Repeat("ab", 100_000)), 0, new StepBudget())!.End);

    [Fact]
    public void Every_try_is_a_step()
    {
        var budget = new StepBudget(1_000_000);
        Assert.Throws<StepBudgetException>(() => Pattern.Compile(@"^(a*)*\1b$", "", 0).Match(new string('a', 4000), 0, budget));
        Assert.InRange(budget.Spent, 1_000_000, 1_010_000);
    }

    /// <summary>One of .NET's automata would need minutes and gigabytes.</summary>
    [Theory]
    [InlineData("*", 5)]
    [InlineData("*", 300)]
    [InlineData("+", 300)]
    [InlineData("?", 300)]
    public void Groups_in_repetitions_may_nest(string repeat, int depth)
    {
        string source = string.Concat(Enumerable.Repeat("(", depth)) + "a" + string.Concat(Enumerable.Repeat(")" + repeat, depth));
        PatternMatch match = Pattern.Compile(source, "", 0).Match("aab", 0, new StepBudget(10_000_000))!;
        Assert.Equal((repeat == "?" ? "a" : "aa", depth), (match.Text, match.Groups.Count));
    }

    private static string Exec(string source, string flags, string text) =>
        Pattern.Compile(source, flags, 0).Match(text, 0, new StepBudget()) is { } match
            ? JsonList.Of([match.Text, match.Start, .. match.Groups]).ToString()
            : "null";
}
