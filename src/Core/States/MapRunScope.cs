namespace FunctionsAsl.Core.States;

/// <summary>What the ItemSelector of a Map Run reads: what the Map state around it would, which the run was started with.</summary>
internal sealed class MapRunScope(JsonObject start, JsonObject mapItem, Entropy entropy, DateTimeOffset now, StepBudget steps) : Scope
{
    private static readonly JsonShape Map = new("Item");

    public override JsonValue Context => field ??= ((JsonObject)start["context"]!).With("Map", JsonObject.Adopt(Map, [mapItem]));

    public override Entropy Entropy => entropy;

    public override DateTimeOffset Now => now;

    public override StepBudget Steps => steps;

    public override JsonValue? Variable(string name) => ((JsonObject)start["variables"]!)[name];
}
