namespace FunctionsAsl.Core.States;

/// <summary>Ends its branch, or the machine, successfully (DG/state-succeed).</summary>
internal sealed class SucceedState(string name, DataFlow flow) : State(name, StateEvents.Succeed)
{
    internal static SucceedState Read(string name, Fields fields) =>
        new(name, DataFlow.Read(fields, FlowShape.None));

    internal override void Enter(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        turn.Exit(this, branch, flow.Complete(scope, branch.Input, flow.Input(scope, branch.Input)), next: null);
    }
}
