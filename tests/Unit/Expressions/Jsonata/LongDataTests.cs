using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using Xunit;
using static FunctionsAsl.Unit.Expressions.JsonataTestScope;

namespace FunctionsAsl.Unit.Expressions;

/// <summary>Paths over long arrays, whose alike objects are gone through in a loop of their own, and given to functions in parts.</summary>
public sealed class LongDataTests
{
    private static readonly Gen<string> Rows = Gen.Frequency(
        (90, Gen.Choose(0, 999).Select(static n => $$""" {"id":1,"v":{{n}},"w":{"v":1} } """)),
        (3, Gen.Choose(0, 999).Select(static n => $$"""{"v":{{n}},"id":1}""")),
        (3, Gen.Choose(0, 9).Select(static n => $$"""{"id":1,"v":[{{n}},{{n}}],"w":2}""")),
        (1, Gen.Elements("""{"id":1,"v":[],"w":2}""", """{"id":1,"w":1}""", "{}", "5", "null", "[]", """[{"id":1,"v":3,"w":1},{"id":1,"v":[4],"w":1}]""")));

    /// <summary>Rows of which some kinds come one after the other, some mixed.</summary>
    private static readonly Arbitrary<string[]> Data = Gen.Choose(0, 1600).SelectMany(n => Rows.ListOf(n), static (_, rows) => rows.ToArray()).ToArbitrary();

    [Fact]
    public void Paths_find_what_stands_in_the_rows() => Prop.ForAll(Data, static rows =>
    {
        long[] values = [.. rows.SelectMany(static row => Values(JsonAny.Parse(row)))];
        JsonAny data = JsonAny.Parse($$"""{"rows":[{{string.Join(',', rows)}}]}""");
        string list = values.Length switch
        {
            0 => "nothing",
            1 => values[0].ToString(CultureInfo.InvariantCulture),
            _ => $"[{string.Join(',', values)}]",
        };

        // An array that is the only result stays as it is.
        bool isOneArray = rows.Count(static row => row.Contains("\"v\"", StringComparison.Ordinal)) == 1;
        return (isOneArray || Reference("rows.v", data) == list)
            && (isOneArray || Reference("$average(rows.v) * $count(rows.v)", data) is var average
                && (values.Length == 0 ? average == "nothing" : Math.Abs(double.Parse(average, CultureInfo.InvariantCulture) - values.Sum()) < 0.01))
            && Reference("$count(rows.v)", data) == values.Length.ToString(CultureInfo.InvariantCulture)
            && (isOneArray || Reference("$sum(rows.v)", data) == (values.Length == 0 ? "nothing" : values.Sum().ToString(CultureInfo.InvariantCulture)))
            && (values.Length == 0 || Reference("$max(rows.v)", data) == values.Max().ToString(CultureInfo.InvariantCulture))
            && (values.Length == 0 || Reference("$min(rows.v)", data) == values.Min().ToString(CultureInfo.InvariantCulture));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1300)]
    public void A_value_that_is_no_number_is_found_wherever_it_stands(int place)
    {
        string rows = string.Join(',', Enumerable.Range(0, 1301).Select(i => i == place ? """{"v":"x"}""" : """{"v":1}"""));
        Assert.StartsWith("T0412", Reference("$sum(rows.v)", JsonAny.Parse($$"""{"rows":[{{rows}}]}""")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"w":1}""", 1300)]
    [InlineData("""{"w":1}""", 2)]
    [InlineData("""{"v":[]}""", 1300)]
    [InlineData("""{"v":[]}""", 2)]
    [InlineData("1", 1300)]
    public void Nothing_comes_of_nothing(string row, int count)
    {
        JsonAny data = JsonAny.Parse($$"""{"rows":[{{string.Join(',', Enumerable.Repeat(row, count))}}]}""");
        Assert.Equal(("nothing", "nothing", "0"), (Reference("$sum(rows.v)", data), Reference("$max(rows.v)", data), Reference("$count(rows.v)", data)));
    }

    /// <summary>Measured in the memory that it takes.</summary>
    [Theory]
    [InlineData("$ ~> |**|{'z':1}|", """{"a":{}}""", 4_000)]
    [InlineData("$ ~> |rows|{}, 'v'|", """{"v":1,"w":2}""", 4_000)]
    [InlineData("rows.{'a': a, 'b': b, 'c': c}", """{"a":1,"c":2}""", 4_000)]
    public void Memory_grows_with_the_data(string expression, string row, int count)
    {
        JsonataQuery compiled = JsonataQuery.Compile(expression);
        Taken(compiled, row, count);
        double growth = Taken(compiled, row, 4 * count) / (double)Taken(compiled, row, count);
        Assert.InRange(growth, 2, 6);
    }

    private static long Taken(JsonataQuery expression, string row, int count)
    {
        JsonAny data = JsonAny.Parse($$"""{"rows":[{{string.Join(',', Enumerable.Repeat(row, count))}}]}""");
        long before = GC.GetAllocatedBytesForCurrentThread();
        expression.Evaluate(data, new JsonataTestScope());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static IEnumerable<long> Values(JsonAny row) => row switch
    {
        JsonMap o when o["v"] is JsonList items => items.Select(static item => (long)((JsonNumber)item).AsDouble),
        JsonMap o when o["v"] is JsonNumber number => [(long)number.AsDouble],
        JsonList nested => nested.SelectMany(Values),
        _ => [],
    };
}
