namespace FunctionsAsl.Jsonata.Compilation;

/// <summary>Finds the variables that <c>:=</c> binds in a scope: not those in the blocks and functions within.</summary>
internal static class Bindings
{
    public static void Declare(SyntaxNode syntax, BindingScope scope)
    {
        if (syntax.Kind == SyntaxKind.Binding)
        {
            scope.Declare(syntax.Left!.Text);
        }

        if (!HasScope(syntax))
        {
            foreach (SyntaxNode part in Parts(syntax))
            {
                Declare(part, scope);
            }
        }

        foreach (SyntaxNode part in Appendages(syntax))
        {
            Declare(part, scope);
        }
    }

    public static bool Occur(IEnumerable<SyntaxNode> syntax) => syntax.Any(Occurs);

    /// <summary>Whether a function is made within, which may keep the variables around it.</summary>
    public static bool MayBeKept(SyntaxNode syntax) =>
        syntax.Kind is SyntaxKind.Lambda or SyntaxKind.Transform
        || Parts(syntax).Any(MayBeKept)
        || Appendages(syntax).Any(MayBeKept);

    private static bool Occurs(SyntaxNode syntax) =>
        syntax.Kind == SyntaxKind.Binding
        || (!HasScope(syntax) && Parts(syntax).Any(Occurs))
        || Appendages(syntax).Any(Occurs);

    private static bool HasScope(SyntaxNode syntax) => syntax.Kind is SyntaxKind.Block or SyntaxKind.Lambda or SyntaxKind.Transform;

    private static IEnumerable<SyntaxNode> Parts(SyntaxNode syntax)
    {
        Recursion.EnsureRoom();
        SyntaxNode?[] operands = [syntax.Left, syntax.Right, syntax.Third];
        return operands.OfType<SyntaxNode>()
            .Concat(syntax.Items)
            .Concat(syntax.Pairs.SelectMany(static pair => new[] { pair.Name, pair.Value }))
            .Concat(syntax.Terms.Select(static term => term.Value));
    }

    /// <summary>What stands behind an expression, and so outside of the scope that it has.</summary>
    private static IEnumerable<SyntaxNode> Appendages(SyntaxNode syntax)
    {
        IEnumerable<SyntaxNode> predicates = syntax.Stages.Select(static stage => stage.Predicate).OfType<SyntaxNode>();
        return syntax.GroupBy is null ? predicates : predicates.Append(syntax.GroupBy);
    }
}
