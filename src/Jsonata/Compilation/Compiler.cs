using FunctionsAsl.Jsonata.Nodes;
using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Jsonata.Compilation;

/// <summary>Makes nodes of a syntax tree: variables become slots, paths of names become walks.</summary>
internal sealed partial class Compiler
{
    private readonly JsonataDialect _dialect;
    private readonly bool _isWithin;
    private readonly Dictionary<string, int> _globals = new(StringComparer.Ordinal);
    private readonly List<JsonataReference> _references = [];
    private BindingScope _scope;

    // Within how many parts that run any number of times, counted from the frame on.
    private int _repetition;

    // The scope of the path whose step is compiled, where the step's own tuples go into those of the path.
    private BindingScope? _outerTuples;

    private Compiler(JsonataDialect dialect, BindingScope scope, bool isWithin)
    {
        _dialect = dialect;
        _scope = scope;
        _isWithin = isWithin;
    }

    /// <exception cref="JsonataException">The text is not an expression of the dialect.</exception>
    public static CompiledExpression Compile(string text, JsonataDialect dialect)
    {
        SyntaxNode syntax = Normalizer.Normalize(Parser.Parse(text, dialect));
        if (dialect == JsonataDialect.StepFunctions)
        {
            TopLevelReference.Refuse(syntax);
        }

        var compiler = new Compiler(dialect, BindingScope.CreateRoot(), isWithin: false);
        Node root = compiler.CompileRoot(syntax);
        return new CompiledExpression(
            root, compiler._scope.Layout.Count, [.. compiler._globals.Keys], [.. compiler._references.OrderBy(static r => r.Position)]);
    }

    /// <summary>Compiles an expression that reads the variables of a scope of another one.</summary>
    /// <inheritdoc cref="Compile(string, JsonataDialect)"/>
    public static (Node Root, int SlotCount) CompileWithin(string text, BindingScope scope)
    {
        SyntaxNode syntax = Normalizer.Normalize(Parser.Parse(text, JsonataDialect.Reference));
        var compiler = new Compiler(JsonataDialect.Reference, BindingScope.CreateInner(scope), isWithin: true);
        Node root = compiler.CompileRoot(syntax);
        return (root, compiler._scope.Layout.Count);
    }

    private Node CompileRoot(SyntaxNode syntax)
    {
        Bindings.Declare(syntax, _scope);
        return Compile(syntax);
    }

    private Node Compile(SyntaxNode syntax)
    {
        Recursion.EnsureRoom();
        BindingScope? outer = _outerTuples;
        _outerTuples = null;
        Node node = syntax.Kind switch
        {
            SyntaxKind.Path => CompilePath(syntax, outer),
            SyntaxKind.Block => CompileBlock(syntax, outer),
            SyntaxKind.Literal => new LiteralNode(syntax.Literal!),
            SyntaxKind.Wildcard => new WildcardNode(),
            SyntaxKind.Descendant => new DescendantNode(),
            SyntaxKind.Parent => CompileVariable(AncestorName(syntax.Ancestor!), reference: null),
            SyntaxKind.Variable => CompileVariable(syntax, field: null),
            SyntaxKind.Pattern => new PatternNode(Pattern.Compile(syntax.Text, syntax.Flags, syntax.Position), syntax.Position),
            SyntaxKind.Binary => CompileBinary(syntax),
            SyntaxKind.Negation => new NegationNode(Compile(syntax.Left!), syntax.Position),
            SyntaxKind.Array => new ArrayNode(
                [.. syntax.Items.Select(item => (Compile(item), item.Kind == SyntaxKind.Array))], syntax.IsConstructor),
            SyntaxKind.Object => CompileObject(syntax),
            SyntaxKind.Condition => new ConditionNode(
                Compile(syntax.Left!), Compile(syntax.Right!), syntax.Third is null ? null : Compile(syntax.Third)),
            SyntaxKind.Default => new DefaultNode(Compile(syntax.Left!), Compile(syntax.Right!), takesFalse: false),
            SyntaxKind.Coalescence => new DefaultNode(Compile(syntax.Left!), Compile(syntax.Right!), takesFalse: true),
            SyntaxKind.Binding => CompileBinding(syntax),
            SyntaxKind.Call => CompileCall(syntax),
            SyntaxKind.Partial => new PartialNode(
                Compile(syntax.Left!),
                NameOf(syntax.Left!),
                Meant(syntax.Left!),
                [.. syntax.Items.Select(item => item.Kind == SyntaxKind.Placeholder ? null : Compile(item))],
                syntax.Position),
            SyntaxKind.Lambda => CompileLambda(syntax),
            SyntaxKind.Application => CompileApplication(syntax),
            SyntaxKind.Transform => CompileTransform(syntax),
            _ => throw new JsonataException("S0206", syntax.Position, syntax.Text),
        };
        return Complete(node, syntax);
    }

