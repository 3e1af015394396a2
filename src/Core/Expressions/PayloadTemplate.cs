namespace FunctionsAsl.Core.Expressions;

/// <summary>
/// A compiled payload template (<c>Parameters</c>, <c>ItemSelector</c>, <c>ResultSelector</c>, <c>Assign</c>): fields whose names end
/// in <c>.$</c> are expressions, all else is literal. Literal parts are shared by all results.
/// </summary>
public sealed class PayloadTemplate : Template
{
    private const string Suffix = ".$";

    private readonly Node _root;

    private PayloadTemplate(Node root, IReadOnlyCollection<string> variables)
    {
        _root = root;
        Variables = variables;
    }

    /// <summary>Names of the variables that the template reads, each once, in ordinal order.</summary>
    public IReadOnlyCollection<string> Variables { get; }

    /// <summary>Compiles a template. A field with a problem is reported, and fails when it is evaluated.</summary>
    /// <param name="pointer">JSON Pointer to the template in the definition.</param>
    /// <param name="report">Takes the pointer and AWS's text of each problem.</param>
    public static PayloadTemplate Compile(JsonAny template, string pointer, Action<string, string> report)
    {
        var variables = new SortedSet<string>(StringComparer.Ordinal);
        Node root = CompileNode(template, field => report(
            pointer, $"The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call"), variables);
        return new PayloadTemplate(root, variables);
    }

    public override JsonAny Evaluate(JsonAny input, Scope scope)
    {
        try
        {
            return Oversize.Refuse(_root.Evaluate(input, scope));
        }
        catch (JsonDepthException)
        {
            throw Oversize.TooDeep();
        }
    }

    // Recursion is as deep as the template is nested, which the JSON reader bounds.
    private static Node CompileNode(JsonAny value, Action<string> report, SortedSet<string> variables) => value switch
    {
        JsonMap o => CompileObject(o, report, variables),
        JsonList array => CompileArray(array, report, variables),
        _ => new Literal(value),
    };

    private static Node CompileObject(JsonMap template, Action<string> report, SortedSet<string> variables)
    {
        var fields = new List<(string Name, Node Value)>(template.Count);
        bool isLiteral = true;
        foreach ((string name, JsonAny value) in template.Members)
        {
            if (!name.EndsWith(Suffix, StringComparison.Ordinal))
            {
                Node node = CompileNode(value, report, variables);
                isLiteral &= node is Literal;
                fields.Add((name, node));
                continue;
            }

            isLiteral = false;
            Expression expression = CompileExpression(value, name, report);
            variables.UnionWith(expression.Variables);
            fields.Add((name[..^Suffix.Length], new Field(name, expression)));
        }

        return isLiteral ? new Literal(template) : new Fields([.. fields.Select(static f => f.Name)], [.. fields.Select(static f => f.Value)]);
    }

    private static Expression CompileExpression(JsonAny value, string name, Action<string> report)
    {
        string text = value is JsonString written ? written.Value : value.ToString();
        try
        {
            return value is JsonString ? Expression.Parse(text) : throw new JsonPathSyntaxException("It is no text", 0);
        }
        catch (JsonPathSyntaxException e)
        {
            report(name);
            return Expression.Refused(text, e);
        }
    }

    private static Node CompileArray(JsonList template, Action<string> report, SortedSet<string> variables)
    {
        var items = new Node[template.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = CompileNode(template[i], report, variables);
        }

        return Array.TrueForAll(items, item => item is Literal) ? new Literal(template) : new Items(items);
    }

    private abstract class Node
    {
        public abstract JsonAny Evaluate(JsonAny root, Scope scope);
    }

    private sealed class Literal(JsonAny value) : Node
    {
        public override JsonAny Evaluate(JsonAny root, Scope scope) => value;
    }

    private sealed class Field(string name, Expression expression) : Node
    {
        public override JsonAny Evaluate(JsonAny root, Scope scope) => expression.EvaluateField(name, root, scope).WithoutSourceText();
    }

    private sealed class Fields(string[] names, Node[] fields) : Node
    {
        // None where a name is given both as a value and as a path.
        private readonly JsonShape? _shape = JsonShape.Of(names);

        public override JsonAny Evaluate(JsonAny root, Scope scope)
        {
            var values = new JsonAny[fields.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = fields[i].Evaluate(root, scope);
            }

            return _shape is null ? JsonMap.Of(names, values) : JsonMap.Adopt(_shape, values);
        }
    }

    private sealed class Items(Node[] items) : Node
    {
        public override JsonAny Evaluate(JsonAny root, Scope scope)
        {
            var values = new JsonAny[items.Length];
            for (int i = 0; i < items.Length; i++)
            {
                values[i] = items[i].Evaluate(root, scope);
            }

            return JsonList.Adopt(values);
        }
    }
}
