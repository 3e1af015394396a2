using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using FunctionsAsl.Jsonata.Language;
using Xunit;
using static FunctionsAsl.Unit.Expressions.JsonataTestScope;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>What Step Functions makes of JSONata; the figures and texts were measured on AWS.</summary>
public sealed class JsonataDialectTests
{
    private const string NoBase64 = "D3137: The argument of $base64decode is not Base64";

    private static readonly JsonAny States = JsonAny.Parse("""{"input":{"a":[{"b":1},{"b":2}],"n":9223372036854775807,"t":1.50}}""");

    [Theory]
    [InlineData("phone", "Reference to 'phone' at the top level is not supported.")]
    [InlineData("1 + phone.number", "Reference to 'phone' at the top level is not supported.")]
    [InlineData("$map($states.input.a, function($x){ b })", "Reference to 'b' at the top level is not supported.")]
    [InlineData("{'a': b}", "Reference to 'b' at the top level is not supported.")]
    [InlineData("$", "Reference to '$' at the top level is not supported.")]
    [InlineData("$.a", "Reference to '$' at the top level is not supported.")]
    [InlineData("$$", "Reference to '$$' is not supported.")]
    [InlineData("$states.input.a[$$ = 1]", "Reference to '$$' is not supported.")]
    public void What_reads_a_context_item_is_refused(string expression, string message)
    {
        var error = Assert.Throws<JsonataException>(() => JsonataQuery.Compile(expression, JsonataDialect.StepFunctions));
        Assert.Equal((JsonataException.Unsupported, message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("$states.input.a[b = 2].b", "2")]
    [InlineData("$states.input.a.($.b * 2)", "[2,4]")]
    [InlineData("$states.input.a^(>b).b", "[2,1]")]
    [InlineData("$states.input.a{$string(b): $}", """{"1":{"b":1},"2":{"b":2}}""")]
    [InlineData("$states.input ~> |a|{'c': b}|", """{"a":[{"b":1,"c":1},{"b":2,"c":2}],"n":9223372036854775807,"t":1.50}""")]
    public void What_reads_the_values_of_a_path_is_not(string expression, string result) =>
        Assert.Equal(result, StepFunctions(expression, ("states", States)));

    [Theory]
    [InlineData("$x ?: 1", "S0211: The symbol \":\" cannot be used as a unary operator")]
    [InlineData("$x ?? 1", "S0211: The symbol \"?\" cannot be used as a unary operator")]
    [InlineData("$eval('1+1')", "T1006: Attempted to invoke a non-function")]
    public void What_is_newer_or_disabled_is_not_there(string expression, string error) => Assert.Equal(error, StepFunctions(expression));

    [Theory]
    [InlineData("$partition([1,2,3,4,5], 2)", "[[1,2],[3,4],[5]]")]
    [InlineData("$partition([1,2], 2.9)", "[[1,2]]")]
    [InlineData("$partition([1,2])", "[[1,2]]")]
    [InlineData("$partition([1,2], 0)", "nothing")]
    [InlineData("$partition([1,2], -0.5)", "nothing")]
    [InlineData("$partition([1,2], -2)", "D3137: Second argument must be zero or greater")]
    [InlineData("$partition([], 2)", "nothing")]
    [InlineData("$range(0, 6, 2)", "[0,2,4,6]")]
    [InlineData("$range(-1.7, 2, 1)", "[-1,0,1,2]")]
    [InlineData("$range(3, 1, -1)", "[3,2,1]")]
    [InlineData("$range(1, 1, 5)", "1")]
    [InlineData("$range(1, 9, 9)", "1")] // faults.md L14, measured; an operator's is an array.
    [InlineData("$range(3, 1, -5)", "3")]
    [InlineData("$range(1, 9, 8)", "[1,9]")]
    [InlineData("[1..1]", "[1]")]
    [InlineData("$base64decode('YQ==')", "\"a\"")]
    [InlineData("$base64decode('YWI')", "\"ab\"")]
    [InlineData("$base64decode('')", "\"\"")]
    [InlineData("$base64decode('!!!')", NoBase64)] // faults.md L12, measured; that there are others of the kind is Java's decoder.
    [InlineData("$base64decode('YQ=')", NoBase64)]
    [InlineData("$base64decode('YQ==YQ==')", NoBase64)]
    [InlineData("$base64decode('Y')", NoBase64)]
    [InlineData("$base64decode('_-8=')", NoBase64)]
    [InlineData("$range(1, 3)", "nothing")]
    [InlineData("$range(1, 3, -1)", "nothing")]
    [InlineData("$range(0, 9223372036854775807, 9223372036854775806)", "[0,9223372036854775806]")]
    [InlineData("$hash('input', 'SHA-1')", "\"140f86aae51ab9e1cda9b4254fe98a74eb54c1a1\"")]
    [InlineData("$hash('input')", "nothing")]
    [InlineData("$hash('input', 'sha-1')", "D3137: Hash algorithm 'sha-1' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5")]
    [InlineData("$random(42)", "0.7275636800328681")]
    [InlineData("$random(42.9)", "0.7275636800328681")]
    [InlineData("$length($uuid())", "36")]
    [InlineData("$parse('{\"a\":[1]}').a", "[1]")]
    [InlineData("$parse('{\"a\":[-0,1.50,1e2,12345678901234567890]}').a", "[0,1.50,100,12345678901234567890]")]
    [InlineData("$parse('{\"a\":1,\"a\":2}')", "D3137: Invalid JSON")]
    [InlineData("$parse('[\"\\\\ud83d\", {\"\\\\ude00\": 1}]')", "[\"\uFFFD\",{\"\uFFFD\":1}]")]
    [InlineData("$parse('{\"\\\\ud83d\": 1, \"\\\\ud83d\": 2}')", "D3137: Invalid JSON")]
    [InlineData("$parse('')", "D3137: Invalid JSON")]
    [InlineData("$parse('1 2')", "D3137: Invalid JSON")]
    [InlineData("$count(null)", "1")]
    public void Functions_of_Step_Functions(string expression, string result) => Assert.Equal(result, StepFunctions(expression));

    [Theory]
    [InlineData("9223372036854775806 + 1", "9223372036854775807")]
    [InlineData("9223372036854775807 + 1", "9223372036854776000")]
    [InlineData("9007199254740993 * 1", "9007199254740993")]
    [InlineData("$sum([9007199254740992, 1])", "9007199254740993")]
    [InlineData("6 / 4", "1.5")]
    [InlineData("6 / 3", "2")]
    [InlineData("1.0 + 1", "2")]
    [InlineData("$states.input.n", "9223372036854775807")]
    [InlineData("$states.input.n - 1", "9223372036854775806")]
    [InlineData("$string($states.input.t)", "\"1.5\"")]
    [InlineData("$string(1e20)", "\"100000000000000000000\"")]
    [InlineData("$string(1e21)", "\"1e+21\"")]
    [InlineData("1/0", "\"Infinity\"")]
    [InlineData("[-1/0]", "[\"-Infinity\"]")]
    [InlineData("{'a': 0/0}", "{\"a\":\"NaN\"}")]
    [InlineData("1/0 + 1", "D1001: Number out of range: \"Infinity\"")]
    public void Integers_are_exact_while_64_bits_hold_them(string expression, string result) =>
        Assert.Equal(result, StepFunctions(expression, ("states", States)));

    [Fact]
    public void What_is_passed_on_stays_as_it_was_written()
    {
        JsonAny? result = JsonataQuery.Compile("$states.input.t", JsonataDialect.StepFunctions).Evaluate(null, new JsonataTestScope(("states", States)));
        Assert.Equal("1.50", result?.ToString());
    }

    [Theory]
    [InlineData("$fn := function($x){$x}")]
    [InlineData("[$sum]")]
    [InlineData("{'f': function(){1}}")]
    [InlineData("/a/")]
    public void A_function_is_no_result(string expression) =>
        Assert.StartsWith(JsonataException.UnsupportedResult, StepFunctions(expression), StringComparison.Ordinal);

    [Fact]
    public void Time_and_entropy_come_from_the_scope()
    {
        const string Expression = "[$millis(), $now(), $random(), $uuid(), $shuffle([1..5])]";
        string first = StepFunctions(Expression);
        Assert.StartsWith("[1767323045678,\"2026-01-02T03:04:05.678Z\",", first, StringComparison.Ordinal);
        Assert.Equal(first, StepFunctions(Expression));
    }

    [Fact]
    public void A_variable_of_the_scope_hides_a_function() => Assert.Equal("5", StepFunctions("$sum", ("sum", 5L)));
}
