using Azure.Data.Tables;
using FunctionsAsl.Integrations.Azure.Tables;
using FunctionsAsl.Integrations.Bound;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Azure;

/// <summary>Updates of items, and items as entities.</summary>
public sealed class ItemUpdateTests
{
    private static readonly KeySchema Schema = new(new KeyAttribute("id", "N"), new KeyAttribute("s", "S"));
    private static readonly JsonMap Values = Parse("""{":n":{"N":"0.1"},":l":{"L":[{"S":"x"}]},":s":{"S":"t"},":set":{"SS":["a"]},":max":{"N":"79228162514264337593543950335"}}""");

    [Theory]
    [InlineData("SET a = :s, b = a", """{"n":{"N":"0.2"},"a":{"S":"t"},"b":{"S":"old"}}""")]
    [InlineData("SET n = n + :n REMOVE a", """{"n":{"N":"0.3"}}""")]
    [InlineData("set n = n - :n remove a, gone", """{"n":{"N":"0.1"}}""")]
    [InlineData("SET c = if_not_exists(c, :n), a = if_not_exists(a, :s)", """{"n":{"N":"0.2"},"c":{"N":"0.1"},"a":{"S":"old"}}""")]
    [InlineData("SET l = list_append(if_not_exists(l, :l), :l)", """{"a":{"S":"old"},"n":{"N":"0.2"},"l":{"L":[{"S":"x"},{"S":"x"}]}}""")]
    [InlineData("ADD n :n, m :n", """{"a":{"S":"old"},"n":{"N":"0.3"},"m":{"N":"0.1"}}""")]
    public void An_item_is_updated(string expression, string expected) => Assert.Equal(
        Parse(expected), ItemUpdate.Parse(Text(expression), Schema).Apply(Parse("""{"a":{"S":"old"},"n":{"N":"0.2"}}""")));

    [Theory]
    [InlineData("SET id = :n", "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key")]
    [InlineData("SET a = :s, a = :n", "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("SET a = :s SET b = :s", "Invalid UpdateExpression: The \"SET\" section can only be used once in an update expression;")]
    [InlineData("DELETE a :set", "DELETE in UpdateExpression is not supported by the resource that this one is bound to.")]
    [InlineData("ADD a :set", "ADD of anything but a number is not supported by the resource that this one is bound to.")]
    [InlineData("SET a = other(a)", "The function other in UpdateExpression is not supported by the resource that this one is bound to.")]
    [InlineData("SET b = gone", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET b = a + :n", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET n = :max + :max", "Number overflow. Attempting to store a number with more digits than are supported")]
    [InlineData("SET a :s", "Invalid UpdateExpression: Syntax error; token: \":s\"")]
    [InlineData("PUT a", "Invalid UpdateExpression: Syntax error; token: \"PUT\"")]
    public void What_cannot_be_is_refused(string expression, string message) => Assert.Equal(message, Assert.Throws<BoundException>(
        () => ItemUpdate.Parse(Text(expression), Schema).Apply(Parse("""{"a":{"S":"old"},"n":{"N":"0.2"}}"""))).Message);

    [Fact]
    public void An_item_becomes_an_entity_and_is_read_as_it_was()
    {
        JsonMap item = Parse("""
            {"id":{"N":"7"},"s":{"S":"a/b%?#\\ü"},"text":{"S":""},"whole":{"N":"-3"},"most":{"N":"9007199254740993"},"part":{"N":"0.25"},"long":{"N":"0.1234567890123456789012345"},"huge":{"N":"1E+120"},
             "yes":{"BOOL":true},"bytes":{"B":"AQI="},"nothing":{"NULL":true},"map":{"M":{"k":{"N":"1"}}},"list":{"L":[]},"set":{"NS":["1","2"]}}
            """);
        TableEntity entity = Columns.Write(item, Schema);
        Assert.Equal(("7", "a%2Fb%25%3F%23%5Cü", -3L, 0.25, true), (entity.PartitionKey, entity.RowKey, entity["whole"], entity["part"], entity["yes"]));
        Assert.Equal(item, Columns.Read(entity, Schema));
    }

    [Fact]
    public void What_others_wrote_is_read()
    {
        var entity = new TableEntity("7", "s")
        {
            ["int"] = 3,
            ["guid"] = Guid.Empty,
            ["time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            [Columns.Types] = """{"map":"M"}""",
            ["map"] = "{",
        };
        Assert.Equal(
            Parse("""{"id":{"N":"7"},"s":{"S":"s"},"int":{"N":"3"},"guid":{"S":"00000000-0000-0000-0000-000000000000"},"time":{"S":"2026-01-02T03:04:05.0000000Z"},"map":{"S":"{"}}"""),
            Columns.Read(entity, Schema));
    }

    [Theory]
    [InlineData("""{"id":{"N":"7"},"s":{"S":"s"},"a-b":{"S":"x"}}""", "The attribute name 'a-b' is not supported by the table that this one is bound to: no column can have it")]
    [InlineData("""{"id":{"N":"7"},"s":{"S":"s"},"rowKey":{"S":"x"}}""", "The attribute name 'rowKey' is not supported by the table that this one is bound to: no column can have it")]
    [InlineData("""{"id":{"N":"7"},"s":{"S":"s"},"":{"S":"x"}}""", "The attribute name '' is not supported by the table that this one is bound to: no column can have it")]
    [InlineData("""{"id":{"N":"7"}}""", "One or more parameter values were invalid: Type mismatch for key s expected: S")]
    [InlineData("""{"id":{"S":"7"},"s":{"S":"s"}}""", "One or more parameter values were invalid: Type mismatch for key id expected: N")]
    [InlineData("""{"id":{"N":"x"},"s":{"S":"s"}}""", "The parameter cannot be converted to a numeric value, or to one of more than 28 digits")]
    public void What_no_entity_can_be_is_refused(string item, string message) =>
        Assert.Equal(message, Assert.Throws<BoundException>(() => Columns.Write(Parse(item), Schema)).Message);

    private static ExpressionText Text(string expression) => new("UpdateExpression", expression, JsonMap.Empty, Values);

    private static JsonMap Parse(string text) => (JsonMap)JsonAny.Parse(text);
}
