namespace FunctionsAsl.Core.Expressions;

/// <summary>
/// A compiled field of a JSONata state that takes any JSON (<c>Arguments</c>, <c>Output</c>, <c>Assign</c>, <c>Items</c>,
/// <c>ItemSelector</c>): strings in <c>{% %}</c> are expressions, wherever they stand; all else is literal.
/// </summary>
public sealed class JsonataTemplate : Template
{
    private readonly Node _root;

    private JsonataTemplate(Node root) => _root = root;

    /// <summary>The expression, where the template is nothing but one.</summary>
    public JsonataExpression? Expression => (_root as Computed)?.Expression;

    /// <summary>Compiles a template.</summary>
    /// <param name="compile">
    /// Compiles the text of an expression that stands at a place in the state; <see langword="null"/> for one with a problem.
    /// </param>
    public static JsonataTemplate Compile(JsonAny template, FieldPlace field, Func<string, FieldPlace, JsonataExpression?> compile) =>
        new(CompileNode(template, field, compile));

    /// <exception cref="StatesException">An expression fails, or has no value; the text names its field.</exception>
    public override JsonAny Evaluate(JsonAny input, Scope scope) => Evaluate(new StatesScope(input, scope));

    public JsonAny Evaluate(StatesScope states)
    {
        try
        {
            return Oversize.Refuse(_root.Evaluate(states));
        }
        catch (JsonDepthException)
        {
            throw Oversize.TooDeep();
        }
    }

    // Recursion is as deep as the template is nested, which the JSON reader bounds.
    private static Node CompileNode(JsonAny value, FieldPlace place, Func<string, FieldPlace, JsonataExpression?> compile)
    {
        switch (value)
        {
            case JsonString text when JsonataExpression.IsExpression(text.Value):
                JsonataExpression? expression = compile(text.Value, place);
                return expression is null ? new Literal(value) : new Computed(expression);
            case JsonMap { Count: > 0 } o:
                var members = new Node[o.Count];
                for (int i = 0; i < members.Length; i++)
                {
                    members[i] = CompileNode(o[i].Value, place.Member(o[i].Key), compile);
                }

                return Array.TrueForAll(members, m => m is Literal) ? new Literal(value) : new Members(o.Shape, members);
            case JsonList { Count: > 0 } array:
                var items = new Node[array.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = CompileNode(array[i], place.Item(i), compile);
                }

                return Array.TrueForAll(items, item => item is Literal) ? new Literal(value) : new Items(items);
            default:
                return new Literal(value);
        }
    }

    private abstract class Node
    {
        public abstract JsonAny Evaluate(StatesScope states);
    }

    private sealed class Literal(JsonAny value) : Node
    {
        public override JsonAny Evaluate(StatesScope states) => value;
    }

    private sealed class Computed(JsonataExpression expression) : Node
    {
        public JsonataExpression Expression => expression;

        public override JsonAny Evaluate(StatesScope states) => expression.Evaluate(states);
    }

    private sealed class Members(JsonShape shape, Node[] members) : Node
    {
        public override JsonAny Evaluate(StatesScope states)
        {
            var values = new JsonAny[members.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = members[i].Evaluate(states);
            }

            return JsonMap.Adopt(shape, values);
        }
    }

    private sealed class Items(Node[] items) : Node
    {
        public override JsonAny Evaluate(StatesScope states)
        {
            var values = new JsonAny[items.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = items[i].Evaluate(states);
            }

            return JsonList.Adopt(values);
        }
    }
}
