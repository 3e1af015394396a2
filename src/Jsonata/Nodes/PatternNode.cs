using FunctionsAsl.Jsonata.Functions;
using FunctionsAsl.Jsonata.Patterns;

namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>A regular expression as a part of an expression: a function that matches.</summary>
internal sealed class PatternNode(Pattern pattern, int position) : Node
{
    private readonly PatternFunction _function = new(pattern, position);

    public override JsonAny? Evaluate(JsonAny? input, Frame frame) => _function;
}
