using System.Text;

namespace FunctionsAsl.Core.Json;

/// <summary>The text is not JSON. <see cref="Exception.Message"/> says what is wrong, without the place.</summary>
public sealed class JsonSyntaxException(string problem, int offset, int line, int column) : Exception(problem)
{
    /// <summary>Offset of the problem, in bytes.</summary>
    public int Offset { get; } = offset;

    /// <summary>Line of the problem, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column of the problem in its line, in characters, from 1.</summary>
    public int Column { get; } = column;

    internal static JsonSyntaxException Diagnose(ReadOnlySpan<byte> utf8, int offset, string problem)
    {
        offset = Math.Min(offset, utf8.Length);
        ReadOnlySpan<byte> before = utf8[..offset];
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new JsonSyntaxException(problem, offset, line, column);
    }
}
