namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// A function at the end of a path, as <c>$.prices.sum()</c>. Jayway has them since 2.1. AWS itself answers a path with one as if
/// nothing were there; no definition can depend on that, so they are evaluated here.
/// </summary>
internal sealed class PathFunction
{
    private static readonly Dictionary<string, Func<PathFunction, JsonValue, PathEvaluation, (JsonValue?, string?)>> Known =
        new(StringComparer.Ordinal)
        {
            ["min"] = (function, model, evaluation) => function.Aggregate(model, evaluation, numbers => numbers.Min()),
            ["max"] = (function, model, evaluation) => function.Aggregate(model, evaluation, numbers => numbers.Max()),
            ["avg"] = (function, model, evaluation) => function.Aggregate(model, evaluation, numbers => numbers.Average()),
            ["sum"] = (function, model, evaluation) => function.Aggregate(model, evaluation, numbers => numbers.Sum()),
            ["stddev"] = (function, model, evaluation) => function.Aggregate(model, evaluation, Deviation),
            ["length"] = (function, model, evaluation) => (function.Length(model, evaluation), null),
            ["size"] = (function, model, evaluation) => (function.Length(model, evaluation), null),
            ["keys"] = (_, model, _) => (Keys(model), null),
            ["concat"] = (function, model, evaluation) => (function.Concat(model, evaluation), null),
            ["append"] = (function, model, evaluation) => (function.Append(model, evaluation), null),
            ["first"] = (_, model, _) => Item(model, 0),
            ["last"] = (_, model, _) => Item(model, -1),
            ["index"] = (function, model, evaluation) => function.Index(model, evaluation),
        };

    private readonly ImmutableArray<FilterOperand> _arguments;
    private readonly Func<PathFunction, JsonValue, PathEvaluation, (JsonValue? Value, string? Problem)> _apply;
    private readonly PathQuery? _source;
    private readonly PathQuery? _counted;

    /// <param name="arguments">Literals and paths from the root.</param>
    /// <param name="source">
    /// What the function applies to instead of the node it stands at: after a deep scan, all that the scan found.
    /// </param>
    public PathFunction(string name, ImmutableArray<FilterOperand> arguments, PathQuery? source = null)
    {
        Name = name;
        _arguments = arguments;
        _apply = Known[name];
        _source = source;
        _counted = name is "length" or "size" && arguments is [{ Query: PathQuery query }, ..] ? Contents(query) : null;
    }

    public string Name { get; }

    public static bool Exists(string name) => Known.ContainsKey(name);

    /// <summary>The same function over all that <paramref name="source"/> finds.</summary>
    public PathFunction Over(PathToken[] source)
    {
        var query = new PathQuery(source, fromItem: false);
        return new PathFunction(Name, _arguments, Name is "length" or "size" ? Contents(query) : query);
    }

    public JsonValue? Apply(JsonValue model, PathEvaluation evaluation, out string? problem)
    {
        if (_source is not null)
        {
            JsonValue? found = _source.Find(model, evaluation, out problem);
            if (found is null)
            {
                return null;
            }

            model = found;
        }

        (JsonValue? value, problem) = _apply(this, model, evaluation);
        return value;
    }

    /// <summary>Where Jayway counts what a path finds, it counts what is in the found nodes.</summary>
    private static PathQuery Contents(PathQuery query) => new([.. query.Tokens, new WildcardToken()], query.FromItem);

    private static double Deviation(List<double> numbers)
    {
        double sum = numbers.Sum();
        double squares = numbers.Sum(number => number * number);
        return Math.Sqrt((squares / numbers.Count) - (sum * sum / numbers.Count / numbers.Count));
    }

    private static JsonValue Keys(JsonValue model) =>
        model is JsonObject o ? JsonArray.Of(o.Select(member => (JsonValue)new JsonString(member.Key))) : JsonValue.Null;

    private static (JsonValue?, string?) Item(JsonValue model, int index)
    {
        if (model is not JsonArray array)
        {
            return (null, "Aggregation function attempted to calculate value using empty array");
        }

        int at = index < 0 ? array.Count + index : index;
        return at >= 0 && at < array.Count
            ? (array[at], null)
            : (null, $"Target index:{index} larger than object count:{array.Count}");
    }

    private (JsonValue?, string?) Aggregate(JsonValue model, PathEvaluation evaluation, Func<List<double>, double> calculate)
    {
        List<double> numbers = [.. Operands(model, evaluation).OfType<JsonNumber>().Select(number => number.AsDouble)];
        if (numbers.Count == 0)
        {
            return (null, "Aggregation function attempted to calculate value using empty array");
        }

        double value = calculate(numbers);
        return double.IsFinite(value) ? (JsonNumber.Of(value), null) : (null, $"The result of {Name}() is not a number");
    }

    private JsonValue Length(JsonValue model, PathEvaluation evaluation)
    {
        if (_counted is not null && evaluation.ValueOf(_counted, model) is JsonArray found)
        {
            return found.Count;
        }

        return model switch
        {
            JsonArray array => array.Count,
            JsonObject o => o.Count,
            _ => JsonValue.Null,
        };
    }

    private JsonValue Concat(JsonValue model, PathEvaluation evaluation)
    {
        var text = new StringBuilder();
        if (model is JsonArray array)
        {
            evaluation.Spend(array.Count);
            foreach (JsonString item in array.OfType<JsonString>())
            {
                AppendText(text, item, evaluation);
            }
        }

        foreach (JsonValue value in Flatten(_arguments.Select(argument => argument.Value(model, evaluation))))
        {
            evaluation.Spend(1);
            if (value is not JsonNull)
            {
                AppendText(text, value, evaluation);
            }
        }

        return text.ToString();
    }

    private static void AppendText(StringBuilder text, JsonValue value, PathEvaluation evaluation)
    {
        evaluation.Spend(JsonSize.Of(value) / 16);
        text.Append(value is JsonString s ? s.Value : value.ToString());
    }

    private JsonValue Append(JsonValue model, PathEvaluation evaluation)
    {
        if (model is not JsonArray array)
        {
            return model;
        }

        evaluation.Spend(array.Count);
        return JsonArray.Of(array.Concat(_arguments.Select(argument => argument.Value(model, evaluation) ?? JsonValue.Null)));
    }

    private (JsonValue?, string?) Index(JsonValue model, PathEvaluation evaluation) =>
        _arguments is [FilterOperand argument, ..]
        && argument.Value(model, evaluation) is JsonNumber number
        && number.TryGetInt64(out long index)
        && index is >= -int.MaxValue and <= int.MaxValue
            ? Item(model, (int)index)
            : (null, "The argument of index() is not a number");

    private IEnumerable<JsonValue> Operands(JsonValue model, PathEvaluation evaluation)
    {
        IEnumerable<JsonValue?> arguments = _arguments.Select(argument => argument.Value(model, evaluation));
        foreach (JsonValue value in Flatten(model is JsonArray ? arguments.Prepend(model) : arguments))
        {
            evaluation.Spend(1);
            yield return value;
        }
    }

    private static IEnumerable<JsonValue> Flatten(IEnumerable<JsonValue?> values) =>
        values.OfType<JsonValue>().SelectMany(value => value is JsonArray array ? (IEnumerable<JsonValue>)array : [value]);
}
