namespace FunctionsAsl.Core.States;

/// <summary>What the ItemSelector of a Map Run reads: what the Map state around it would, which the run was started with.</summary>
internal sealed class MapRunScope(Turn turn, JsonObject start, JsonObject mapItem) : Scope
{
    private static readonly JsonShape Map = new("Item");

    public override JsonValue Context => field ??= ((JsonObject)start["context"]!).With("Map", JsonObject.Adopt(Map, [mapItem]));

    public override Entropy Entropy => turn.Entropy;

    public override DateTimeOffset Now => turn.Now;

    public override StepBudget Steps => turn.Steps;

    public override JsonValue? Variable(string name) => ((JsonObject)start["variables"]!)[name];
}
