using FunctionsAsl.Unit.Architecture.Ring.One;

namespace FunctionsAsl.Unit.Architecture.Ring.Two;

/// <summary>Uses the other namespace in what it calls.</summary>
internal sealed record Second(Func<int> Count)
{
    public static Second Create() => new(static () => First.Count);
}
