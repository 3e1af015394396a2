using FunctionsAsl.Core.Definition;
using FunctionsAsl.Core.Expressions.Paths;

namespace FunctionsAsl.Core.States;

/// <summary>Passes its input on, or a fixed result (DG/state-pass).</summary>
public sealed class PassState : State
{
    internal PassState(string name, DataFlow flow, JsonValue? result)
        : base(name)
    {
        Flow = flow;
        Result = result;
    }

    internal override HistoryEventType EnteredType => HistoryEventType.PassStateEntered;

    internal override HistoryEventType? ExitedType => HistoryEventType.PassStateExited;

    private DataFlow Flow { get; }

    /// <summary>The Result field, literally; <c>null</c> there counts as absent (ST dataflow_execution).</summary>
    private JsonValue? Result { get; }

    internal static PassState Read(string name, Fields fields)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Pass);
        JsonValue? result = fields.OfJsonPath("Result");
        if (result is not null && LiteralPaths.Contains(result))
        {
            fields.Definition.Warn(
                DiagnosticCode.PassResultIsStatic,
                "The Result of a Pass state is static; a path in it is not evaluated",
                fields.Pointer + "/Result");
        }

        return new PassState(name, flow, result is JsonNull ? null : result);
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        Scope scope = turn.Scope(branch);
        JsonValue result = Flow.Arguments(scope, branch.Input);
        turn.Exit(this, branch, Flow.Complete(scope, branch.Input, Result ?? result), Next);
    }
}
