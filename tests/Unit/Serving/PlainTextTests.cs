using FunctionsAsl.Serving;
using Xunit;

namespace FunctionsAsl.Unit.Serving;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("é😀 plain", "é😀 plain")]
    [InlineData("a\r\nb\nc\rd\u2028e", "a b c d e")]
    [InlineData("\u001b[2J\u0007\u0000\u009b1m", "\\u001B[2J\\u0007\\u0000\\u009B1m")]
    [InlineData("user\u202egnp.exe", "user\\u202Egnp.exe")]
    public void Nothing_of_it_moves_the_cursor_or_ends_the_line(string text, string plain) => Assert.Equal(plain, PlainText.Of(text));
}
