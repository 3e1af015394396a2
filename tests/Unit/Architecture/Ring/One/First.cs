using FunctionsAsl.Unit.Architecture.Ring.Two;

namespace FunctionsAsl.Unit.Architecture.Ring.One;

/// <summary>Uses the other namespace in what it declares.</summary>
internal sealed record First(Second? Second)
{
    public static int Count => 1;
}
