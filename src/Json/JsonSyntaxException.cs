namespace FunctionsAsl.Json;

/// <summary>
/// The text is not JSON. <see cref="Exception.Message"/> says what is wrong, without the place, in the words of Jackson,
/// which are AWS's.
/// </summary>
public sealed class JsonSyntaxException(string problem, int offset, int line, int column) : FormatException(problem)
{
    /// <summary>Offset of the problem, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>Line of the problem, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column of the problem in its line, in characters, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>The place as Jackson shows it: <c>[Source: (String)"…"; line: 1, column: 4]</c>; empty where no text was read.</summary>
    public string Place { get; private init; } = "";

    /// <summary>The problem and its place, as AWS quotes them.</summary>
    public string Description => Place.Length == 0 ? Message : $"{Message}\n at {Place}";

    internal static JsonSyntaxException Diagnose(ReadOnlySpan<byte> utf8, int offset, string problem)
    {
        string text = Encoding.UTF8.GetString(utf8);
        int at;
        if (JsonProblem.Find(text) is { } found)
        {
            (problem, at) = found;
            offset = Encoding.UTF8.GetByteCount(text.AsSpan(0, at));
        }
        else
        {
            offset = Math.Min(offset, utf8.Length);
            at = Math.Min(Encoding.UTF8.GetCharCount(utf8[..offset]), text.Length);
        }

        int line = text.AsSpan(0, at).Count('\n') + 1;
        int column = at - text.AsSpan(0, at).LastIndexOf('\n');
        return new JsonSyntaxException(problem, offset, line, column) { Place = JsonProblem.Place(text, at) };
    }
}
