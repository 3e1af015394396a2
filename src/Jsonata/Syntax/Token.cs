namespace FunctionsAsl.Jsonata.Syntax;

internal enum TokenKind : byte
{
    End,
    Operator,
    Name,
    Variable,
    Literal,
    Pattern,
}

/// <summary>A token of JSONata.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The operator, the name without quotes or <c>$</c>, the pattern between its slashes; a literal as JavaScript shows it.</param>
/// <param name="Position">Where the reference implementation says that it stands: behind it, but for the end.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Literal">A literal's value.</param>
/// <param name="Flags">A pattern's flags.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, int Start, JsonAny? Literal = null, string Flags = "")
{
    public bool Is(string @operator) => Kind == TokenKind.Operator && Text == @operator;
}
