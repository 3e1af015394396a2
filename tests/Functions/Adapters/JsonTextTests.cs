using Microsoft.DurableTask.Converters;
using Xunit;

namespace FunctionsAsl.Functions.Adapters;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"n":1.0e2,"t":"\u00fc","e":{}}""")]
    [InlineData("""["a", 12345678901234567890]""")]
    [InlineData("\"packed\"")]
    [InlineData("null")]
    public void It_goes_through_the_engine_as_it_is(string text)
    {
        JsonDataConverter engine = JsonDataConverter.Default;
        Assert.Equal(text, engine.Serialize(new JsonText(text)));
        Assert.Equal(text, engine.Deserialize<JsonText>(text).Text);
    }
}
