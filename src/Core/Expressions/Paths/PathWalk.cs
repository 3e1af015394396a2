namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// Collects what a path that is not definite finds, in document order. Where it is on its way matters only to a message, so a walk that
/// comes to a problem is taken once more to explain it.
/// </summary>
internal sealed class PathWalk(PathQuery query, PathEvaluation evaluation)
{
    private static readonly PathProblem NotFound = new(PathMiss.NotFound, "");
    private static readonly PathProblem Failed = new(PathMiss.Failed, "");

    private readonly List<JsonAny> _found = [];

    // How many wildcards over arrays the walk is in: they pass over what is not found.
    private int _wildcards;

    public static JsonList? Collect(PathQuery query, JsonAny model, PathEvaluation evaluation, out PathProblem? problem)
    {
        var walk = new PathWalk(query, evaluation);
        problem = walk.Visit(0, model, isUnwrapped: false, place: null);
        if (problem is { Text: "" })
        {
            problem = new PathWalk(query, evaluation).Visit(0, model, isUnwrapped: false, new FieldPlace("$"));
        }

        return problem is null ? JsonList.Of(walk._found) : null;
    }

    // Recursion is as deep as the path is long, which the parser bounds; the depth of the document does not matter.
    private PathProblem? Visit(int at, JsonAny? model, bool isUnwrapped, FieldPlace? place)
    {
        evaluation.Spend(1);
        if (at == query.Tokens.Length)
        {
            _found.Add(model ?? JsonAny.Null);
            return null;
        }

        switch (query.Tokens[at])
        {
            case DefiniteToken token:
                return Follow(at, token, model, isUnwrapped, place);
            case WildcardToken:
                return VisitChildren(at, model, place);
            case ScanToken:
                return Scan(at, model, place);
            case FilterToken filter:
                return VisitAccepted(at, model, isUnwrapped, filter.Filter, place);
            default:
                return model is JsonList array
                    ? VisitItems(at, array, place)
                    : Explain(PathQuery.IsNull(model, isUnwrapped) ? PathMiss.NotFound : PathMiss.Failed, at, model, isUnwrapped, place);
        }
    }

    private PathProblem? Follow(int at, DefiniteToken token, JsonAny? model, bool isUnwrapped, FieldPlace? place)
    {
        evaluation.Spend(token.Weight - 1);
        JsonAny? next = token.Step(model);
        if (next is null && token.Miss(model, PathQuery.IsNull(model, isUnwrapped)) is not PathMiss.PastEnd and PathMiss miss)
        {
            return token is NameToken && model is JsonMap && query.PassesOver(at) ? null : Explain(miss, at, model, isUnwrapped, place);
        }

        return Visit(
            at + 1, next, token is NameToken || (isUnwrapped && token is RootToken), place is null ? null : token.Place(place, model));
    }

    private PathProblem? VisitItem(int at, JsonList array, int index, FieldPlace? place) =>
        Visit(at + 1, IndexToken.ItemAt(array, index), isUnwrapped: false, place?.Item(index));

    private PathProblem? VisitItems(int at, JsonList array, FieldPlace? place)
    {
        PathProblem? problem = null;
        if (query.Tokens[at] is SliceToken slice)
        {
            (int from, int to) = slice.Range(array.Count);
            for (int i = from; i < to && problem is null; i++)
            {
                problem = VisitItem(at, array, i, place);
            }

            return problem;
        }

        foreach (int index in ((IndexesToken)query.Tokens[at]).Indexes)
        {
            problem ??= VisitItem(at, array, index, place);
        }

        return problem;
    }

    private PathProblem? VisitChildren(int at, JsonAny? model, FieldPlace? place)
    {
        PathProblem? problem = null;
        if (model is JsonMap o)
        {
            for (int i = 0; i < o.Count && problem is null; i++)
            {
                problem = Visit(at + 1, o[i].Value, isUnwrapped: true, Member(place, o, i));
            }
        }
        else if (model is JsonList array)
        {
            _wildcards++;
            for (int i = 0; i < array.Count && problem is null or { Miss: PathMiss.NotFound }; i++)
            {
                problem = VisitItem(at, array, i, place);
            }

            _wildcards--;
            problem = problem is { Miss: PathMiss.NotFound } ? null : problem;
        }

        return problem;
    }

