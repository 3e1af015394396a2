namespace FunctionsAsl.Integrations.Azure.Tables;

/// <summary>An expression of DynamoDB, word by word, with the names and values that stand for others in it.</summary>
/// <param name="field">Whose expression it is, as <c>ConditionExpression</c>.</param>
internal sealed class ExpressionText(string field, string text, JsonMap names, JsonMap values)
{
    /// <summary>DynamoDB's limit of an expression.</summary>
    private const int Longest = 4096;

    private readonly List<string> _words = Split(field, text);
    private int _at;

    public bool IsAtEnd => _at == _words.Count;

    /// <summary>The next word; empty at the end.</summary>
    public string Next => IsAtEnd ? "" : _words[_at];

    /// <summary>The word behind the next one.</summary>
    public string Following => _at + 1 < _words.Count ? _words[_at + 1] : "";

    public string Take() => IsAtEnd ? throw Broken() : _words[_at++];

    public bool TryTake(string word)
    {
        if (!Next.Equals(word, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        _at++;
        return true;
    }

    public void Expect(string word)
    {
        if (!TryTake(word))
        {
            throw Broken();
        }
    }

    /// <summary>The name of an attribute.</summary>
    /// <exception cref="BoundException">There is none, or it is within another.</exception>
    public string TakeName()
    {
        string word = Take();
        string name = word[0] == '#' ? (names[word] as JsonString)?.Value ?? throw Invalid($"An expression attribute name used in the document path is not defined; attribute name: {word}")
            : char.IsLetter(word[0]) || word[0] == '_' ? word
            : throw Broken();
        return Next is "." or "[" ? throw BoundException.Unsupported($"The path '{word}{Next}…' in {field} is") : name;
    }

    /// <summary>The value that a word as <c>:v</c> stands for.</summary>
    public JsonAny TakeValue()
    {
        string word = Take();
        return word[0] != ':' ? throw Broken()
            : values[word] ?? throw Invalid($"An expression attribute value used in expression is not defined; attribute value: {word}");
    }

    public BoundException Invalid(string problem) => Attributes.Invalid($"Invalid {field}: {problem}");

    public BoundException Broken() => Invalid($"Syntax error; token: \"{(IsAtEnd ? "<EOF>" : Next)}\"");

    public BoundException Unsupported(string function) => BoundException.Unsupported($"The function {function} in {field} is");

    private static List<string> Split(string field, string text)
    {
        if (text.Length > Longest)
        {
            throw Attributes.Invalid($"Invalid {field}: Expression size has exceeded the maximum allowed size");
        }

        List<string> words = [];
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            int start = i++;
            if (IsOfName(text[start]) || text[start] is '#' or ':')
            {
                while (i < text.Length && IsOfName(text[i]))
                {
                    i++;
                }
            }
            else if (i < text.Length && text.AsSpan(start, 2) is "<>" or "<=" or ">=")
            {
                i++;
            }

            words.Add(text[start..i]);
        }

        return words.Count == 0 ? throw Attributes.Invalid($"Invalid {field}: The expression can not be empty;") : words;
    }

    private static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c == '_';
}