    /// <summary>Adds what stands behind an expression that is no path.</summary>
    private Node Complete(Node node, SyntaxNode syntax)
    {
        if (syntax.Kind == SyntaxKind.Path)
        {
            return node;
        }

        if (syntax.Stages.Count > 0 && !syntax.IsStep)
        {
            node = new PredicatedNode(node, CompileStages(syntax.Stages));
        }

        if (syntax.GroupBy is not null)
        {
            node = new GroupedNode(node, CompileGroup(syntax.GroupBy));
        }

        return syntax.KeepsArray ? new KeptArrayNode(node) : node;
    }

    private Node CompileBinary(SyntaxNode syntax)
    {
        Node left = Compile(syntax.Left!);
        Node right = Compile(syntax.Right!);
        return syntax.Text switch
        {
            "+" or "-" or "*" or "/" or "%" => new ArithmeticNode(left, right, syntax.Text, syntax.Position),
            "=" or "!=" => new EqualityNode(left, right, syntax.Text, syntax.Position),
            "<" or "<=" or ">" or ">=" => new ComparisonNode(left, right, syntax.Text, syntax.Position),
            "&" => ConcatenationNode.Of(left, right),
            "in" => new InclusionNode(left, right, syntax.Text, syntax.Position),
            ".." => new RangeNode(left, right, syntax.Text, syntax.Position),
            "and" => new LogicNode(left, right, isAnd: true),
            "or" => new LogicNode(left, right, isAnd: false),
            _ => throw new JsonataException("S0204", syntax.Position, syntax.Text),
        };
    }

    private ObjectNode CompileObject(SyntaxNode syntax)
    {
        GroupConstructor group = CompileGroup(syntax);
        string[] names = [.. syntax.Pairs.Select(pair => (pair.Name.Literal as JsonString)?.Value).OfType<string>()];
        bool isPlain = names.Length == syntax.Pairs.Count
            && syntax.Pairs.TrueForAll(static pair => pair.Name.Kind == SyntaxKind.Literal && pair.Name.Stages.Count == 0);
        return new ObjectNode(group, isPlain ? JsonShape.Of(names) : null);
    }

    private GroupConstructor CompileGroup(SyntaxNode syntax)
    {
        _repetition++;
        (Node, Node)[] pairs = [.. syntax.Pairs.Select(pair => (Compile(pair.Name), Compile(pair.Value)))];
        _repetition--;
        return new GroupConstructor(pairs, syntax.Position);
    }

    private CallNode CompileCall(SyntaxNode syntax) => new CallNode(
        Compile(syntax.Left!),
        NameOf(syntax.Left!),
        Meant(syntax.Left!),
        [.. syntax.Items.Select(Compile)],
        syntax.IsTail,
        syntax.Left is { Kind: SyntaxKind.Variable, Text: "eval" } ? _scope : null,
        syntax.Position);

    private ApplicationNode CompileApplication(SyntaxNode syntax)
    {
        Node left = Compile(syntax.Left!);

        // What is called takes the left side as its first argument, before anything that stands behind the call.
        Node right = syntax.Right!.Kind == SyntaxKind.Call ? CompileCall(syntax.Right) : Compile(syntax.Right);
        return new ApplicationNode(left, right, syntax.Position);
    }

    /// <summary>How errors name what is called.</summary>
    private static string? NameOf(SyntaxNode procedure) => procedure.Kind switch
    {
        SyntaxKind.Path => procedure.Items[0].Text,
        SyntaxKind.Variable => procedure.Text,
        _ => null,
    };

    /// <summary>The function whose name was written without a dollar sign.</summary>
    private Node? Meant(SyntaxNode procedure) =>
        procedure.Kind == SyntaxKind.Path ? CompileVariable(procedure.Items[0].Text, reference: null) : null;

    private LambdaNode CompileLambda(SyntaxNode syntax)
    {
        var lambda = new LambdaNode(syntax.Items.Count, syntax.Signature);
        BindingScope scope = BindingScope.CreateFunction(_scope, syntax.Items.ConvertAll(static parameter => parameter.Text));
        Bindings.Declare(syntax.Left!, scope);
        lambda.Body = Within(scope, () => Compile(syntax.Left!));
        lambda.SlotCount = scope.Layout.Count;
        return lambda;
    }

