using FunctionsAsl.Core.Definition;
using FunctionsAsl.Core.Expressions.Paths;

namespace FunctionsAsl.Core.States;

/// <summary>Ends its branch, or the machine, successfully (DG/state-succeed).</summary>
public sealed class SucceedState : State
{
    internal SucceedState(string name, DataFlow flow)
        : base(name) => Flow = flow;

    internal override HistoryEventType EnteredType => HistoryEventType.SucceedStateEntered;

    internal override HistoryEventType? ExitedType => HistoryEventType.SucceedStateExited;

    private DataFlow Flow { get; }

    internal static SucceedState Read(string name, Fields fields) =>
        new(name, DataFlow.Read(fields, FlowShape.None));

    internal override void Enter(Turn turn, Branch branch)
    {
        Scope scope = turn.Scope(branch);
        turn.Exit(this, branch, Flow.Complete(scope, branch.Input, Flow.Input(scope, branch.Input)), next: null);
    }
}
