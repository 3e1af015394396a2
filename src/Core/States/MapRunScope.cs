namespace FunctionsAsl.Core.States;

/// <summary>What the ItemSelector of a Map Run reads: what the Map state around it would, which the run was started with.</summary>
internal sealed class MapRunScope(JsonMap start, JsonMap mapItem, Entropy entropy, DateTimeOffset now, StepBudget steps) : Scope
{
    private static readonly JsonShape Map = new("Item");

    public override JsonAny Context => field ??= ((JsonMap)start["context"]!).With("Map", JsonMap.Adopt(Map, [mapItem]));

    public override Entropy Entropy => entropy;

    public override DateTimeOffset Now => now;

    public override StepBudget Steps => steps;

    public override JsonAny? Variable(string name) => ((JsonMap)start["variables"]!)[name];
}
