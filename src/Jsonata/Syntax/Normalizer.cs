namespace FunctionsAsl.Jsonata.Syntax;

/// <summary>
/// Gives the tree its meaning: chains of dots become paths of steps, what stands behind a step belongs to it, and each parent operator
/// finds the step whose input it stands for.
/// </summary>
internal sealed class Normalizer
{
    private int _ancestors;

    private Normalizer()
    {
    }

    /// <exception cref="JsonataException">The expression has no meaning.</exception>
    public static SyntaxNode Normalize(SyntaxNode root)
    {
        SyntaxNode result = new Normalizer().Process(root);
        return result.Kind == SyntaxKind.Parent || result.Seeking is not null
            ? throw new JsonataException("S0217", result.Position, result.Kind == SyntaxKind.Parent ? "parent" : result.Text)
            : result;
    }

    private SyntaxNode Process(SyntaxNode node)
    {
        Recursion.EnsureRoom();
        SyntaxNode result = node.Kind switch
        {
            SyntaxKind.Dot => Dot(node),
            SyntaxKind.Filter => Filter(node),
            SyntaxKind.Group => Group(node),
            SyntaxKind.OrderBy => OrderBy(node),
            SyntaxKind.Focus => Focus(node),
            SyntaxKind.Index => Index(node),
            SyntaxKind.Name => Name(node),
            SyntaxKind.Operator => Name(node),
            SyntaxKind.Parent => Parent(node),
            SyntaxKind.Negation => Negation(node),
            SyntaxKind.Application => Application(node),
            SyntaxKind.Lambda => Lambda(node),
            SyntaxKind.End => throw new JsonataException("S0207", node.Position, node.Text),
            _ => Parts(node),
        };
        result.KeepsArray |= node.KeepsArray;
        return result;
    }

    private SyntaxNode Dot(SyntaxNode node)
    {
        SyntaxNode left = Process(node.Left!);
        SyntaxNode path = AsPath(left);
        if (left.Kind == SyntaxKind.Parent)
        {
            path.Seeking = [left.Ancestor!];
        }

        SyntaxNode right = Process(node.Right!);
        if (right.Kind == SyntaxKind.Path)
        {
            path.Items.AddRange(right.Items);
        }
        else
        {
            right.IsStep = true;
            path.Items.Add(right);
        }

        foreach (SyntaxNode step in path.Items)
        {
            if (step.Kind == SyntaxKind.Literal)
            {
                if (step.Literal is not Json.JsonString)
                {
                    throw new JsonataException("S0213", step.Position, value: step.Literal);
                }

                step.Kind = SyntaxKind.Field;
            }

            path.KeepsSingleton |= step.KeepsArray;
        }

        path.Items[0].IsConstructor |= path.Items[0].Kind == SyntaxKind.Array;
        path.Items[^1].IsConstructor |= path.Items[^1].Kind == SyntaxKind.Array;
        Ancestry.Resolve(path);
        return path;
    }

    private static SyntaxNode AsPath(SyntaxNode node)
    {
        if (node.Kind == SyntaxKind.Path)
        {
            return node;
        }

        var path = new SyntaxNode(SyntaxKind.Path, node.Position);
        path.Items.Add(node);
        return path;
    }

    private static SyntaxNode LastStep(SyntaxNode node) => node.Kind == SyntaxKind.Path ? node.Items[^1] : node;

    private SyntaxNode Filter(SyntaxNode node)
    {
        SyntaxNode result = Process(node.Left!);
        SyntaxNode step = LastStep(result);
        if (step.GroupBy is not null)
        {
            throw new JsonataException("S0209", node.Position);
        }

        SyntaxNode predicate = Process(node.Right!);
        if (predicate.Seeking is not null)
        {
            foreach (Ancestor ancestor in predicate.Seeking)
            {
                if (ancestor.Level == 1)
                {
                    Ancestry.Seek(step, ancestor);
                }
                else
                {
                    ancestor.Level--;
                }
            }

            Ancestry.Push(step, predicate);
        }

        step.IsStep |= step != result;
        step.Stages.Add(new SyntaxNode.StageSyntax(predicate, IndexVariable: null));
        return result;
    }

    private SyntaxNode Group(SyntaxNode node)
    {
        SyntaxNode result = Process(node.Left!);
        if (result.GroupBy is not null)
        {
            throw new JsonataException("S0210", node.Position);
        }

        node.Kind = SyntaxKind.Object;
        node.Left = null;
        node.Pairs = node.Pairs.ConvertAll(pair => (Process(pair.Name), Process(pair.Value)));
        result.GroupBy = node;
        return result;
    }

