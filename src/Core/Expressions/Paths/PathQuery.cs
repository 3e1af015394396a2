namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// A compiled path below its root. The dialect is Jayway's JsonPath 2, which AWS uses with Jackson's tree: an index past the end of
/// an array gives null there. The texts are those of Jayway 2.0, which AWS's causes show.
/// </summary>
internal sealed class PathQuery
{
    private readonly PathToken[] _tokens;

    /// <param name="fromItem">Whether the path starts at <c>@</c>, the item that a filter tests.</param>
    public PathQuery(PathToken[] tokens, bool fromItem)
    {
        _tokens = tokens;
        FromItem = fromItem;
        IsDefinite = tokens.All(token => token.IsDefinite);
        IsPlain = tokens.All(token => token is NameToken or NamesToken or IndexToken);
    }

    public ReadOnlySpan<PathToken> Tokens => _tokens;

    public bool FromItem { get; }

    public bool IsDefinite { get; }

    /// <summary>Whether evaluation takes no more steps than the path has, and needs no <see cref="PathEvaluation"/>.</summary>
    public bool IsPlain { get; }

    public override string ToString() => PathTo(_tokens.Length);

    /// <summary>The value; an array of values where the path is not definite.</summary>
    /// <param name="evaluation">The evaluation that this is part of; needed unless <see cref="IsPlain"/>.</param>
    /// <param name="problem">Why there is none, in Jayway's words.</param>
    public JsonValue? Find(JsonValue model, PathEvaluation? evaluation, out string? problem)
    {
        if (!IsDefinite)
        {
            return PathWalk.Collect(this, model, evaluation!, out problem);
        }

        JsonValue? value = model;
        problem = null;
        for (int i = 0; i < _tokens.Length && value is not null; i++)
        {
            value = Step(i, value, evaluation, out problem);
        }

        return value;
    }

    /// <summary>Whether the path leads somewhere, as a filter asks. A path that is not definite always does, even to nothing.</summary>
    public bool Exists(JsonValue model, PathEvaluation evaluation) => IsDefinite
        ? Find(model, evaluation, out _) is not null
        : PathWalk.Exists(this, model, evaluation);

    /// <summary>Takes one definite step.</summary>
    public JsonValue? Step(int at, JsonValue model, PathEvaluation? evaluation, out string? problem)
    {
        problem = null;
        switch (_tokens[at])
        {
            case NameToken name:
                if (model is not JsonObject o)
                {
                    problem = $"Property {name.Fragment} not found in path {PathTo(at)}";
                    return null;
                }

                JsonValue? member = o[name.Name];
                if (member is null)
                {
                    string found = at == _tokens.Length - 1 ? "No results for path: " : "Missing property in path ";
                    problem = found + PathTo(at + 1);
                }

                return member;
            case NamesToken names:
                return Pick(at, names, model, out problem);
            case IndexToken index:
                if (model is not JsonArray array)
                {
                    problem = NotAnArray(at, model);
                    return null;
                }

                return ItemAt(array, index.Index);
            default:
                return ((FunctionToken)_tokens[at]).Function.Apply(model, evaluation!, out problem);
        }
    }

    /// <summary>The item, or null past the ends: AWS does not fail there.</summary>
    public static JsonValue ItemAt(JsonArray array, int index)
    {
        int at = index < 0 ? array.Count + index : index;
        return at >= 0 && at < array.Count ? array[at] : JsonValue.Null;
    }

    private JsonObject? Pick(int at, NamesToken names, JsonValue model, out string? problem)
    {
        problem = null;
        if (at < _tokens.Length - 1)
        {
            problem = $"Multi properties can only be used as path leafs: {PathTo(at + 1)}";
            return null;
        }

        if (model is not JsonObject o)
        {
            problem = $"Property {names.Fragment} not found in path {PathTo(at)}";
            return null;
        }

        var picked = new JsonObject.Builder(names.Names.Length);
        foreach (string name in names.Names)
        {
            picked.SetIfPresent(name, o[name]);
        }

        return picked.Build();
    }

    private string NotAnArray(int at, JsonValue model)
    {
        if (model is JsonNull)
        {
            return $"The path {PathTo(at)} is null";
        }

        // A string that is a member's value has lost its quotes in Jayway by now.
        string context = at > 0 && _tokens[at - 1] is NameToken && model is JsonString text ? text.Value : JsonSize.Show(model);
        return $"Filter: {Fragments(at, _tokens.Length)} can only be applied to arrays. Current context is: {context}";
    }

    private string PathTo(int end) => (FromItem ? "@" : "$") + Fragments(0, end);

    private string Fragments(int start, int end)
    {
        var text = new StringBuilder();
        for (int i = start; i < end; i++)
        {
            text.Append(_tokens[i].Fragment);
        }

        return text.ToString();
    }
}
