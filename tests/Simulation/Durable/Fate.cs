namespace FunctionsAsl.Simulation.Durable;

/// <summary>Lets go wrong what a test says, and nothing else.</summary>
internal sealed class Fate : Random
{
    /// <summary>Whether what comes next is lost.</summary>
    public bool IsLost { get; set; }

    public override double NextDouble() => IsLost ? 0 : 1;
}