    private PathProblem? VisitAccepted(int at, JsonAny? model, bool isUnwrapped, FilterNode filter, FieldPlace? place)
    {
        PathProblem? problem = null;
        if (model is JsonList array)
        {
            for (int i = 0; i < array.Count && problem is null; i++)
            {
                problem = Accepts(filter, array[i], out problem) ? VisitItem(at, array, i, place) : problem;
            }

            return problem;
        }

        return model is not JsonMap ? Explain(PathMiss.Failed, at, model, isUnwrapped, place)
            : Accepts(filter, model, out problem) ? Visit(at + 1, model, isUnwrapped, place)
            : problem;
    }

    private bool Accepts(FilterNode filter, JsonAny item, out PathProblem? problem)
    {
        bool isAccepted = filter.Test(item, evaluation);
        problem = evaluation.Problem;
        return isAccepted && problem is null;
    }

    /// <summary>Takes the step after the <c>..</c> at every container, parents before children.</summary>
    private PathProblem? Scan(int at, JsonAny? model, FieldPlace? place)
    {
        PathProblem? problem = null;
        var rest = new Stack<(JsonAny? Node, FieldPlace? Place)>();
        rest.Push((model, place));
        while (problem is null && rest.TryPop(out (JsonAny? Node, FieldPlace? Place) next))
        {
            evaluation.Spend(1);
            problem = VisitScanned(at + 1, next.Node, next.Place);
            if (next.Node is JsonList array)
            {
                for (int i = array.Count - 1; i >= 0; i--)
                {
                    evaluation.Spend(1);
                    if (array[i] is JsonList or JsonMap)
                    {
                        rest.Push((array[i], next.Place?.Item(i)));
                    }
                }
            }
            else if (next.Node is JsonMap o)
            {
                for (int i = o.Count - 1; i >= 0; i--)
                {
                    evaluation.Spend(1);
                    if (o[i].Value is JsonList or JsonMap)
                    {
                        rest.Push((o[i].Value, Member(next.Place, o, i)));
                    }
                }
            }
        }

        return problem;
    }

    /// <summary>
    /// Takes a step that follows a <c>..</c>. In an array that the step applies to, Jayway leaves it out where more steps follow, and takes
    /// those from every item.
    /// </summary>
    private PathProblem? VisitScanned(int at, JsonAny? node, FieldPlace? place)
    {
        if (!Offers(query.Tokens[at], node, out PathProblem? problem))
        {
            return problem;
        }

        if (node is not JsonList array || at == query.Tokens.Length - 1)
        {
            return Visit(at, node, isUnwrapped: false, place);
        }

        for (int i = 0; i < array.Count && problem is null; i++)
        {
            problem = Visit(at + 1, array[i], isUnwrapped: true, place?.Item(i));
        }

        return problem;
    }

    private bool Offers(PathToken step, JsonAny? node, out PathProblem? problem)
    {
        problem = null;
        return step switch
        {
            NameToken name => node is JsonMap o && o.Contains(name.Name),
            NamesToken names => node is JsonMap o && names.IsComplete(o),
            ScanToken or RootToken => false,
            WildcardToken => node is JsonList or JsonMap,
            // Items are tested when the scan comes to them, so an array counts only where it passes the filter itself.
            FilterToken filter => node is JsonList or JsonMap && Accepts(filter.Filter, node, out problem),
            _ => node is JsonList,
        };
    }

    private static FieldPlace? Member(FieldPlace? place, JsonMap o, int index) =>
        place is null ? null : new FieldPlace(place, $"['{o[index].Key}']");

    private PathProblem Explain(PathMiss miss, int at, JsonAny? model, bool isUnwrapped, FieldPlace? place) =>
        place is not null && (miss == PathMiss.Failed || _wildcards == 0) ? query.Explain(miss, at, model, isUnwrapped, place)
        : miss == PathMiss.Failed ? Failed
        : NotFound;
}
