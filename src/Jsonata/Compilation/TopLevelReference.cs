namespace FunctionsAsl.Jsonata.Compilation;

/// <summary>
/// Step Functions evaluates without a context item: a name, or <c>$</c>, that reads one at the top level is refused when the state machine
/// is created. Only the first step of a path reads it; later steps, predicates, sort terms and groupings read what the path found. The body
/// of a function reads the context of where it stands (measured).
/// </summary>
internal static class TopLevelReference
{
    /// <exception cref="JsonataException">There is such a reference, or one to <c>$$</c> anywhere.</exception>
    public static void Refuse(SyntaxNode root) => Visit(root, isTop: true);

    private static void Visit(SyntaxNode node, bool isTop)
    {
        Recursion.EnsureRoom();
        switch (node.Kind)
        {
            case SyntaxKind.Variable when node.Text == "$":
                throw Unsupported("Reference to '$$' is not supported.", node);
            case SyntaxKind.Variable when node.Text.Length == 0 && isTop:
                throw Unsupported("Reference to '$' at the top level is not supported.", node);
            case SyntaxKind.Field when isTop:
                throw Unsupported($"Reference to '{node.Text}' at the top level is not supported.", node);
            case SyntaxKind.Path:
                for (int i = 0; i < node.Items.Count; i++)
                {
                    Visit(node.Items[i], isTop && i == 0);
                }

                break;
            case SyntaxKind.Lambda:
                Visit(node.Left!, isTop);
                break;
            case SyntaxKind.Binding:
                Visit(node.Right!, isTop);
                break;
            default:
                // The parts of a transformation read what it is applied to.
                VisitParts(node, isTop && node.Kind != SyntaxKind.Transform);
                break;
        }

        foreach (SyntaxNode.StageSyntax stage in node.Stages)
        {
            VisitOptional(stage.Predicate, isTop: false);
        }

        foreach ((SyntaxNode term, _) in node.Terms)
        {
            Visit(term, isTop: false);
        }

        VisitOptional(node.GroupBy, isTop: false);
    }

    private static void VisitParts(SyntaxNode node, bool isTop)
    {
        VisitOptional(node.Left, isTop);
        VisitOptional(node.Right, isTop);
        VisitOptional(node.Third, isTop);
        foreach (SyntaxNode item in node.Items)
        {
            Visit(item, isTop);
        }

        foreach ((SyntaxNode name, SyntaxNode value) in node.Pairs)
        {
            Visit(name, isTop);
            Visit(value, isTop);
        }
    }

    private static void VisitOptional(SyntaxNode? node, bool isTop)
    {
        if (node is not null)
        {
            Visit(node, isTop);
        }
    }

    private static JsonataException Unsupported(string message, SyntaxNode node) => new(JsonataException.Unsupported, message, node.Start);
}
