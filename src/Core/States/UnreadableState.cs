namespace FunctionsAsl.Core.States;

/// <summary>A state of a stored definition that this release cannot read: whoever comes to it fails.</summary>
internal sealed class UnreadableState(string name, string problem) : State(name, StateEvents.Fail)
{
    internal override void Enter(Turn turn, Branch branch) => throw new StatesException(ErrorName.Runtime, problem);
}
