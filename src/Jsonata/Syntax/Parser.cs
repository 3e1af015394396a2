namespace FunctionsAsl.Jsonata.Syntax;

/// <summary>Parses by the precedence of operators (Pratt).</summary>
internal sealed partial class Parser
{
    // Above all operators, so that only what belongs to a sign is negated.
    private const int PrefixPower = 70;

    private static readonly Dictionary<string, int> Powers = new(StringComparer.Ordinal)
    {
        [":="] = 10,
        ["?"] = 20,
        ["or"] = 25,
        ["and"] = 30,
        ["="] = 40,
        ["<"] = 40,
        [">"] = 40,
        ["^"] = 40,
        ["!="] = 40,
        ["<="] = 40,
        [">="] = 40,
        ["~>"] = 40,
        ["?:"] = 40,
        ["??"] = 40,
        ["in"] = 40,
        ["+"] = 50,
        ["-"] = 50,
        ["&"] = 50,
        ["*"] = 60,
        ["/"] = 60,
        ["%"] = 60,
        ["{"] = 70,
        ["."] = 75,
        ["["] = 80,
        ["("] = 80,
        ["@"] = 80,
        ["#"] = 80,
    };

    private readonly Lexer _lexer;
    private Token _token;
    private int _depth;

    private Parser(string text, JsonataDialect dialect)
    {
        _lexer = new Lexer(text, dialect);
        _token = Advance(afterOperand: false);
    }

    /// <exception cref="JsonataException">The text is not an expression of the dialect.</exception>
    public static SyntaxNode Parse(string text, JsonataDialect dialect)
    {
        var parser = new Parser(text, dialect);
        SyntaxNode root = parser.Expression(0);
        return parser._token.Kind == TokenKind.End
            ? root
            : throw new JsonataException("S0201", parser._token.Position, parser._token.Text);
    }

    private SyntaxNode Expression(int power)
    {
        Descend();
        Token first = _token;
        _token = Advance(afterOperand: true);
        SyntaxNode left = Prefix(first);
        int chained = 0;
        while (power < PowerOf(_token))
        {
            // Chains lean to the left: each link makes the tree higher.
            Descend();
            chained++;
            Token @operator = _token;
            _token = Advance(afterOperand: false);
            left = Infix(@operator, left);
        }

        _depth -= chained + 1;
        return left;
    }

    private void Descend()
    {
        Recursion.EnsureRoom();
        if (++_depth > Recursion.MaxHeight)
        {
            throw new JsonataException("D1011", _token.Position);
        }
    }

    private Token Advance(bool afterOperand)
    {
        Token token = _lexer.Next(afterOperand);
        return token.Kind == TokenKind.Operator && token.Text is "!" or "~"
            ? throw new JsonataException("S0204", token.Position, token.Text)
            : token;
    }

    private void Take(string @operator, bool afterOperand = false)
    {
        if (!_token.Is(@operator))
        {
            throw new JsonataException(
                _token.Kind == TokenKind.End ? "S0203" : "S0202", _token.Position, _token.Text, new JsonString(@operator));
        }

        _token = Advance(afterOperand);
    }

    private bool TryTake(string @operator)
    {
        if (!_token.Is(@operator))
        {
            return false;
        }

        _token = Advance(afterOperand: false);
        return true;
    }

    private static int PowerOf(Token token) => token.Kind == TokenKind.Operator ? Powers.GetValueOrDefault(token.Text) : 0;

    private SyntaxNode Prefix(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.End:
                return new SyntaxNode(SyntaxKind.End, token.Position, token.Text);
            case TokenKind.Name:
                return new SyntaxNode(SyntaxKind.Name, token.Position, token.Text) { Start = token.Start };
            case TokenKind.Variable:
                return new SyntaxNode(SyntaxKind.Variable, token.Position, token.Text) { Start = token.Start };
            case TokenKind.Literal:
                return new SyntaxNode(SyntaxKind.Literal, token.Position, token.Text) { Literal = token.Literal };
            case TokenKind.Pattern:
                return new SyntaxNode(SyntaxKind.Pattern, token.Position, token.Text) { Flags = token.Flags };
        }

        switch (token.Text)
        {
            case "and" or "or" or "in":
                return new SyntaxNode(SyntaxKind.Operator, token.Position, token.Text) { Start = token.Start };
            case "-":
                return new SyntaxNode(SyntaxKind.Negation, token.Position, token.Text) { Left = Expression(PrefixPower) };
            case "*":
                return new SyntaxNode(SyntaxKind.Wildcard, token.Position, token.Text);
            case "**":
                return new SyntaxNode(SyntaxKind.Descendant, token.Position, token.Text);
            case "%":
                return new SyntaxNode(SyntaxKind.Parent, token.Position, token.Text);
            case "(":
                return Block(token);
            case "[":
                return Array(token);
            case "{":
                return new SyntaxNode(SyntaxKind.Object, token.Position, token.Text) { Pairs = Pairs() };
            case "|":
                return Transform(token);
            default:
                throw new JsonataException("S0211", token.Position, token.Text);
        }
    }

    private SyntaxNode Block(Token open)
    {
        var block = new SyntaxNode(SyntaxKind.Block, open.Position, open.Text);
        while (!_token.Is(")"))
        {
            block.Items.Add(Expression(0));
            if (!TryTake(";"))
            {
                break;
            }
        }

        Take(")", afterOperand: true);
        return block;
    }

    private SyntaxNode Array(Token open)
    {
        var array = new SyntaxNode(SyntaxKind.Array, open.Position, open.Text);
        if (!_token.Is("]"))
        {
            do
            {
                SyntaxNode item = Expression(0);
                int position = _token.Position;
                if (TryTake(".."))
                {
                    item = new SyntaxNode(SyntaxKind.Binary, position, "..") { Left = item, Right = Expression(0) };
                }

                array.Items.Add(item);
            }
            while (TryTake(","));
        }

        Take("]", afterOperand: true);
        return array;
    }

    private List<(SyntaxNode Name, SyntaxNode Value)> Pairs()
    {
        var pairs = new List<(SyntaxNode, SyntaxNode)>();
        if (!_token.Is("}"))
        {
            do
            {
                SyntaxNode name = Expression(0);
                Take(":");
                pairs.Add((name, Expression(0)));
            }
            while (TryTake(","));
        }

        Take("}", afterOperand: true);
        return pairs;
    }

    private SyntaxNode Transform(Token open)
    {
        var transform = new SyntaxNode(SyntaxKind.Transform, open.Position, open.Text) { Left = Expression(0) };
        Take("|");
        transform.Right = Expression(0);
        if (TryTake(","))
        {
            transform.Third = Expression(0);
        }

        Take("|");
        return transform;
    }
}
