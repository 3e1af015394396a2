namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>
/// Reads the steps of a path as Jayway 2.0.0 does. It does not parse brackets but looks in them for the first character that says what they
/// hold, and passes over what else there is: <c>[a1]</c> is the index 1, and <c>["a"]</c> is nothing.
/// </summary>
internal sealed class PathParser
{
    // The walk of a path recurses by its steps; this bound keeps it within any stack.
    private const int MaxTokens = 256;

    private readonly string _text;
    private readonly bool _isInFilter;
    private readonly List<PathToken> _tokens = [];
    private int _position;

    private PathParser(string text, int position, bool isInFilter)
    {
        _text = text;
        _position = position;
        _isInFilter = isInFilter;
    }

    /// <summary>Reads a path.</summary>
    /// <param name="text">The path, with nothing around it.</param>
    /// <param name="start">The length of its root.</param>
    /// <param name="isInFilter">Whether it stands in a filter, which can hold no other one.</param>
    /// <exception cref="JsonPathSyntaxException">Jayway refuses it.</exception>
    public static PathQuery Parse(string text, int start = 1, bool isInFilter = false)
    {
        var parser = new PathParser(text, start, isInFilter);
        if (text.EndsWith("..", StringComparison.Ordinal))
        {
            throw parser.Fail("A path can not end with a scan.");
        }

        if (text.Length > start && text[start] is not ('.' or '['))
        {
            throw parser.Fail($"Invalid path {text}");
        }

        while (parser._position < text.Length)
        {
            parser.ReadToken();
        }

        return new PathQuery(text, [.. parser._tokens]);
    }

    private JsonPathSyntaxException Fail(string problem) => new(problem, _position);

    private void ReadToken()
    {
        switch (_text[_position])
        {
            case ' ':
                throw Fail("Space not allowed in path");
            case '$':
                Add(new RootToken());
                _position++;
                break;
            case '*':
                Add(new WildcardToken());
                _position++;
                break;
            case '[':
                ReadBracket();
                break;
            case '.' when _position + 1 == _text.Length:
                throw Fail("A path can not end with a dot.");
            case '.' when _text[_position + 1] == '.':
                Add(new ScanToken());
                _position += 2;
                break;
            case '.':
                _position++;
                ReadName(isAfterDot: true);
                break;
            default:
                ReadName(isAfterDot: false);
                break;
        }
    }

    private void Add(PathToken token)
    {
        if (_tokens.Count == MaxTokens)
        {
            throw Fail($"The path has more than {MaxTokens} steps");
        }

        if (_tokens is [.., NamesToken names])
        {
            _tokens[^1] = names.Inner();
        }

        _tokens.Add(token);
    }

    private void ReadName(bool isAfterDot)
    {
        int length = _text.AsSpan(_position).IndexOfAny('.', '[', ' ');
        string name = length < 0 ? _text[_position..] : _text.Substring(_position, length);
        if (name.Length > 0)
        {
            // Quotes and brackets in a name mean what they mean in ['name'].
            Add(isAfterDot && name == "*" ? new WildcardToken()
                : name.AsSpan().ContainsAny('\'', ']') ? ReadNames($"['{name}']", 1)
                : new NameToken(name));
            _position += name.Length;
        }
    }

    private void ReadBracket()
    {
        int end = _position + 1;
        for (int depth = 1; end < _text.Length && depth > 0; end++)
        {
            depth += _text[end] == '[' ? 1 : _text[end] == ']' ? -1 : 0;
        }

        Add(ReadContent(_text[_position..end]));
        _position = end;
    }

    private PathToken ReadContent(string bracket)
    {
        if (bracket == "[*]")
        {
            return new WildcardToken();
        }

        for (int i = 1; i < bracket.Length; i++)
        {
            switch (bracket[i])
            {
                case '?':
                    return ReadFilter(bracket, i);
                case '\'':
                    return ReadNames(bracket, i);
                case '@':
                    return ReadLast(bracket, i);
                case char c when char.IsDigit(c) || c is ':' or '-':
                    return ReadIndexes(bracket, i);
            }
        }

        throw Fail($"Could not analyze path component: {bracket}");
    }

    private PathToken ReadNames(string bracket, int at)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        int open = -1;
        for (int i = at; i < bracket.Length && bracket[i] != ']'; i++)
        {
            if (bracket[i] == '\'')
            {
                if (open >= 0)
                {
                    names.Add(bracket[open..i]);
                }

                open = open < 0 ? i + 1 : -1;
            }
        }

