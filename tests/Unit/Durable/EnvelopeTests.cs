using FunctionsAsl.Durable.Orchestration;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

public sealed class EnvelopeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4_000)]
    [InlineData(100_000)]
    public void What_is_sealed_can_be_opened(int length)
    {
        string text = $$"""{"text":"{{new string('é', length)}}"}""";
        string sealedText = Envelope.Seal(text);
        Assert.Equal(text, Envelope.Open(sealedText));
        Assert.True(sealedText.Length <= Math.Max(4096, length / 10));
    }

    [Fact]
    public void Whatever_else_arrives_is_refused_as_text() =>
        Assert.Throws<FormatException>(() => Envelope.Open("\"no packed text\""));
}
