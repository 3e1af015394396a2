namespace FunctionsAsl.Core.States;

/// <summary>A Map state whose items are run by branches of the execution itself (DG/state-map-inline).</summary>
internal sealed class InlineMapState(string name, MapFields fields, State startAt) : MapState(name, fields), IOpensBranches
{
    private static readonly JsonShape Iteration = new("name", "index");

    internal static InlineMapState? Read(string name, MapFields map, Fields processor, StateLinks links) =>
        links.Reader.ReadGraph(processor) is { } startAt ? new InlineMapState(name, map, startAt) : null;

    internal override void Enter(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        Waiting.ForBranches waiting = Begin(branch, scope, Limits.InlineMapConcurrency, out _);
        if (turn.Inspection is not null)
        {
            Test(turn, branch, waiting, MapItem.At);
            return;
        }

        Fields.ToleratedFailureCount?.ReadInteger(branch.Input, scope);
        Fields.ToleratedFailurePercentage?.ReadPercentage(branch.Input, scope);

        WriteStarted(turn, branch, waiting.Count);
        branch.Waiting = waiting;
        if (waiting.Count == 0)
        {
            Complete(turn, branch, JsonList.Empty);
            return;
        }

        StartIterations(turn, branch);
    }

    // Those that it could not start, because the input of one was wrong.
    void IOpensBranches.Redriven(Turn turn, Branch parent) => StartIterations(turn, parent);

    void IOpensBranches.BranchEnded(Turn turn, Branch parent, Branch ended)
    {
        long lastExit = ended.LastEventId;
        turn.Write(ended, HistoryEventType.MapIterationSucceeded, Details(ended.Index), bytes: 0);
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        waiting = waiting with { Ended = waiting.Ended + 1, OutputBytes = waiting.OutputBytes + CountedBytes(turn, ended) };
        if (waiting.OutputBytes > Limits.PayloadBytes && ended.Output!.Depth < JsonAny.MaxDepth / 2)
        {
            // The results are too large together already; nobody will read this one. One that is nested deeply may fail the state otherwise.
            ended.Output = JsonAny.Null;
            ended.Input = JsonAny.Null;
        }

        parent.Waiting = waiting;
        if (waiting.Ended == waiting.Count)
        {
            parent.LastEventId = ended.LastEventId;
            Complete(turn, parent, turn.Branches.Collect(parent, waiting.Count), isKept: waiting.OutputBytes <= Limits.PayloadBytes);
        }
        else if (waiting.Started < waiting.Count)
        {
            // The next iteration links to the last exit, not to MapIterationSucceeded (conformance: test_map_state).
            StartIteration(turn, parent, lastExit);
        }
    }

    void IOpensBranches.BranchFailed(Turn turn, Branch branch) =>
        turn.WriteAside(branch, HistoryEventType.MapIterationFailed, Details(branch.Index));

    void IOpensBranches.BranchAborted(Turn turn, Branch branch) =>
        turn.WriteAside(branch, HistoryEventType.MapIterationAborted, Details(branch.Index));

    /// <summary>Starts as many iterations as there is room for.</summary>
    private void StartIterations(Turn turn, Branch parent)
    {
        while (parent.Waiting is Waiting.ForBranches waiting
            && waiting.Started < waiting.Count
            && waiting.Started - waiting.Ended < waiting.Concurrency)
        {
            StartIteration(turn, parent, parent.LastEventId);
        }
    }

    private void StartIteration(Turn turn, Branch parent, long previousEventId)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        int index = waiting.Started;
        JsonMap item = MapItem.At(waiting.Items!, index);
        JsonAny input = ItemInput(waiting.Input, item, turn.Scope(parent, item));
        parent.Waiting = waiting with { Started = index + 1 };
        Branch iteration = turn.Branches.Open(parent, index, startAt, input, item, previousEventId);
        turn.Write(iteration, HistoryEventType.MapIterationStarted, Details(index), bytes: 0);
    }

    /// <summary>Bytes of an iteration's output that the state's will have too: without white space, which is left out where that is much.</summary>
    private long CountedBytes(Turn turn, Branch iteration)
    {
        if (turn.StepLimits.KeepsOutputsAsBefore || !Fields.Flow.PassesResultOn)
        {
            return 0;
        }

        JsonAny output = iteration.Output!;
        return Math.Min(output.Utf8Length, output.WithoutSourceText().Utf8Length);
    }

    /// <param name="isKept">Whether the result is whole: the outputs of some iterations are not kept where they would be refused.</param>
    private void Complete(Turn turn, Branch branch, JsonList result, bool isKept = true)
    {
        turn.WriteAside(branch, HistoryEventType.MapStateSucceeded, null);
        if (isKept)
        {
            Exit(turn, branch, result);
        }
        else
        {
            RefuseResult(turn, branch, result);
        }
    }

    private JsonMap Details(int index) => JsonMap.Adopt(Iteration, [NameJson, JsonNumber.Of(index)]);
}
