namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// A compiled path below its root. The dialect is that of Jayway JsonPath 2.0.0 over Jackson's nodes, which AWS runs; so are the texts,
/// which AWS's causes show.
/// </summary>
internal sealed class PathQuery
{
    private readonly PathToken[] _tokens;

    // The same steps, up to the first that is not definite.
    private readonly DefiniteToken[] _definite;
    private readonly int _lastIndefinite;
    private readonly int _weight;

    /// <param name="text">The path as written.</param>
    /// <param name="tokens">Its steps.</param>
    public PathQuery(string text, PathToken[] tokens)
    {
        Text = text;
        _tokens = tokens;
        _definite = [.. tokens.TakeWhile(static token => token is DefiniteToken).Cast<DefiniteToken>()];
        _weight = 1 + _definite.Sum(static token => token.Weight);
        FromItem = text.StartsWith('@');
        _lastIndefinite = Array.FindLastIndex(tokens, token => token is not DefiniteToken);
    }

    public string Text { get; }

    public ReadOnlySpan<PathToken> Tokens => _tokens;

    /// <summary>Whether the path starts at <c>@</c>, the item that a filter tests.</summary>
    public bool FromItem { get; }

    public bool IsDefinite => _lastIndefinite < 0;

    /// <summary>Whether a value is Java's null when a step begins: one past the end, or null as the value of a member, which Jayway unwraps.</summary>
    public static bool IsNull(JsonAny? model, bool isUnwrapped) => model is null || (isUnwrapped && model is JsonNull);

    /// <summary>Follows a definite path, which takes no more steps than the path has and makes nothing.</summary>
    /// <returns><see langword="null"/> where it leads nowhere, for which <see cref="Explain(JsonAny, bool)"/> has the reason.</returns>
    public JsonAny? Find(JsonAny model)
    {
        JsonAny? here = model;
        foreach (DefiniteToken token in _definite)
        {
            here = token.Step(here);
            if (here is null)
            {
                break;
            }
        }

        return here;
    }

    /// <summary>Finds the value of a path in a filter, which may be Java's null; what cannot be taken there ends the evaluation.</summary>
    /// <param name="isUnwrapped">Whether Jayway has unwrapped the model: it is an item that a filter tests.</param>
    /// <returns>Whether there is one.</returns>
    public bool Find(JsonAny model, bool isUnwrapped, PathEvaluation evaluation, out JsonAny? value)
    {
        evaluation.Spend(_weight);
        value = Find(model);
        if (value is not null)
        {
            return true;
        }

        PathMiss miss = Miss(model, isUnwrapped, out _, out _);
        if (miss == PathMiss.Failed)
        {
            evaluation.Fail(Explain(model, isUnwrapped));
        }

        return miss == PathMiss.PastEnd;
    }

    /// <summary>Why a definite path leads nowhere.</summary>
    public PathProblem Explain(JsonAny model, bool isUnwrapped)
    {
        PathMiss miss = Miss(model, isUnwrapped, out int at, out JsonAny? here);
        var place = new FieldPlace("$");
        JsonAny? value = model;
        foreach (DefiniteToken token in _definite.AsSpan(0, at))
        {
            place = token.Place(place, value);
            value = token.Step(value);
        }

        return Explain(miss, at, here, IsUnwrapped(at, isUnwrapped), place);
    }

    /// <summary>Why a step leads nowhere.</summary>
    /// <param name="at">The index of the step.</param>
    /// <param name="model">Where it starts.</param>
    /// <param name="isUnwrapped">Whether Jayway has unwrapped that; else a string is still quoted.</param>
    /// <param name="place">The way there, as <c>$['a'][0]</c>.</param>
    public PathProblem Explain(PathMiss miss, int at, JsonAny? model, bool isUnwrapped, FieldPlace place)
    {
        PathToken token = _tokens[at];
        return new PathProblem(miss, (token, miss) switch
        {
            (_, PathMiss.PastEnd) => $"No results for path: {((DefiniteToken)token).Place(place, model)}",
            (NameToken, _) when model is JsonMap =>
                $"{(at == _tokens.Length - 1 ? "No results for path: " : "Missing property in path ")}{place}{token.Fragment}",
            (NamesToken, PathMiss.Failed) => $"Multi properties can only be used as path leafs: {place}{token.Fragment}",
            (NameToken or NamesToken, _) => $"Property {token.Fragment} not found in path {place}",
            (_, PathMiss.NotFound) => $"The path {place} is null",
            _ => $"Filter: {Rest(at)} {(token is FilterToken ? "can not be applied to primitives" : "can only be applied to arrays")}. "
                + $"Current context is: {Show(model, isUnwrapped)}",
        });
    }

    /// <summary>
    /// Whether a member that is missing on the way is passed over rather than a problem. Jayway asks whether the path is definite from the
    /// step before on.
    /// </summary>
    public bool PassesOver(int at) => at < _tokens.Length - 1 && _lastIndefinite >= at - 1;

    private PathMiss Miss(JsonAny model, bool isUnwrapped, out int at, out JsonAny? here)
    {
        here = model;
        for (at = 0; ; at++)
        {
            JsonAny? next = _definite[at].Step(here);
            if (next is null
                && _definite[at].Miss(here, IsNull(here, IsUnwrapped(at, isUnwrapped))) is var miss
                && (miss != PathMiss.PastEnd || at == _definite.Length - 1))
            {
                return miss;
            }

            here = next;
        }
    }

    private bool IsUnwrapped(int at, bool isUnwrapped)
    {
        while (at > 0 && _tokens[at - 1] is RootToken)
        {
            at--;
        }

        return at > 0 ? _tokens[at - 1] is NameToken : isUnwrapped;
    }

    private static string Show(JsonAny? model, bool isUnwrapped) => model switch
    {
        null => "null",
        JsonString text when isUnwrapped => text.Value,
        _ => JsonSize.Show(model),
    };

    private string Rest(int at) => string.Concat(_tokens[at..].Select(token => token.Fragment));
}
