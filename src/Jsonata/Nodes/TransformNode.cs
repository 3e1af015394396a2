using FunctionsAsl.Jsonata.Functions;

namespace FunctionsAsl.Jsonata.Nodes;

/// <summary><c>| pattern | update, deletion |</c>: a function that changes what the pattern finds in a copy of its argument.</summary>
internal sealed class TransformNode(Node pattern, Node update, Node? deletion, Node clone, FrameLayout layout, int position) : Node
{
    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => new Transformation(this, frame);

    private JsonAny? Transform(JsonAny? value, Frame around)
    {
        if (value is null)
        {
            return null;
        }

        var frame = new Frame(around.Run, around, new JsonAny?[layout.Count]);
        if (clone.Evaluate(null, frame) is not FunctionValue function)
        {
            throw new JsonataException("T2013", position);
        }

        // A function of the expression's own may stand in for $clone; the language's own only needs to make each object one of its kind.
        JsonAny? copy = function is BuiltIn ? ObjectFunctions.Copy(value, frame.Run) : function.Apply([value], JsonAny.Null, frame.Run);
        JsonAny? found = pattern.Evaluate(copy, frame);
        if (copy is null || found is null)
        {
            return copy;
        }

        ReadOnlySpan<JsonAny> matches = Sequence.ItemsOf(ref found);
        var changes = new Changes(frame.Run, matches.Length);
        foreach (JsonAny match in matches)
        {
            Change(match, changes, frame);
        }

        return changes.ApplyTo(copy);
    }

    private void Change(JsonAny match, Changes changes, Frame frame)
    {
        // Earlier changes within what matches are seen by the later ones around it.
        JsonAny current = changes.ApplyTo(match);
        JsonAny? updated = update.Evaluate(current, frame);
        if (updated is not null and not JsonMap)
        {
            throw new JsonataException("T2011", position, value: updated);
        }

        var result = current as JsonMap;
        if (result is not null && updated is JsonMap { Count: > 0 } added)
        {
            frame.Run.Spend(result.Count);
            result = result.With(added);
        }

        if (deletion?.Evaluate(result ?? current, frame) is { } deleted)
        {
            ReadOnlySpan<JsonAny> names = Sequence.ItemsOf(ref deleted);
            if (!Kinds.AreStrings(names))
            {
                throw new JsonataException("T2012", position, value: deleted);
            }

            result = result is null ? null : Remove(result, names);
        }

        if (result is not null)
        {
            changes.Set((JsonMap)match, result);
        }
    }

    private static JsonMap Remove(JsonMap target, ReadOnlySpan<JsonAny> names)
    {
        if (names.Length == 1)
        {
            return target.Without(((JsonString)names[0]).Value);
        }

        var removed = new HashSet<string>(names.Length, StringComparer.Ordinal);
        foreach (JsonAny name in names)
        {
            removed.Add(((JsonString)name).Value);
        }

        return target.Without(removed);
    }

    private sealed class Transformation(TransformNode node, Frame frame) : FunctionValue
    {
        private static readonly Signature Parameters = Signature.Parse("<(oa):o>");

        public override int Arity => 1;

        public override JsonAny? Apply(JsonAny?[] arguments, JsonAny? context, Evaluation run)
        {
            return node.Transform(Parameters.Validate(arguments, context, run.Budget)[0], frame);
        }
    }
}
