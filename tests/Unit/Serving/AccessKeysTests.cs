using FunctionsAsl.Serving;
using FunctionsAsl.Service;
using Xunit;

namespace FunctionsAsl.Unit.Serving;

public sealed class AccessKeysTests
{
    [Fact]
    public void Keys_are_pairs()
    {
        Assert.Empty(AccessKeys.Parse(""));
        Assert.Equal(["a", "b-2", "C_3"], AccessKeys.Parse("a:x, b-2:y:z\nC_3:/=+").Select(static key => key.Id));
        Assert.True(AccessKeys.Parse("b-2:y:z")[0].IsSecret("y:z"));
    }

    [Theory]
    [InlineData(", ,", "has no key")]
    [InlineData("a", "place 1")]
    [InlineData("a:x,:topsecret", "place 2")]
    [InlineData("a:x,a/b:topsecret", "place 2")]
    [InlineData("a:", "place 1")]
    [InlineData("a:x,a:topsecret", "twice")]
    public void What_is_none_is_refused_without_a_word_of_it(string text, string message)
    {
        var refused = Assert.Throws<SettingException>(() => AccessKeys.Parse(text));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", refused.Message, StringComparison.Ordinal);
    }
}
