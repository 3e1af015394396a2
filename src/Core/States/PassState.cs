namespace FunctionsAsl.Core.States;

/// <summary>Passes its input on, or a fixed result (DG/state-pass).</summary>
internal sealed class PassState(string name, DataFlow flow, JsonAny? literal) : State(name, StateEvents.Pass)
{
    internal static PassState Read(string name, Fields fields)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Pass);
        JsonAny? result = fields.OfJsonPath("Result");
        if (result is not null && LiteralPaths.Contains(result))
        {
            fields.Definition.Warn(
                DiagnosticCode.PassResultIsStatic,
                "The Result of a Pass state is static; a path in it is not evaluated",
                fields.Pointer + "/Result");
        }

        // Null counts as absent (ST dataflow_execution).
        return new PassState(name, flow, result is JsonNull ? null : result);
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        JsonAny result = flow.Arguments(scope, branch.Input);
        turn.Inspection?.Data.Result = literal;
        turn.Exit(this, branch, flow.Complete(scope, branch.Input, literal ?? result), Next);
    }
}