    private SyntaxNode OrderBy(SyntaxNode node)
    {
        SyntaxNode path = AsPath(Process(node.Left!));
        var sort = new SyntaxNode(SyntaxKind.Sort, node.Position);
        foreach ((SyntaxNode value, bool descending) in node.Terms)
        {
            SyntaxNode term = Process(value);
            Ancestry.Push(sort, term);
            sort.Terms.Add((term, descending));
        }

        path.Items.Add(sort);
        Ancestry.Resolve(path);
        return path;
    }

    private SyntaxNode Focus(SyntaxNode node)
    {
        SyntaxNode result = Process(node.Left!);
        SyntaxNode step = LastStep(result);
        if (step.Stages.Count > 0)
        {
            throw new JsonataException("S0215", node.Position);
        }

        if (step.Kind == SyntaxKind.Sort)
        {
            throw new JsonataException("S0216", node.Position);
        }

        step.KeepsArray |= node.KeepsArray;
        step.FocusVariable = node.Text;
        step.IsTuple = true;
        return result;
    }

    private SyntaxNode Index(SyntaxNode node)
    {
        SyntaxNode path = AsPath(Process(node.Left!));
        SyntaxNode step = path.Items[^1];
        if (step.Stages.Count == 0)
        {
            step.IndexVariable = node.Text;
        }
        else
        {
            step.Stages.Add(new SyntaxNode.StageSyntax(Predicate: null, node.Text));
        }

        step.IsStep = true;
        step.IsTuple = true;
        return path;
    }

    private static SyntaxNode Name(SyntaxNode node)
    {
        // The words of operators are names where an operand is expected.
        node.Kind = SyntaxKind.Field;
        var path = new SyntaxNode(SyntaxKind.Path, node.Position) { KeepsSingleton = node.KeepsArray };
        path.Items.Add(node);
        return path;
    }

    private SyntaxNode Parent(SyntaxNode node)
    {
        node.Ancestor = new Ancestor(_ancestors++);
        return node;
    }

    private SyntaxNode Negation(SyntaxNode node)
    {
        SyntaxNode operand = Process(node.Left!);
        if (operand is { Kind: SyntaxKind.Literal, Literal: Json.JsonNumber number })
        {
            operand.Literal = number.TryGetInt64(out long integer)
                ? Json.JsonNumber.Of(-integer)
                : Json.JsonNumber.Computed(-number.AsDouble);
            return operand;
        }

        node.Left = operand;
        Ancestry.Push(node, operand);
        return node;
    }

    private SyntaxNode Application(SyntaxNode node)
    {
        node.Left = Process(node.Left!);
        node.Right = Process(node.Right!);
        node.KeepsArray |= node.Left.KeepsArray || node.Right.KeepsArray;
        return node;
    }

    private SyntaxNode Lambda(SyntaxNode node)
    {
        node.Left = Process(node.Left!);
        MarkTail(node.Left);
        return node;
    }

    /// <summary>Marks the calls that are the last thing a function does, so that they need no stack.</summary>
    private static void MarkTail(SyntaxNode node)
    {
        switch (node.Kind)
        {
            case SyntaxKind.Call when node.Stages.Count == 0 && node.GroupBy is null:
                node.IsTail = true;
                break;
            case SyntaxKind.Condition:
                MarkTail(node.Right!);
                if (node.Third is not null)
                {
                    MarkTail(node.Third);
                }

                break;
            case SyntaxKind.Default or SyntaxKind.Coalescence:
                MarkTail(node.Right!);
                break;
            case SyntaxKind.Block when node.Items.Count > 0:
                MarkTail(node.Items[^1]);
                break;
        }
    }

    private SyntaxNode Parts(SyntaxNode node)
    {
        bool seeks = node.Kind != SyntaxKind.Transform;
        node.Left = Part(node, node.Left, seeks && node.Kind is not (SyntaxKind.Call or SyntaxKind.Partial or SyntaxKind.Binding));
        node.Right = Part(node, node.Right, seeks);
        node.Third = Part(node, node.Third, seeks);
        for (int i = 0; i < node.Items.Count; i++)
        {
            SyntaxNode item = Part(node, node.Items[i], seeks)!;
            node.Items[i] = item;
            node.IsConstructor |= node.Kind == SyntaxKind.Block
                && (item.IsConstructor || (item.Kind == SyntaxKind.Path && item.Items[0].IsConstructor));
        }

        for (int i = 0; i < node.Pairs.Count; i++)
        {
            node.Pairs[i] = (Part(node, node.Pairs[i].Name, seeks)!, Part(node, node.Pairs[i].Value, seeks)!);
        }

        return node;
    }

    private SyntaxNode? Part(SyntaxNode whole, SyntaxNode? part, bool seeks)
    {
        if (part is null)
        {
            return null;
        }

        SyntaxNode result = Process(part);
        if (seeks)
        {
            Ancestry.Push(whole, result);
        }

        return result;
    }
}
