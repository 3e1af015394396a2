namespace FunctionsAsl.Jsonata.Syntax;

/// <summary>What stands behind an operand.</summary>
internal sealed partial class Parser
{
    private SyntaxNode Infix(Token token, SyntaxNode left)
    {
        int power = Powers[token.Text];
        switch (token.Text)
        {
            case "(":
                return Call(token, left);
            case "[":
                return Filter(token, left);
            case "{":
                return new SyntaxNode(SyntaxKind.Group, token.Position, token.Text) { Left = left, Pairs = Pairs() };
            case "^":
                return OrderBy(token, left);
            case "?":
                return Condition(token, left);
            case "?:":
                return new SyntaxNode(SyntaxKind.Default, token.Position, token.Text) { Left = left, Right = Expression(0) };
            case "??":
                return new SyntaxNode(SyntaxKind.Coalescence, token.Position, token.Text) { Left = left, Right = Expression(0) };
            case ":=":
                if (left.Kind != SyntaxKind.Variable)
                {
                    throw new JsonataException("S0212", left.Position, left.Text);
                }

                return new SyntaxNode(SyntaxKind.Binding, token.Position, token.Text) { Left = left, Right = Expression(power - 1) };
            case "@":
                return Bind(SyntaxKind.Focus, token, left, power);
            case "#":
                return Bind(SyntaxKind.Index, token, left, power);
            case ".":
                return new SyntaxNode(SyntaxKind.Dot, token.Position, token.Text) { Left = left, Right = Expression(power) };
            case "~>":
                return new SyntaxNode(SyntaxKind.Application, token.Position, token.Text) { Left = left, Right = Expression(power) };
            default:
                return new SyntaxNode(SyntaxKind.Binary, token.Position, token.Text) { Left = left, Right = Expression(power) };
        }
    }

    private SyntaxNode Call(Token open, SyntaxNode procedure)
    {
        var call = new SyntaxNode(SyntaxKind.Call, open.Position, open.Text) { Left = procedure };
        if (!_token.Is(")"))
        {
            do
            {
                call.Items.Add(Argument(call));
            }
            while (TryTake(","));
        }

        Take(")", afterOperand: true);
        return procedure is { Kind: SyntaxKind.Name, Text: "function" or "λ" } ? Lambda(call) : call;
    }

    private SyntaxNode Argument(SyntaxNode call)
    {
        int position = _token.Position;
        if (!TryTake("?"))
        {
            return Expression(0);
        }

        call.Kind = SyntaxKind.Partial;
        return new SyntaxNode(SyntaxKind.Placeholder, position, "?");
    }

    private SyntaxNode Lambda(SyntaxNode call)
    {
        for (int i = 0; i < call.Items.Count; i++)
        {
            SyntaxNode parameter = call.Items[i];
            if (parameter.Kind != SyntaxKind.Variable)
            {
                throw new JsonataException("S0208", parameter.Position, parameter.Text, i + 1L);
            }
        }

        call.Kind = SyntaxKind.Lambda;
        if (_token.Is("<"))
        {
            call.Signature = ReadSignature();
        }

        Take("{");
        call.Left = Expression(0);
        Take("}");
        return call;
    }

    /// <summary>Takes the tokens up to the closing bracket together; the signature has a grammar of its own.</summary>
    private Signature ReadSignature()
    {
        int position = _token.Position;
        string text = "<";
        for (int depth = 1; depth > 0 && !_token.Is("{") && _token.Kind != TokenKind.End;)
        {
            _token = Advance(afterOperand: false);
            depth += _token.Is("<") ? 1 : _token.Is(">") ? -1 : 0;
            text += _token.Text;
        }

        Take(">");
        return Signature.Parse(text, position);
    }

    private SyntaxNode Filter(Token open, SyntaxNode left)
    {
        if (!_token.Is("]"))
        {
            var filter = new SyntaxNode(SyntaxKind.Filter, open.Position, open.Text) { Left = left, Right = Expression(0) };
            Take("]", afterOperand: true);
            return filter;
        }

        SyntaxNode step = left;
        while (step.Kind == SyntaxKind.Filter)
        {
            step = step.Left!;
        }

        step.KeepsArray = true;
        Take("]");
        return left;
    }

    private SyntaxNode OrderBy(Token token, SyntaxNode left)
    {
        var order = new SyntaxNode(SyntaxKind.OrderBy, token.Position, token.Text) { Left = left };
        Take("(");
        do
        {
            bool descending = !TryTake("<") && TryTake(">");
            order.Terms.Add((Expression(0), descending));
        }
        while (TryTake(","));

        Take(")");
        return order;
    }

    private SyntaxNode Condition(Token token, SyntaxNode left)
    {
        var condition = new SyntaxNode(SyntaxKind.Condition, token.Position, token.Text) { Left = left, Right = Expression(0) };
        if (TryTake(":"))
        {
            condition.Third = Expression(0);
        }

        return condition;
    }

    private SyntaxNode Bind(SyntaxKind kind, Token token, SyntaxNode left, int power)
    {
        SyntaxNode variable = Expression(power);
        return variable.Kind == SyntaxKind.Variable
            ? new SyntaxNode(kind, token.Position, variable.Text) { Left = left }
            : throw new JsonataException("S0214", variable.Position, token.Text);
    }
}
