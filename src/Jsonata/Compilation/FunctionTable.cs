using FunctionsAsl.Jsonata.Functions;

namespace FunctionsAsl.Jsonata.Compilation;

/// <summary>The functions of the language, by name (https://docs.jsonata.org/string-functions and what follows there).</summary>
internal static class FunctionTable
{
    private static readonly Dictionary<string, FunctionValue> Reference = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, FunctionValue> StepFunctions = new(StringComparer.Ordinal);

    static FunctionTable()
    {
        // The arity is how many arguments a function gets from one that calls it for each item.
        Add("sum", "<a<n>:n>", 1, NumberFunctions.Sum, static run => new Total(run));
        Add("count", "<a:n>", 1, ArrayFunctions.Count, static _ => new Tally());
        Add("max", "<a<n>:n>", 1, NumberFunctions.Max, static _ => new Extreme(1));
        Add("min", "<a<n>:n>", 1, NumberFunctions.Min, static _ => new Extreme(-1));
        Add("average", "<a<n>:n>", 1, NumberFunctions.Average, static run => new Total(run, isAverage: true));
        Add("string", "<x-b?:s>", 1, StringFunctions.String);
        Add("substring", "<s-nn?:s>", 3, StringFunctions.Substring);
        Add("substringBefore", "<s-s:s>", 2, StringFunctions.SubstringBefore);
        Add("substringAfter", "<s-s:s>", 2, StringFunctions.SubstringAfter);
        Add("lowercase", "<s-:s>", 1, StringFunctions.Lowercase);
        Add("uppercase", "<s-:s>", 1, StringFunctions.Uppercase);
        Add("length", "<s-:n>", 1, StringFunctions.Length);
        Add("trim", "<s-:s>", 1, StringFunctions.Trim);
        Add("pad", "<s-ns?:s>", 3, StringFunctions.Pad);
        Add("match", "<s-f<s:o>n?:a<o>>", 3, MatchingFunctions.Match);
        Add("contains", "<s-(sf):b>", 2, MatchingFunctions.Contains);
        Add("replace", "<s-(sf)(sf)n?:s>", 4, Replacement.Replace);
        Add("split", "<s-(sf)n?:a<s>>", 3, MatchingFunctions.Split);
        Add("join", "<a<s>s?:s>", 2, StringFunctions.Join);
        Add("formatNumber", "<n-so?:s>", 3, PictureFunctions.FormatNumber);
        Add("formatBase", "<n-n?:s>", 2, NumberFunctions.FormatBase);
        Add("formatInteger", "<n-s:s>", 2, PictureFunctions.FormatInteger);
        Add("parseInteger", "<s-s:n>", 2, PictureFunctions.ParseInteger);
        Add("number", "<(nsb)-:n>", 1, NumberFunctions.Number);
        Add("floor", "<n-:n>", 1, NumberFunctions.Floor);
        Add("ceil", "<n-:n>", 1, NumberFunctions.Ceil);
        Add("round", "<n-n?:n>", 2, NumberFunctions.Round);
        Add("abs", "<n-:n>", 1, NumberFunctions.Abs);
        Add("sqrt", "<n-:n>", 1, NumberFunctions.Sqrt);
        Add("power", "<n-n:n>", 2, NumberFunctions.Power);
        Add("boolean", "<x-:b>", 1, static (arguments, run) => arguments[0] is null ? null : Truth.Of(arguments[0], run));
        Add("not", "<x-:b>", 1, static (arguments, run) => arguments[0] is null ? null : !Truth.Of(arguments[0], run));
        Add("map", "<af>", 2, HigherOrderFunctions.Map);
        Add("zip", "<a+>", 0, ArrayFunctions.Zip);
        Add("filter", "<af>", 2, HigherOrderFunctions.Filter);
        Add("single", "<af?>", 2, HigherOrderFunctions.Single);
        Add("reduce", "<afj?:j>", 3, HigherOrderFunctions.Reduce);
        Add("sift", "<o-f?:o>", 2, HigherOrderFunctions.Sift);
        Add("each", "<o-f:a>", 2, HigherOrderFunctions.Each);
        Add("keys", "<x-:a<s>>", 1, ObjectFunctions.Keys);
        Add("lookup", "<x-s:x>", 2, ObjectFunctions.Lookup);
        Add("append", "<xx:a>", 2, ArrayFunctions.Append);
        Add("exists", "<x:b>", 1, static (arguments, _) => arguments[0] is not null);
        Add("spread", "<x-:a<o>>", 1, ObjectFunctions.Spread);
        Add("merge", "<a<o>:o>", 1, ObjectFunctions.Merge);
        Add("reverse", "<a:a>", 1, ArrayFunctions.Reverse);
        Add("error", "<s?:x>", 1, ObjectFunctions.Error);
        Add("assert", "<bs?:x>", 2, ObjectFunctions.Assert);
        Add("type", "<x:s>", 1, ObjectFunctions.Type);
        Add("sort", "<af?:a>", 2, ArrayFunctions.Sort);
        Add("shuffle", "<a:a>", 1, ArrayFunctions.Shuffle);
        Add("distinct", "<x:x>", 1, ArrayFunctions.Distinct);
        Add("base64encode", "<s-:s>", 1, EncodingFunctions.Base64Encode);
        Add("base64decode", "<s-:s>", 1, EncodingFunctions.Base64Decode);
        Add("encodeUrlComponent", "<s-:s>", 1, EncodingFunctions.EncodeUrlComponent);
        Add("encodeUrl", "<s-:s>", 1, EncodingFunctions.EncodeUrl);
        Add("decodeUrlComponent", "<s-:s>", 1, EncodingFunctions.DecodeUrlComponent);
        Add("decodeUrl", "<s-:s>", 1, EncodingFunctions.DecodeUrl);
        Add("now", "<s?s?:s>", 2, PictureFunctions.Now);
        Add("millis", "<:n>", 0, PictureFunctions.Millis);
        Add("toMillis", "<s-s?:n>", 2, PictureFunctions.ToMillis);
        Add("fromMillis", "<n-s?s?:s>", 3, PictureFunctions.FromMillis);
        Add("clone", "<(oa)-:o>", 1, ObjectFunctions.Clone);

        AddTo(Reference, "random", "<:n>", 0, NumberFunctions.Random);
        Reference.Add("eval", new EvalFunction());

        AddTo(StepFunctions, "random", "<n?:n>", 1, StepFunctionsFunctions.Random);
        AddTo(StepFunctions, "uuid", "<:s>", 0, StepFunctionsFunctions.Uuid);
        AddTo(StepFunctions, "parse", "<s?:x>", 1, StepFunctionsFunctions.Parse);
        AddTo(StepFunctions, "hash", "<ss?:s>", 2, StepFunctionsFunctions.Hash);
        AddTo(StepFunctions, "partition", "<x?n?:a>", 2, StepFunctionsFunctions.Partition);
        AddTo(StepFunctions, "range", "<nnn?:a>", 3, StepFunctionsFunctions.Range);
    }

    public static IReadOnlyDictionary<string, FunctionValue> Of(JsonataDialect dialect) =>
        dialect == JsonataDialect.Reference ? Reference : StepFunctions;

    private static void Add(
        string name,
        string signature,
        int arity,
        Func<JsonAny?[], Evaluation, JsonAny?> body,
        Func<Evaluation, Accumulator>? accumulator = null)
    {
        Reference.Add(name, new BuiltIn(name, signature, arity, body) { Accumulator = accumulator });
        StepFunctions.Add(name, Reference[name]);
    }

    private static void AddTo(
        Dictionary<string, FunctionValue> table, string name, string signature, int arity, Func<JsonAny?[], Evaluation, JsonAny?> body) =>
        table.Add(name, new BuiltIn(name, signature, arity, body));
}