        return !bracket.AsSpan(at).Contains(']') ? throw Fail($"Property has not been closed: {bracket}")
            : names.Count > MaxTokens ? throw Fail($"The path has more than {MaxTokens} names in a step")
            : names.Count == 1 ? new NameToken(names[0])
            : new NamesToken(names.ToImmutable(), isLeaf: true);
    }

    private LastToken ReadLast(string bracket, int at)
    {
        // Behind "@." come a name up to the minus, and from there a number up to the parenthesis.
        int minus = at + 2 < bracket.Length ? bracket.IndexOf('-', at + 2) : -1;
        int close = minus < 0 ? -1 : bracket.IndexOf(')', minus);
        if (close < 0)
        {
            throw Fail($"Could not analyze path component: {bracket}");
        }

        string function = string.Concat(bracket[(at + 2)..minus].Where(c => c is not (' ' or '(' or ')')));
        return function is "size" or "length"
            ? new LastToken(ReadInteger(bracket[minus..close].Replace(" ", "", StringComparison.Ordinal)))
            : throw Fail($"Invalid function: @.{function}. Supported functions are: [(@.length - n)] and [(@.size() - n)]");
    }

    private PathToken ReadIndexes(string bracket, int at)
    {
        ImmutableArray<int>.Builder numbers = ImmutableArray.CreateBuilder<int>();
        bool isList = false;
        bool isFrom = false;
        bool isTo = false;
        int i = at;
        while (true)
        {
            string number = TakeNumber(bracket, ref i);
            if (bracket[i] == ',')
            {
                isList = true;
                numbers.Add(ReadInteger(number));
                i++;
            }
            else if (bracket[i] == ':')
            {
                i++;
                string bound = TakeNumber(bracket, ref i);
                isTo |= number.Length == 0;
                isFrom |= number.Length > 0 && bound.Length == 0;
                if (number.Length > 0)
                {
                    numbers.Add(ReadInteger(number));
                }

                if (number.Length == 0 || bound.Length > 0)
                {
                    numbers.Add(ReadInteger(bound));
                }

                // Whatever else ends the second number is passed over.
                i += bracket[i] == ']' ? 0 : 1;
            }
            else
            {
                if (number.Length > 0)
                {
                    numbers.Add(ReadInteger(number));
                }

                break;
            }
        }

        return numbers.Count == 1 && !isFrom && !isTo ? new IndexToken(numbers[0])
            : isList ? new IndexesToken(numbers.ToImmutable())
            : isFrom ? new SliceToken(numbers[0], null)
            : isTo ? new SliceToken(null, numbers[0])
            : new SliceToken(numbers[0], numbers[1]);
    }

    /// <summary>Moves behind digits and minus signs, and takes them without the blanks between.</summary>
    private string TakeNumber(string bracket, ref int i)
    {
        int start = i;
        while (i < bracket.Length && (char.IsDigit(bracket[i]) || bracket[i] is '-' or ' '))
        {
            i++;
        }

        return i < bracket.Length
            ? bracket[start..i].Replace(" ", "", StringComparison.Ordinal)
            : throw Fail($"Could not analyze path component: {bracket}");
    }

    private int ReadInteger(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out int value)
            ? value
            : throw Fail($"For input string: \"{text}\"");

    private FilterToken ReadFilter(string bracket, int at)
    {
        if (_isInFilter)
        {
            throw Fail($"the predicate path: {_text} is not definite");
        }

        // A filter without a condition: [?] or [?, ?].
        if (bracket.AsSpan(1, at - 1).IsWhiteSpace() && bracket.AsSpan(at).Trim("?,* \t\n\r\f\v") is "]")
        {
            return new FilterToken(new MissingFilter(), $"[{string.Join(',', bracket.Where(c => c == '?'))}]");
        }

        int start = bracket.LastIndexOf('[', at);
        return new FilterToken(FilterParser.Read(bracket[start..EndOfFilter(bracket, start)]));
    }

    /// <summary>The index behind the bracket that closes a filter: the first outside of quotes and parentheses.</summary>
    private int EndOfFilter(string bracket, int start)
    {
        int parentheses = 0;
        int brackets = 0;
        bool isQuoted = false;
        for (int i = start; i < bracket.Length; i++)
        {
            switch (bracket[i])
            {
                case '\'' when bracket[i - (i > start ? 1 : 0)] != '\\':
                    isQuoted = !isQuoted;
                    break;
                case '(' or ')' when !isQuoted:
                    parentheses += bracket[i] == '(' ? 1 : -1;
                    break;
                case '[' when !isQuoted:
                    brackets++;
                    break;
                case ']' when !isQuoted:
                    brackets--;
                    if (parentheses == 0)
                    {
                        return brackets == 0 ? i + 1 : throw Fail("Filter brackets are not balanced");
                    }

                    break;
            }
        }

        throw Fail("Filter brackets are not balanced");
    }
}
