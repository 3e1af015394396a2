namespace FunctionsAsl.Core.States;

/// <summary>
/// Runs its processor once for each item, some at a time; the result is the array of the results in the order of the items
/// (DG/state-map).
/// </summary>
internal abstract class MapState(string name, MapFields fields) : State(name, StateEvents.Map)
{
    internal const string ToleranceExceeded = "The specified tolerated failure threshold was exceeded";

    internal override ErrorHandling Errors => Fields.Errors;

    private protected MapFields Fields => fields;

    internal static MapState? Read(string name, Fields fields, StateLinks links)
    {
        MapFields map = MapFields.Read(fields, links, mayHaveObject: IsDistributed(fields));
        // The processor may be written as the deprecated Iterator too.
        fields.AtMostOne("ItemProcessor", "Iterator");
        string field = fields.Has("Iterator") ? "Iterator" : "ItemProcessor";
        fields.Require(field);
        fields.Allow("ItemProcessor");
        if (fields.Nested(field) is not { } processor)
        {
            return null;
        }

        processor.String("Comment");
        StateMachineType? children = processor.Nested("ProcessorConfig") is { } config ? ReadConfig(config) : null;
        MapState? state = children is { } type
            ? DistributedMapState.Read(name, map, fields, processor, type, links)
            : InlineMapState.Read(name, map, processor, links);
        processor.End();
        return state;
    }

    /// <summary>What the state goes over, and how many items at once.</summary>
    /// <exception cref="StatesException">The data is wrong.</exception>
    /// <param name="concurrency">How many items at once it asks for; 0 for as many as there may be.</param>
    /// <param name="isRead">Whether the items are read from files.</param>
    private protected Waiting.ForBranches Begin(Branch branch, StateScope scope, int mostAtOnce, out long concurrency, bool isRead = false)
    {
        // Both are saved with the execution until the last iteration has ended.
        JsonAny input = Oversize.RefuseInput(Fields.Flow.Input(scope, branch.Input), Name);
        // A reader's items come in place of those that ItemsPath names (ST test_map_item_reader_base_json_with_items_path).
        JsonAny items = Oversize.RefuseInput(
            scope.Inspection?.ReadItems ?? (isRead ? JsonList.Empty : Fields.Items.Evaluate(input, scope)), Name);
        scope.Inspection?.Data.AfterItemsPath = items;
        concurrency = Fields.MaxConcurrency?.ReadInteger(branch.Input, scope) ?? 0;
        scope.Inspection?.Data.MaxConcurrency = concurrency;
        return new Waiting.ForBranches(input, items, MapItem.Count(items), AtOnce(concurrency, mostAtOnce), Started: 0, Ended: 0);
    }

    /// <summary>How many items run at once where so many were asked for; 0 for as many as there may be.</summary>
    internal static int AtOnce(long asked, int most) => asked == 0 ? most : (int)Math.Min(asked, most);

    /// <summary>Lets the mock of a test stand for the iterations.</summary>
    /// <param name="toItem">What an iteration knows of its item.</param>
    /// <param name="batches">How many children there are, where items are batched.</param>
    /// <exception cref="MockMismatchException">It does not fit.</exception>
    private protected void Test(Turn turn, Branch branch, Waiting.ForBranches waiting, Func<JsonAny, int, JsonMap> toItem, int? batches = null)
    {
        int iterations = batches ?? waiting.Count;
        Inspection inspection = turn.Inspection!;
        StateScope scope = turn.Scope(branch);
        long? count = Fields.ToleratedFailureCount?.ReadInteger(branch.Input, scope);
        double? percentage = Fields.ToleratedFailurePercentage?.ReadPercentage(branch.Input, scope);
        inspection.Data.ToleratedFailureCount = count;
        inspection.Data.ToleratedFailurePercentage = percentage;
        inspection.Data.AfterItemSelector = Fields.ItemSelector is null ? null : ItemInputs(turn, branch, waiting, toItem);
        int failed = inspection.MapIterationFailureCount;
        if (failed > iterations)
        {
            throw new MockMismatchException("Map iteration failure count must be less than or equal to the number of Map iterations");
        }

        // Other than in a run, failures are tolerated where nothing is said (conformance: test_map_state_failure_count[DEBUG-BASE_MAP_STATE]).
        MapRun run = new MapRun("", count ?? 0, percentage ?? 0).With(ExecutionStatus.Failed, failed);
        if ((count is not null || percentage is not null) && run.IsFailed(iterations))
        {
            turn.Fail(branch, ErrorName.ExceedToleratedFailureThreshold, ToleranceExceeded, saysFailed: true);
        }
        else if (turn.MockBranches(branch) is { } results)
        {
            Exit(turn, branch, results.Count == iterations
                ? results
                : throw new MockMismatchException("Input array does not equal the mocked result array's size"));
        }
    }

