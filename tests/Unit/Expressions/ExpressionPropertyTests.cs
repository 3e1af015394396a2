using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Expressions.Paths;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Expressions;

public sealed class ExpressionPropertyTests
{
    private static readonly string[] Pieces =
    [
        "$", "@", ".", "..", "*", "[", "]", "[*]", "[0]", "[-1]", "[1:]", "['a']", "['a','b']", "a", "b", ".a", "..b", "(", ")",
        "[?(", ")]", "@.a", " == ", " < ", " in ", "&&", "||", "!", "=~", "/a.*/i", "'", "\"", "\\", "1", "-", ",", ":", " ",
        "null", "true", "{}", "[1]",
        "length()", ".sum()", "States.", "Format(", "Array(", "ArrayLength(", "'{}'", "$$", "$v", "\u0000", "\ud800",
    ];

    private static readonly Gen<JsonAny> Scalars = Gen.Elements<JsonAny>(
        JsonAny.Null, true, false, 0, 1, -2.5, "", "a", "1", JsonList.Empty, JsonMap.Empty);

    private static readonly Gen<JsonAny> Documents = Document(4);

    private static readonly Gen<string> Texts =
        from pieces in Gen.ListOf(Gen.Elements(Pieces))
        from start in Gen.Elements("", "$", "$.a", "$[?(@.a", "States.Array(")
        select start + string.Concat(pieces);

    private static readonly Gen<string> References =
        from steps in Gen.ListOf(Gen.Elements(".a", ".b", "['c d']", "[0]", "[1]"))
        select "$" + string.Concat(steps);

    [Fact]
    public void Any_text_gives_the_same_value_twice_or_one_of_two_exceptions() => Check(
        from text in Texts
        from document in Documents
        select (text, document),
        sample =>
        {
            Expression expression;
            try
            {
                expression = Expression.Parse(sample.text);
            }
            catch (JsonPathSyntaxException)
            {
                return true;
            }

            return Outcome(expression, sample.document) == Outcome(expression, sample.document);
        });

    [Fact]
    public void What_is_set_at_a_reference_path_is_found_there() => Check(
        from path in References
        from document in Documents
        from value in Documents
        select (path, document, value),
        sample =>
        {
            var path = ReferencePath.Parse(sample.path);
            JsonAny set;
            try
            {
                set = path.Set(sample.document, sample.value);
            }
            catch (StatesException e)
            {
                return e.Error == "States.ReferencePathConflict";
            }

            return ReferenceEquals(sample.value, path.Evaluate(set, new TestScope()));
        });

    [Fact]
    public void A_template_without_expressions_is_its_own_value() => Check(
        Documents,
        template =>
        {
            var compiled = PayloadTemplate.Compile(template, "", (_, message) => Assert.Fail(message));
            return ReferenceEquals(template, compiled.Evaluate(JsonAny.Null, new TestScope()));
        });

    [Fact]
    public void A_deep_scan_finds_every_value_once() => Check(
        Documents,
        document => ((JsonList)JsonPath.Parse("$..*").Evaluate(document, new TestScope())).Count == CountBelow(document));

    private static string Outcome(Expression expression, JsonAny document)
    {
        try
        {
            return expression.Evaluate(document, new TestScope(("v", document))).ToString();
        }
        catch (StatesException e)
        {
            return e.Error + e.Cause;
        }
    }

    private static int CountBelow(JsonAny value) => value switch
    {
        JsonList array => array.Count + array.Sum(CountBelow),
        JsonMap o => o.Count + o.Sum(member => CountBelow(member.Value)),
        _ => 0,
    };

    private static Gen<JsonAny> Document(int depth) => depth == 0
        ? Scalars
        : Gen.OneOf(
            Scalars,
            Gen.ListOf(Document(depth - 1)).Resize(4).Select(items => (JsonAny)JsonList.Of(items)),
            from names in Gen.SubListOf("a", "b", "c d", "")
            from values in Gen.ListOf(Document(depth - 1), names.Count)
            select (JsonAny)JsonMap.Of([.. names.Zip(values)]));

    private static void Check<T>(Gen<T> samples, Func<T, bool> property) =>
        Prop.ForAll(samples.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
