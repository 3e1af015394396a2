namespace FunctionsAsl.Jsonata.Syntax;

/// <summary>Finds the steps that parent operators refer to.</summary>
internal static class Ancestry
{
    /// <summary>What a part seeks and did not find in itself, its whole seeks.</summary>
    public static void Push(SyntaxNode whole, SyntaxNode part)
    {
        List<Ancestor> sought = Sought(part);
        if (sought.Count > 0)
        {
            whole.Seeking ??= [];
            whole.Seeking.AddRange(sought);
        }
    }

    /// <summary>Finds in the steps of a path what its last step seeks.</summary>
    public static void Resolve(SyntaxNode path)
    {
        foreach (Ancestor ancestor in Sought(path.Items[^1]))
        {
            int index = path.Items.Count - 2;
            while (ancestor.Level > 0)
            {
                if (index < 0)
                {
                    path.Seeking ??= [];
                    path.Seeking.Add(ancestor);
                    break;
                }

                // Steps in a row that bind a variable start from the same value: they count as one.
                SyntaxNode step = path.Items[index--];
                while (index >= 0 && step.FocusVariable is not null && path.Items[index].FocusVariable is not null)
                {
                    step = path.Items[index--];
                }

                Seek(step, ancestor);
            }
        }
    }

    /// <summary>Goes one step back; the step that is the ancestor's remembers what it started from.</summary>
    /// <exception cref="JsonataException">There is no way back from such a step.</exception>
    public static void Seek(SyntaxNode node, Ancestor ancestor)
    {
        Recursion.EnsureRoom();
        switch (node.Kind)
        {
            case SyntaxKind.Field or SyntaxKind.Wildcard:
                if (--ancestor.Level == 0)
                {
                    if (node.Ancestor is { } known)
                    {
                        ancestor.Label = known.Label;
                    }

                    node.Ancestor = ancestor;
                    node.IsTuple = true;
                }

                break;
            case SyntaxKind.Parent:
                ancestor.Level++;
                break;
            case SyntaxKind.Block:
                if (node.Items.Count > 0)
                {
                    node.IsTuple = true;
                    Seek(node.Items[^1], ancestor);
                }

                break;
            case SyntaxKind.Path:
                node.IsTuple = true;
                int index = node.Items.Count - 1;
                Seek(node.Items[index--], ancestor);
                while (ancestor.Level > 0 && index >= 0)
                {
                    Seek(node.Items[index--], ancestor);
                }

                break;
            default:
                throw new JsonataException("S0217", node.Position, node.Text);
        }
    }

    private static List<Ancestor> Sought(SyntaxNode node)
    {
        List<Ancestor> sought = node.Seeking is null ? [] : [.. node.Seeking];
        if (node.Kind == SyntaxKind.Parent)
        {
            sought.Add(node.Ancestor!);
        }

        return sought;
    }
}
