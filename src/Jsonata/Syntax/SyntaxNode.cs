namespace FunctionsAsl.Jsonata.Syntax;

internal enum SyntaxKind : byte
{
    // As parsed, and gone once the tree is normalized.
    End,
    Operator,
    Name,
    Dot,
    Filter,
    Group,
    OrderBy,
    Focus,
    Index,

    // Steps of a path.
    Path,
    Field,
    Sort,

    // The rest.
    Literal,
    Wildcard,
    Descendant,
    Parent,
    Variable,
    Pattern,
    Binary,
    Negation,
    Array,
    Object,
    Condition,
    Default,
    Coalescence,
    Block,
    Binding,
    Call,
    Partial,
    Placeholder,
    Lambda,
    Application,
    Transform,
}

/// <summary>A node of the syntax tree. The parser makes it; <see cref="Normalizer"/> turns chains of operators into paths.</summary>
internal sealed class SyntaxNode(SyntaxKind kind, int position, string text = "")
{
    public SyntaxKind Kind { get; set; } = kind;

    /// <summary>Where errors say that it is.</summary>
    public int Position { get; } = position;

    /// <summary>Where its token begins.</summary>
    public int Start { get; init; }

    /// <summary>The operator, name or pattern.</summary>
    public string Text { get; set; } = text;

    public string Flags { get; init; } = "";

    public JsonAny? Literal { get; set; }

    /// <summary>The only or first operand: a condition, what is called, a lambda's body, the pattern of a transformation.</summary>
    public SyntaxNode? Left { get; set; }

    /// <summary>The second operand: what a condition leads to, the update of a transformation.</summary>
    public SyntaxNode? Right { get; set; }

    /// <summary>The third operand: the else of a condition, the deletion of a transformation.</summary>
    public SyntaxNode? Third { get; set; }

    /// <summary>Steps, items, arguments, parameters, or expressions of a block.</summary>
    public List<SyntaxNode> Items { get; set; } = [];

    /// <summary>Names and values of an object.</summary>
    public List<(SyntaxNode Name, SyntaxNode Value)> Pairs { get; set; } = [];

    /// <summary>Terms of an order.</summary>
    public List<(SyntaxNode Value, bool Descending)> Terms { get; set; } = [];

    public Signature? Signature { get; set; }

    /// <summary>Whether <c>[]</c> stands behind it: its result stays an array.</summary>
    public bool KeepsArray { get; set; }

    /// <summary>Whether a path keeps its result an array, because one of its steps does.</summary>
    public bool KeepsSingleton { get; set; }

    /// <summary>Whether an array constructor makes an array that the path around does not flatten.</summary>
    public bool IsConstructor { get; set; }

    /// <summary>Whether a step has to carry bindings along with its values.</summary>
    public bool IsTuple { get; set; }

    /// <summary>Whether a call is the last thing that a function does.</summary>
    public bool IsTail { get; set; }

    /// <summary>The variable of <c>@</c> behind a step.</summary>
    public string? FocusVariable { get; set; }

    /// <summary>The variable of <c>#</c> behind a step.</summary>
    public string? IndexVariable { get; set; }

    /// <summary>What the value that a step starts from is remembered as, for the parent operator in later steps.</summary>
    public Ancestor? Ancestor { get; set; }

    /// <summary>Parent operators within that have not found their step yet.</summary>
    public List<Ancestor>? Seeking { get; set; }

    /// <summary>Predicates and positions behind a step or another expression.</summary>
    public List<StageSyntax> Stages { get; } = [];

    /// <summary>Whether the predicates belong to a step of a path, which does not look at what it finds before they have.</summary>
    public bool IsStep { get; set; }

    /// <summary>The object constructor behind a path or another expression.</summary>
    public SyntaxNode? GroupBy { get; set; }

    /// <summary>A predicate, or a variable that takes the position at this point.</summary>
    internal readonly record struct StageSyntax(SyntaxNode? Predicate, string? IndexVariable);
}

/// <summary>What a parent operator refers to: <see cref="Level"/> steps back from where it stands, once resolved under a label.</summary>
internal sealed class Ancestor(int label)
{
    public int Label { get; set; } = label;

    public int Level { get; set; } = 1;
}
