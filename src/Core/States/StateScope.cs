namespace FunctionsAsl.Core.States;

/// <summary>What the expressions of a state read: the variables of its branch and of those around it, and the context object.</summary>
internal sealed class StateScope(Turn turn, Branch branch, JsonMap? mapItem, string? token) : Scope
{
    public Inspection? Inspection => turn.Inspection;

    public override JsonAny Context => field ??= Inspection is { } inspection
        ? inspection.ContextWith(mapItem)
        : ContextObject.Of(turn.ContextParts, branch, turn.StateOf(branch).ShowsRetryCount, mapItem, token);

    public override Entropy Entropy => turn.Entropy;

    public override DateTimeOffset Now => turn.Now;

    public override StepBudget Steps => turn.Steps;

    public override JsonAny? Variable(string name)
    {
        for (Branch? around = branch; around is not null; around = around.ParentId is null ? null : turn.Branches.Find(around.ParentId))
        {
            if (around.Variables.TryGetValue(name, out JsonAny? value))
            {
                return value;
            }
        }

        return null;
    }
}
