namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>The text is not a path or intrinsic call. <see cref="Exception.Message"/> says what is wrong, without the place.</summary>
public sealed class JsonPathSyntaxException(string problem, int offset) : Exception(problem)
{
    /// <summary>Offset of the problem in the text, in UTF-16 units.</summary>
    public int Offset { get; } = offset;
}
