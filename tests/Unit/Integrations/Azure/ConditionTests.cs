using FunctionsAsl.Integrations.Azure.Tables;
using FunctionsAsl.Integrations.Bound;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Azure;

public sealed class ConditionTests
{
    private static readonly JsonMap Item = Parse("""{"a":{"N":"1.0"},"b":{"S":"text"},"c":{"SS":["x","y"]},"d":{"L":[{"N":"1"}]},"e":{"B":"AQI="}}""");
    private static readonly JsonMap Names = Parse("""{"#a":"a","#or":"b"}""");
    private static readonly JsonMap Values = Parse(
        """{":one":{"N":"1"},":two":{"N":"2"},":text":{"S":"text"},":te":{"S":"te"},":x":{"S":"x"},":set":{"SS":["y","x"]},":b":{"B":"AQ=="}}""");

    [Theory]
    [InlineData("a = :one", true)]
    [InlineData("#a <> :two and #or = :text", true)]
    [InlineData("a = :text", false)]
    [InlineData("a <> :text", true)]
    [InlineData("gone <> :text", true)]
    [InlineData("gone = gone", false)]
    [InlineData("gone < :one OR gone >= :one", false)]
    [InlineData("a < b", false)]
    [InlineData("a>=:one AND a<=:one AND NOT a<:one", true)]
    [InlineData("a BETWEEN :one AND :two AND attribute_exists(b)", true)]
    [InlineData("a BETWEEN :two AND :two OR attribute_not_exists(b)", false)]
    [InlineData("a IN (:two, :one)", true)]
    [InlineData("NOT (a = :one OR b = :text)", false)]
    [InlineData("attribute_not_exists(a) OR a = :one AND b = :te", false)]
    [InlineData("begins_with(b, :te) AND contains(b, :x)", true)]
    [InlineData("begins_with(e, :b)", true)]
    [InlineData("contains(c, :x) AND NOT contains(c, :te)", true)]
    [InlineData("contains(d, :one)", true)]
    [InlineData("c = :set", true)]
    public void A_condition_holds_or_not(string expression, bool holds) => Assert.Equal(holds, Condition.Parse(Text(expression))(Item));

    [Theory]
    [InlineData("", "Invalid ConditionExpression: The expression can not be empty;")]
    [InlineData("a =", "Invalid ConditionExpression: Syntax error; token: \"<EOF>\"")]
    [InlineData("a = :one b", "Invalid ConditionExpression: Syntax error; token: \"b\"")]
    [InlineData("(a = :one", "Invalid ConditionExpression: Syntax error; token: \"<EOF>\"")]
    [InlineData("a ! :one", "Invalid ConditionExpression: Syntax error; token: \"!\"")]
    [InlineData("a = :none", "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :none")]
    [InlineData("#none = :one", "Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #none")]
    [InlineData("size(a) > :one", "The function size in ConditionExpression is not supported by the resource that this one is bound to.")]
    [InlineData("a = size(b)", "The function size in ConditionExpression is not supported by the resource that this one is bound to.")]
    [InlineData("attribute_type(a, :x)", "The function attribute_type in ConditionExpression is not supported by the resource that this one is bound to.")]
    [InlineData("d[0] = :one", "The path 'd[…' in ConditionExpression is not supported by the resource that this one is bound to.")]
    [InlineData("a.b = :one", "The path 'a.…' in ConditionExpression is not supported by the resource that this one is bound to.")]
    public void Another_is_refused(string expression, string message) =>
        Assert.Equal(message, Assert.Throws<BoundException>(() => Condition.Parse(Text(expression))).Message);

    [Theory]
    [InlineData("(")]
    [InlineData("NOT ")]
    public void A_hostile_one_is_refused(string opening) => Assert.Contains(
        "nested too deep", Assert.Throws<BoundException>(() => Condition.Parse(Text(string.Concat(Enumerable.Repeat(opening, 1000))))).Message, StringComparison.Ordinal);

    private static ExpressionText Text(string expression) => new("ConditionExpression", expression, Names, Values);

    private static JsonMap Parse(string text) => (JsonMap)JsonAny.Parse(text);
}
