using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FunctionsAsl.Local;

/// <summary>A definition that is written in YAML, and where in its text each part stands.</summary>
internal sealed class YamlText
{
    private readonly Dictionary<string, TextPosition> _positions = new(StringComparer.Ordinal);
    private readonly Parser _parser;

    private YamlText(string text)
    {
        _parser = new Parser(new StringReader(text));
        _parser.Consume<StreamStart>();
        _parser.Consume<DocumentStart>();
        Json = Value("", 0).ToString();
        _parser.Consume<DocumentEnd>();
        _parser.Consume<StreamEnd>();
    }

    /// <summary>The same definition in JSON.</summary>
    public string Json { get; }

    /// <exception cref="YamlException">It is no single YAML document, or uses more of YAML than JSON has: anchors.</exception>
    public static YamlText Parse(string text) => new(text);

    /// <summary>Where the part begins that a JSON pointer names; of what is not there, where it would be.</summary>
    public TextPosition Find(string pointer)
    {
        TextPosition? found;
        while (!_positions.TryGetValue(pointer, out found))
        {
            pointer = pointer[..pointer.LastIndexOf('/')];
        }

        return found;
    }

    private static TextPosition At(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private JsonAny Value(string pointer, int depth)
    {
        ParsingEvent first = _parser.Current!;
        if (depth > JsonAny.MaxDepth)
        {
            throw new YamlException(first.Start, first.End, "It is nested too deeply.");
        }

        _positions.TryAdd(pointer, At(first.Start));
        switch (first)
        {
            case Scalar scalar:
                _parser.MoveNext();
                return scalar.IsPlainImplicit ? Plain(scalar.Value) : scalar.Value;
            case SequenceStart:
                _parser.MoveNext();
                List<JsonAny> items = [];
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Value($"{pointer}/{items.Count}", depth + 1));
                }

                return JsonList.Of(items);
            case MappingStart:
                _parser.MoveNext();
                var members = new JsonMap.Builder();
                while (!_parser.TryConsume<MappingEnd>(out _))
                {
                    Scalar name = _parser.Consume<Scalar>();
                    string place = JsonPointer.Join(pointer, name.Value);
                    _positions[place] = At(name.Start);
                    members.Set(name.Value, Value(place, depth + 1));
                }

                return members.Build();
            default:
                throw new YamlException(first.Start, first.End, "Anchors and aliases are not supported.");
        }
    }

    /// <summary>What is not quoted: the core schema of YAML 1.2, 10.3, without what JSON has not.</summary>
    private static JsonAny Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return JsonAny.Null;
            case "true" or "True" or "TRUE":
                return true;
            case "false" or "False" or "FALSE":
                return false;
        }

        try
        {
            return (char.IsAsciiDigit(text[^1]) || text[^1] == '.') && JsonAny.Parse(text) is JsonNumber number ? number : text;
        }
        catch (JsonSyntaxException)
        {
            return text;
        }
    }
}
