using FunctionsAsl.Jsonata.Patterns;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

public sealed class SubstringTests
{
    [Fact]
    public void A_text_is_found_where_a_plain_search_finds_it()
    {
        var random = new Random(1);
        int found = 0;
        for (int i = 0; i < 5_000; i++)
        {
            string text = Letters(random, random.Next(300));
            int start = random.Next(text.Length + 1);
            string part = random.Next(2) == 0 ? text[start..] : Letters(random, 33 + random.Next(40));
            int expected = text.IndexOf(part, StringComparison.Ordinal);
            found += expected >= 0 && part.Length > 32 ? 1 : 0;
            Assert.Equal(expected, Substring.IndexOf(text, part));
        }

        Assert.True(found > 100);
    }

    // Few letters in long runs, so that a part often matches far before it does not.
    private static string Letters(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(20) == 0 ? 'b' : 'a'));
}
