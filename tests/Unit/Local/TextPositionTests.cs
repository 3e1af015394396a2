using FunctionsAsl.Local;
using Xunit;

namespace FunctionsAsl.Unit.Local;

public sealed class TextPositionTests
{
    private const string Text = "{\n  \"é\": {\"States\": 1},\n  \"a/b~\": [10, {\"x\": [1]}, 30],\n  \"\": 1 }";

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("/", 1, 1)]
    [InlineData("/é", 2, 3)]
    [InlineData("/é/States", 2, 9)]
    [InlineData("/a~1b~0", 3, 3)]
    [InlineData("/a~1b~0/1", 3, 16)]
    [InlineData("/a~1b~0/1/x", 3, 17)]
    [InlineData("/a~1b~0/1/x/0", 3, 23)]
    [InlineData("/a~1b~0/2", 3, 28)]
    public void A_pointer_becomes_line_and_column(string pointer, int line, int column) =>
        Assert.Equal(new TextPosition(line, column), TextPosition.Find(Text, pointer));

    [Theory]
    [InlineData("/\uFFFD", 1, 2)]
    [InlineData("/a", 1, 15)]
    public void Names_with_half_a_surrogate_pair_are_passed(string pointer, int line, int column) =>
        Assert.Equal(new TextPosition(line, column), TextPosition.Find("""{"\ud83d": 1, "a": 2}""", pointer));

    [Theory]
    [InlineData("/é/Missing", 2, 3)]
    [InlineData("/a~1b~0/7", 3, 3)]
    [InlineData("/a~1b~0/0/deeper", 3, 12)]
    public void What_is_missing_would_stand_in_what_is_there(string pointer, int line, int column) =>
        Assert.Equal(new TextPosition(line, column), TextPosition.Find(Text, pointer));
}