    private TransformNode CompileTransform(SyntaxNode syntax)
    {
        BindingScope scope = BindingScope.CreateInner(_scope);
        Bindings.Declare(syntax.Left!, scope);
        Bindings.Declare(syntax.Right!, scope);
        return Within(scope, () =>
        {
            Node pattern = Compile(syntax.Left!);
            _repetition++;
            Node update = Compile(syntax.Right!);
            Node? deletion = syntax.Third is null ? null : Compile(syntax.Third);
            Node clone = CompileVariable("clone", reference: null);
            return new TransformNode(pattern, update, deletion, clone, scope.Layout, syntax.Position);
        });
    }

    private BlockNode CompileBlock(SyntaxNode syntax, BindingScope? outer)
    {
        bool binds = Bindings.Occur(syntax.Items);
        if (!binds && syntax.Items.Count == 1 && outer is null)
        {
            return new BlockNode([Compile(syntax.Items[0])], 0, 0);
        }

        // A function may keep the variables of one run of the block; only then each run needs its own.
        bool isOwn = binds && _repetition > 0 && Bindings.MayBeKept(syntax);
        BindingScope scope = isOwn ? BindingScope.CreateInner(_scope) : BindingScope.CreateShared(_scope);
        int first = scope.Layout.Count;
        foreach (SyntaxNode item in syntax.Items)
        {
            Bindings.Declare(item, scope);
        }

        int own = scope.Layout.Count - first;
        Node[] CompileItems()
        {
            var nodes = new Node[syntax.Items.Count];
            for (int i = 0; i < nodes.Length; i++)
            {
                _outerTuples = i == nodes.Length - 1 && syntax.Items[i].IsTuple ? outer : null;
                nodes[i] = Compile(syntax.Items[i]);
            }

            return nodes;
        }

        Node[] items = Within(scope, CompileItems);
        return isOwn ? new BlockNode(items, scope.Layout.Count, -1) : new BlockNode(items, own, first);
    }

    private BindingNode CompileBinding(SyntaxNode syntax)
    {
        Node value = Compile(syntax.Right!);
        int hops = 0;
        BindingScope scope = _scope;
        int slot;
        while (scope.IsOfTuples || !scope.TryFind(syntax.Left!.Text, out slot))
        {
            hops += scope.OwnsFrame ? 1 : 0;
            scope = scope.Parent!;
        }

        return new BindingNode(hops, slot, value);
    }

    private Node CompileVariable(SyntaxNode syntax, string? field) => syntax.Text switch
    {
        "" => new ContextNode(),
        "$" => new RootNode(),
        _ => CompileVariable(syntax.Text, new JsonataReference(syntax.Text, field, syntax.Start)),
    };

    private Node CompileVariable(string name, JsonataReference? reference)
    {
        var found = new List<(int Hops, int Slot, bool IsParameter)>();
        int hops = 0;
        for (BindingScope? scope = _scope; scope is not null; scope = scope.Parent)
        {
            if (scope.TryFind(name, out int slot))
            {
                bool isParameter = slot < scope.ParameterCount;
                found.Add((hops, slot, isParameter));
                if (isParameter)
                {
                    break;
                }
            }

            hops += scope.OwnsFrame ? 1 : 0;
        }

        Node? node = found is [.., { IsParameter: true }] ? null : CompileGlobal(name);
        if (found.Count == 0 && reference is { } free && !FunctionTable.Of(_dialect).ContainsKey(name))
        {
            _references.Add(free);
        }

        for (int i = found.Count - 1; i >= 0; i--)
        {
            (int up, int slot, bool isParameter) = found[i];
            node = isParameter ? new ParameterNode(up, slot) : new LocalNode(up, slot, node);
        }

        return node!;
    }

    private Node CompileGlobal(string name)
    {
        if (_isWithin)
        {
            return new NamedGlobalNode(name);
        }

        if (!_globals.TryGetValue(name, out int index))
        {
            index = _globals.Count;
            _globals.Add(name, index);
        }

        return new GlobalNode(index);
    }

    private T Within<T>(BindingScope scope, Func<T> compile)
    {
        (BindingScope around, int repetition) = (_scope, _repetition);
        _scope = scope;
        _repetition = scope.OwnsFrame ? 0 : repetition;
        T result = compile();
        (_scope, _repetition) = (around, repetition);
        return result;
    }

    private static string AncestorName(Ancestor ancestor) => $"!{ancestor.Label}";
}

/// <summary>An expression, compiled.</summary>
/// <param name="Root">What to evaluate.</param>
/// <param name="SlotCount">How many slots the outermost frame needs.</param>
/// <param name="Globals">The variables and functions that it does not bind.</param>
/// <param name="References">Where it reads variables among them.</param>
internal sealed record CompiledExpression(Node Root, int SlotCount, string[] Globals, JsonataReference[] References);