    private JsonList? ItemInputs(Turn turn, Branch branch, Waiting.ForBranches waiting, Func<JsonAny, int, JsonMap> toItem)
    {
        // They may refer to the same large value very often.
        List<JsonAny>? inputs = [];
        long bytes = 0;
        for (int i = 0; i < waiting.Count; i++)
        {
            JsonMap item = toItem(waiting.Items!, i);
            JsonAny input = ItemInput(waiting.Input, item, turn.Scope(branch, item));
            bytes += input.Utf8Length;
            inputs = bytes > Limits.PayloadBytes ? null : inputs;
            inputs?.Add(input);
        }

        return inputs is null ? null : JsonList.Of(inputs);
    }

    private protected static void WriteStarted(Turn turn, Branch branch, int count) =>
        turn.Write(branch, HistoryEventType.MapStateStarted, JsonMap.Of(("length", JsonNumber.Of(count))));

    /// <summary>The input of an item: itself, or what ItemSelector makes of it.</summary>
    /// <exception cref="StatesException">The selector fails, or what it gives is too large.</exception>
    internal JsonAny ItemInput(JsonAny input, JsonMap item, Scope scope) => Fields.ItemSelector is null
        ? MapItem.InputOf(item)
        : Oversize.RefuseInput(Fields.ItemSelector.Evaluate(input, scope), Name);

    private protected void Exit(Turn turn, Branch branch, JsonAny result) =>
        turn.Exit(this, branch, Fields.Flow.Complete(turn.Scope(branch), branch.Input, result), Next);

    /// <summary>Refuses a result that is not known wholly any more, since the output would be too large with it.</summary>
    /// <exception cref="StatesException">Always: what the flow fails by, and else the size.</exception>
    private protected void RefuseResult(Turn turn, Branch branch, JsonList known)
    {
        Fields.Flow.Complete(turn.Scope(branch), branch.Input, known);
        branch.Waiting = null;
        throw new StatesException(ErrorName.DataLimitExceeded, Oversize.ResultText(Name));
    }

    /// <summary>Looks ahead into the processor: what the items may be depends on it.</summary>
    private static bool IsDistributed(Fields fields) =>
        (fields.Json["Iterator"] ?? fields.Json["ItemProcessor"]) is JsonMap processor
        && processor["ProcessorConfig"] is JsonMap config
        && config["Mode"] is JsonString { Value: "DISTRIBUTED" };

    /// <returns>What kind of executions run the items; <see langword="null"/> where the execution itself runs them.</returns>
    private static StateMachineType? ReadConfig(Fields config)
    {
        StateMachineType? children = null;
        if (config.OneOf("Mode", "INLINE", "DISTRIBUTED") == "DISTRIBUTED")
        {
            config.Require("ExecutionType");
            children = config.OneOf("ExecutionType", "STANDARD", "EXPRESS") == "EXPRESS"
                ? StateMachineType.Express
                : StateMachineType.Standard;
            if (config.Definition.Type == StateMachineType.Express)
            {
                // DG/choosing-workflow-type. AWS's text is not known.
                config.Report("Express state machine does not support Distributed Map", "Mode");
            }
        }

        config.End();
        return children;
    }
}

/// <summary>The fields that Map states have in both modes, but for the processor.</summary>
internal sealed record MapFields(DataFlow Flow, ErrorHandling Errors, MapItems Items)
{
    /// <summary>ItemSelector, or the deprecated Parameters: an item's input.</summary>
    public Template? ItemSelector { get; private init; }

    public MapNumber? MaxConcurrency { get; private init; }

    public MapNumber? ToleratedFailureCount { get; private init; }

    public MapNumber? ToleratedFailurePercentage { get; private init; }

    public static MapFields Read(Fields fields, StateLinks links, bool mayHaveObject)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Map);
        ErrorHandling errors = StateFields.ReadErrors(fields, links);
        fields.AtMostOne("ItemSelector", "Parameters");
        Template? selector = fields.Template("ItemSelector");
        if (fields.OfJsonPath("Parameters") is not null)
        {
            selector ??= fields.Template("Parameters");
        }

        return new MapFields(flow, errors, MapItems.Read(fields, mayHaveObject))
        {
            ItemSelector = selector,
            MaxConcurrency = MapNumber.ReadCount(fields, "MaxConcurrency"),
            ToleratedFailureCount = MapNumber.ReadCount(fields, "ToleratedFailureCount"),
            ToleratedFailurePercentage = MapNumber.ReadShare(fields, "ToleratedFailurePercentage"),
        };
    }
}
