using FunctionsAsl.Json;
using Xunit;
using static FunctionsAsl.Unit.Expressions.JsonataTestScope;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>Letters as String.prototype.toLowerCase and toUpperCase of JavaScript convert them.</summary>
public sealed class LetterCaseTests
{
    [Theory]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("ΟΔΟΣ ΣΟΦΟΣ", "οδος σοφος")]
    [InlineData("Σ", "σ")]
    [InlineData("ΣΣ", "σς")]
    [InlineData("ΑΣΑ", "ασα")]
    [InlineData("Α.Σ", "α.ς")]
    [InlineData("ΑΣ.", "ας.")]
    [InlineData("ΑΣ'Α", "ασ'α")]
    [InlineData("Α\u0301Σ\u0301", "α\u0301ς\u0301")]
    [InlineData("ΑΣ\u00AD\u0301Α", "ασ\u00AD\u0301α")]
    [InlineData("1Σ", "1σ")]
    [InlineData("ΑΣ1", "ας1")]
    [InlineData("ΑΣⅣ", "ασⅳ")]
    [InlineData("𐐀Σ", "𐐨ς")]
    [InlineData("ΑΣ𐐀", "ασ𐐨")]
    [InlineData("Α\U0001D167Σ😀", "α\U0001D167ς😀")]
    [InlineData("ας", "ας")]
    [InlineData("İΣ", "i\u0307ς")]
    [InlineData("\u212A\u212B", "kå")]
    [InlineData("ABC", "abc")]
    [InlineData("", "")]
    public void Small_letters(string text, string expected) => Assert.Equal(expected, Convert("$lowercase", text));

    [Theory]
    [InlineData("straße", "STRASSE")]
    [InlineData("ﬃx", "FFIX")]
    [InlineData("οδος", "ΟΔΟΣ")]
    [InlineData("\u0390ᾳᾼῷ", "\u0399\u0308\u0301ΑΙΑΙΩ\u0342Ι")]
    [InlineData("և", "ԵՒ")]
    [InlineData("ıſµÿ", "ISΜŸ")]
    [InlineData("ǆǅ𐐨", "ǄǄ𐐀")]
    [InlineData("abc", "ABC")]
    [InlineData("", "")]
    public void Capital_letters(string text, string expected) => Assert.Equal(expected, Convert("$uppercase", text));

    private static string Convert(string function, string text) =>
        ((JsonString)JsonAny.Parse(Reference($"{function}(x)", JsonMap.Of(("x", text))))).Value;
}
