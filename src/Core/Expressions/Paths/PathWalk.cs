namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// Collects what a path that is not definite finds, in document order. Where a node lacks what the path asks for, there is
/// nothing to collect: such a path never fails on AWS.
/// </summary>
internal sealed class PathWalk(PathQuery query, PathEvaluation evaluation)
{
    private readonly List<JsonValue> _found = [];
    private bool _missed;
    private string? _problem;

    public static JsonArray? Collect(PathQuery query, JsonValue model, PathEvaluation evaluation, out string? problem)
    {
        var walk = new PathWalk(query, evaluation);
        walk.Visit(0, model);
        problem = walk._problem;
        return problem is null ? JsonArray.Of(walk._found) : null;
    }

    /// <summary>Whether every member that the path names was there, which is how Jayway tests existence.</summary>
    public static bool Exists(PathQuery query, JsonValue model, PathEvaluation evaluation)
    {
        var walk = new PathWalk(query, evaluation);
        walk.Visit(0, model);
        return walk._problem is null && !walk._missed;
    }

    // Recursion is as deep as the path is long, which the parser bounds; the depth of the document does not matter.
    private void Visit(int at, JsonValue model)
    {
        if (_problem is not null)
        {
            return;
        }

        evaluation.Spend(1);
        if (at == query.Tokens.Length)
        {
            _found.Add(model);
            return;
        }

        switch (query.Tokens[at])
        {
            case NameToken or NamesToken:
                VisitMember(at, model);
                break;
            case IndexToken index when model is JsonArray array:
                Visit(at + 1, PathQuery.ItemAt(array, index.Index));
                break;
            case IndexesToken indexes when model is JsonArray array:
                foreach (int index in indexes.Indexes)
                {
                    Visit(at + 1, PathQuery.ItemAt(array, index));
                }

                break;
            case IndexToken or IndexesToken:
                break;
            case SliceToken slice:
                VisitSlice(at, model, slice);
                break;
            case WildcardToken:
                VisitChildren(at, model);
                break;
            case FilterToken filter:
                VisitAccepted(at, model, filter);
                break;
            case ScanToken:
                Scan(at, model);
                break;
            default:
                JsonValue? value = query.Step(at, model, evaluation, out string? problem);
                if (value is null)
                {
                    _problem = problem;
                    break;
                }

                Visit(at + 1, value);
                break;
        }
    }

    private void VisitMember(int at, JsonValue model)
    {
        if (query.Tokens[at] is NamesToken && at < query.Tokens.Length - 1)
        {
            query.Step(at, model, evaluation, out _problem);
            return;
        }

        if (model is not JsonObject)
        {
            return;
        }

        JsonValue? value = query.Step(at, model, evaluation, out _);
        if (value is null)
        {
            _missed = true;
            return;
        }

        Visit(at + 1, value);
    }

    private void VisitSlice(int at, JsonValue model, SliceToken slice)
    {
        if (model is JsonArray array)
        {
            (int from, int to) = slice.Range(array.Count);
            for (int i = from; i < to; i++)
            {
                Visit(at + 1, PathQuery.ItemAt(array, i));
            }
        }
    }

    private void VisitChildren(int at, JsonValue model)
    {
        if (model is JsonObject o)
        {
            foreach ((_, JsonValue value) in o.Members)
            {
                Visit(at + 1, value);
            }
        }
        else if (model is JsonArray array)
        {
            foreach (JsonValue item in array.Items)
            {
                Visit(at + 1, item);
            }
        }
    }

    private void VisitAccepted(int at, JsonValue model, FilterToken filter)
    {
        if (model is JsonArray array)
        {
            foreach (JsonValue item in array.Items)
            {
                evaluation.Spend(1);
                if (filter.Filter.Test(item, evaluation))
                {
                    Visit(at + 1, item);
                }
            }
        }
        else if (model is JsonObject && filter.Filter.Test(model, evaluation))
        {
            Visit(at + 1, model);
        }
    }

    /// <summary>Takes the step after the <c>..</c> at every container, parents before children.</summary>
    private void Scan(int at, JsonValue model)
    {
        var rest = new Stack<JsonValue>();
        rest.Push(model);
        while (_problem is null && rest.TryPop(out JsonValue? node))
        {
            evaluation.Spend(1);
            if (Offers(query.Tokens[at + 1], node))
            {
                Visit(at + 1, node);
            }

            if (node is JsonArray array)
            {
                for (int i = array.Count - 1; i >= 0; i--)
                {
                    PushContainer(rest, array[i]);
                }
            }
            else if (node is JsonObject o)
            {
                for (int i = o.Count - 1; i >= 0; i--)
                {
                    PushContainer(rest, o[i].Value);
                }
            }
        }
    }

    private void PushContainer(Stack<JsonValue> rest, JsonValue value)
    {
        evaluation.Spend(1);
        if (value is JsonArray or JsonObject)
        {
            rest.Push(value);
        }
    }

    private bool Offers(PathToken step, JsonValue node) => step switch
    {
        NameToken name => node is JsonObject o && o.Contains(name.Name),
        NamesToken names => node is JsonObject o && names.Names.All(o.Contains),
        // Items are tested when the scan comes to them, so an array counts only where it passes the filter itself.
        FilterToken filter => node is JsonArray or JsonObject && filter.Filter.Test(node, evaluation),
        WildcardToken => node is JsonArray or JsonObject,
        FunctionToken => false,
        _ => node is JsonArray,
    };
}
