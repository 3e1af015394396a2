namespace FunctionsAsl.Core.States;

/// <summary>Runs its branches side by side, each with the same input; the result is the array of theirs (DG/state-parallel).</summary>
internal sealed class ParallelState(string name, DataFlow flow, ErrorHandling errors, ImmutableArray<State> branches)
    : State(name, StateEvents.Parallel), IOpensBranches
{
    internal override ErrorHandling Errors => errors;

    internal static ParallelState Read(string name, Fields fields, StateLinks links)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Work);
        ErrorHandling errors = StateFields.ReadErrors(fields, links);
        return new ParallelState(name, flow, errors, ReadBranches(fields, links.Reader));
    }

    /// <summary>Reads the branches, each by the state that it starts with; those with a problem are left out.</summary>
    internal static ImmutableArray<State> ReadBranches(Fields fields, DefinitionReader reader)
    {
        fields.Require("Branches");
        ImmutableArray<State>.Builder branches = ImmutableArray.CreateBuilder<State>();
        foreach (Fields element in fields.Elements("Branches", mayBeEmpty: false))
        {
            element.String("Comment");
            if (reader.ReadGraph(element) is { } start)
            {
                branches.Add(start);
            }

            element.End();
        }

        return branches.ToImmutable();
    }

    void IOpensBranches.BranchEnded(Turn turn, Branch parent, Branch ended)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        waiting = waiting with { Ended = waiting.Ended + 1 };
        parent.Waiting = waiting;
        parent.LastEventId = ended.LastEventId;
        if (waiting.Ended < waiting.Count)
        {
            return;
        }

        JsonList result = turn.Branches.Collect(parent, waiting.Count);
        turn.WriteAside(parent, HistoryEventType.ParallelStateSucceeded, null);
        turn.Exit(this, parent, flow.Complete(turn.Scope(parent), parent.Input, result), Next);
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        JsonAny input = Oversize.RefuseInput(flow.Arguments(turn.Scope(branch), branch.Input), Name);
        if (turn.Inspection is not null)
        {
            Test(turn, branch);
            return;
        }

        turn.Write(branch, HistoryEventType.ParallelStateStarted, null);
        branch.Waiting = new Waiting.ForBranches(input, Items: null, branches.Length, branches.Length, branches.Length, Ended: 0);
        for (int i = 0; i < branches.Length; i++)
        {
            turn.Branches.Open(branch, i, branches[i], input, branch.MapItem, branch.LastEventId);
        }
    }

    private void Test(Turn turn, Branch branch)
    {
        if (turn.MockBranches(branch) is { } results)
        {
            turn.Exit(this, branch, flow.Complete(turn.Scope(branch), branch.Input, results), Next);
        }
    }
}

/// <summary>A state that opens branches and goes on when they have ended.</summary>
internal interface IOpensBranches
{
    /// <summary>A branch reached its end; its output is set. Those of a Map Run's children never do: they end with what happens to these.</summary>
    void BranchEnded(Turn turn, Branch parent, Branch ended)
    {
    }

    /// <summary>A branch failed, and so does this state.</summary>
    void BranchFailed(Turn turn, Branch branch)
    {
    }

    /// <summary>A branch is cut off because a sibling failed.</summary>
    void BranchAborted(Turn turn, Branch branch)
    {
    }

    /// <summary>The execution is redriven, and the branches that were open go on.</summary>
    void Redriven(Turn turn, Branch parent)
    {
    }
}
