using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>
/// Runs its processor once for each item, some at a time; the result is the array of the results in the order of the items
/// (DG/state-map, inline mode).
/// </summary>
public sealed class MapState : State, IOpensBranches
{
    internal MapState(string name, DataFlow flow, ErrorHandling errors, MapItems items, StateGraph processor)
        : base(name)
    {
        Flow = flow;
        Errors = errors;
        Items = items;
        Processor = processor;
    }

    public StateGraph Processor { get; }

    HistoryEventType IOpensBranches.FailedType => HistoryEventType.MapStateFailed;

    internal override HistoryEventType EnteredType => HistoryEventType.MapStateEntered;

    internal override HistoryEventType? AbortedType => HistoryEventType.MapStateAborted;

    internal override ErrorHandling Errors { get; }

    /// <summary>ItemSelector, or the deprecated Parameters: an iteration's input.</summary>
    internal Template? ItemSelector { get; init; }

    internal MapNumber? MaxConcurrency { get; init; }

    internal MapNumber? ToleratedFailureCount { get; init; }

    internal MapNumber? ToleratedFailurePercentage { get; init; }

    private DataFlow Flow { get; }

    private MapItems Items { get; }

    internal static MapState? Read(string name, Fields fields, StateLinks links)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Map);
        ErrorHandling errors = StateFields.ReadErrors(fields, links);
        fields.AtMostOne("ItemSelector", "Parameters");
        Template? selector = fields.Template("ItemSelector");
        if (fields.OfJsonPath("Parameters") is not null)
        {
            selector ??= fields.Template("Parameters");
        }

        MapItems items = MapItems.Read(fields);
        MapNumber? concurrency = MapNumber.ReadCount(fields, "MaxConcurrency");
        MapNumber? tolerated = MapNumber.ReadCount(fields, "ToleratedFailureCount");
        MapNumber? percentage = MapNumber.ReadShare(fields, "ToleratedFailurePercentage");
        StateGraph? graph = ReadProcessor(fields, out bool isDistributed);
        if (isDistributed)
        {
            fields.Allow("ItemReader", "ItemBatcher", "ResultWriter", "Label");
        }

        if (graph is null)
        {
            return null;
        }

        return new MapState(name, flow, errors, items, graph)
        {
            ItemSelector = selector,
            MaxConcurrency = concurrency,
            ToleratedFailureCount = tolerated,
            ToleratedFailurePercentage = percentage,
        };
    }

    /// <summary>Reads the processor, be it written as ItemProcessor or as the deprecated Iterator.</summary>
    internal static StateGraph? ReadProcessor(Fields fields, out bool isDistributed)
    {
        isDistributed = false;
        fields.AtMostOne("ItemProcessor", "Iterator");
        string field = fields.Has("Iterator") ? "Iterator" : "ItemProcessor";
        fields.Require(field);
        fields.Allow("ItemProcessor");
        if (fields.Nested(field) is not { } processor)
        {
            return null;
        }

        processor.String("Comment");
        isDistributed = processor.Nested("ProcessorConfig") is { } config && ReadConfig(config);
        StateGraph? graph = processor.Definition.ReadGraph(processor);
        processor.End();
        return graph;
    }

    private static bool ReadConfig(Fields config)
    {
        bool isDistributed = config.OneOf("Mode", "INLINE", "DISTRIBUTED") == "DISTRIBUTED";
        if (isDistributed)
        {
            config.OneOf("ExecutionType", "STANDARD", "EXPRESS");
            config.Report("Distributed mode is not supported yet", "Mode");
        }

        config.End();
        return isDistributed;
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        Scope scope = turn.Scope(branch);
        // Both are saved with the execution until the last iteration has ended.
        JsonValue input = Turn.CheckInput(Flow.Input(scope, branch.Input), this);
        JsonArray items = Items.Evaluate(input, scope);
        Turn.CheckInput(items, this);
        int count = items.Count;
        long concurrency = MaxConcurrency?.ReadInteger(branch.Input, scope) ?? 0;
        concurrency = concurrency == 0 ? Limits.InlineMapConcurrency : Math.Min(concurrency, Limits.InlineMapConcurrency);
        ToleratedFailureCount?.ReadInteger(branch.Input, scope);
        ToleratedFailurePercentage?.ReadPercentage(branch.Input, scope);

        turn.Write(branch, HistoryEventType.MapStateStarted, JsonObject.Of(("length", JsonNumber.Of(count))));
        branch.Waiting = new Waiting.ForBranches(input, items, count, (int)concurrency, Started: 0, Ended: 0);
        if (count == 0)
        {
            Complete(turn, branch, JsonArray.Empty);
            return;
        }

        for (int i = 0; i < Math.Min(count, (int)concurrency) && branch.Waiting is not null; i++)
        {
            StartIteration(turn, branch, branch.LastEventId);
        }
    }

    void IOpensBranches.BranchEnded(Turn turn, Branch parent, Branch ended)
    {
        long lastExit = ended.LastEventId;
        turn.Write(ended, HistoryEventType.MapIterationSucceeded, Details(ended.Index));
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        waiting = waiting with { Ended = waiting.Ended + 1 };
        parent.Waiting = waiting;
        if (waiting.Ended == waiting.Count)
        {
            parent.LastEventId = ended.LastEventId;
            Complete(turn, parent, turn.CollectBranches(parent, waiting.Count));
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

    private void StartIteration(Turn turn, Branch parent, long previousEventId)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        int index = waiting.Started;
        parent.Waiting = waiting with { Started = index + 1 };
        JsonObject item = MapItem.At(waiting.Items!, index);
        JsonValue input = ItemSelector is null
            ? item["Value"]!
            : Turn.CheckInput(ItemSelector.Evaluate(waiting.Input, turn.Scope(parent, item)), this);
        Branch iteration = turn.Open(parent, index, Processor.StartAt, input, item, previousEventId);
        turn.Write(iteration, HistoryEventType.MapIterationStarted, Details(index));
    }

    private void Complete(Turn turn, Branch branch, JsonArray result)
    {
        turn.WriteAside(branch, HistoryEventType.MapStateSucceeded, null);
        (JsonValue output, JsonObject? assigned) = Flow.Complete(turn.Scope(branch), branch.Input, result);
        turn.Exit(branch, HistoryEventType.MapStateExited, output, assigned, Next);
    }

    private JsonObject Details(int index) => JsonObject.Of(("name", NameJson), ("index", JsonNumber.Of(index)));
}
