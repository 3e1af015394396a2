using System.Diagnostics;
using System.Globalization;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Support.Jsonata;

namespace FunctionsAsl.Benchmarks;

/// <summary>Our JSONata next to the reference implementation on Node: compiled once, evaluated over and over on one thread; the fastest of several runs.</summary>
internal static class JsonataBenchmark
{
    private const int Runs = 300;

    private static readonly (string Name, string Expression, int[] Sizes)[] Cases =
    [
        ("navigation", "items[0].supplier.address.city", [10]),
        ("sum", "$sum(items.price)", [10, 1_000, 100_000]),
        ("sum of distinct values", "$sum(items.id)", [100_000]),
        ("fields", "items.price", [10, 1_000, 100_000]),
        ("nested fields", "items.supplier.address.city", [1_000]),
        ("filter", "items[price > 50 and category = 'b'].name", [10, 1_000, 100_000]),
        ("computed values", "items.(price * quantity)", [1_000]),
        ("aggregation", "$sum(items.(price * quantity))", [10, 1_000, 100_000]),
        ("maximum", "$max(items.price)", [10, 1_000, 100_000]),
        ("map", "$map(items, function($i){ $i.price * 1.2 })", [10, 1_000, 100_000]),
        ("filter by function", "$filter(items, function($i){ $i.price > 50 })", [1_000]),
        ("reduce", "$reduce(items.price, function($a, $b){ $a + $b })", [10, 1_000, 100_000]),
        ("objects", "items.{'name': name, 'total': price * quantity}", [10, 1_000, 100_000]),
        ("group", "items{category: $sum(price)}", [10, 1_000]),
        ("sort", "items^(>price).name", [10, 1_000]),
        ("sort by function", "$sort(items, function($l, $r){ $l.price > $r.price })", [1_000]),
        ("text", "$join(items.(name & ': ' & price), ', ')", [10, 1_000, 100_000]),
        ("templates", "'Order of ' & $count(items) & ' items, ' & $uppercase(items[0].name)", [10]),
        ("serialization", "$string(items)", [10, 1_000]),
        ("transformation", "$ ~> |items|{'price': price * 2}, 'quantity'|", [10, 1_000]),
        ("recursion", "($fib := function($n){ $n < 2 ? $n : $fib($n - 1) + $fib($n - 2) }; $fib(15))", [0]),
        ("tail recursion", "($loop := function($n, $sum){ $n = 0 ? $sum : $loop($n - 1, $sum + $n) }; $loop(1000, 0))", [0]),
    ];

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Run = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <param name="part">What the names of the cases to run contain.</param>
    public static async Task<int> RunAsync(string part)
    {
        if (ReferenceImplementation.Problem is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }

        Table.Row("microseconds", "FunctionsAsl", "jsonata 2.2.2, Node", "times as fast", "our bytes");
        var ratios = new List<double>();
        foreach ((string name, string expression, int[] sizes) in Cases.Where(c => c.Name.Contains(part, StringComparison.Ordinal)))
        {
            foreach (int size in sizes)
            {
                JsonAny data = JsonAny.Parse(Data(size).ToUtf8());
                var scope = new BenchmarkScope();
                JsonataQuery compiled = JsonataQuery.Compile(expression);
                (double ours, long bytes) = Measure(() => compiled.Evaluate(data, scope));
                double theirs = await MeasureAsync(expression, data);
                ratios.Add(theirs / ours);
                Table.Row(
                    string.Create(CultureInfo.InvariantCulture, $"{name}{(size == 0 ? "" : $", {size:N0} items")}"),
                    ours, theirs, ratios[^1], bytes);
            }
        }

        ratios.Sort();
        Table.Row("times as fast: worst, median, best", ratios[0], ratios[ratios.Count / 2], ratios[^1]);
        return 0;
    }

    /// <summary>
    /// The microseconds of the fastest of many short runs, which is what the work takes where nothing else runs: the machine may be busy.
    /// <c>benchmark.js</c> measures in the same way.
    /// </summary>
    private static (double Microseconds, long Bytes) Measure(Action work)
    {
        long warmUp = Stopwatch.GetTimestamp();
        int repeats = 0;
        for (; Stopwatch.GetElapsedTime(warmUp) < WarmUp; repeats++)
        {
            work();
        }

        repeats = Math.Max(1, (int)(repeats * (Run / WarmUp)));
        double fastest = double.MaxValue;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        int runs = 0;
        for (long all = Stopwatch.GetTimestamp(); runs < Runs && (runs < 3 || Stopwatch.GetElapsedTime(all) < Limit); runs++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++)
            {
                work();
            }

            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalNanoseconds / 1e3 / repeats);
        }

        return (fastest, (GC.GetAllocatedBytesForCurrentThread() - bytes) / ((long)runs * repeats));
    }

    private static async Task<double> MeasureAsync(string expression, JsonAny data)
    {
        using var reference = new ReferenceImplementation("benchmark.js");
        return ((JsonNumber)(await reference.AnswerAsync([(expression, data)]))[0]["microseconds"]!).AsDouble;
    }

    private static JsonMap Data(int size) => JsonMap.Of(("items", JsonList.Of(Enumerable.Range(0, size).Select(static i => JsonMap.Of(
        ("id", i),
        ("name", $"Item {i}"),
        ("category", "abcdefghij"[i * 7 % 10].ToString()),
        ("price", i * 37 % 101 + 0.25),
        ("quantity", 1 + (i % 5)),
        ("supplier", JsonMap.Of(("address", JsonMap.Of(("city", $"City {i % 50}"))))))))));

    private sealed class BenchmarkScope : JsonataScope
    {
        public override DateTimeOffset Now => DateTimeOffset.UnixEpoch;

        public override Entropy Entropy { get; } = new(1);

        public override StepBudget Steps => new();

        public override JsonAny? Variable(string name) => null;
    }
}
