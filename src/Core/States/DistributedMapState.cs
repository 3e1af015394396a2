using System.Security.Cryptography;

namespace FunctionsAsl.Core.States;

/// <summary>
/// A Map state whose items are run by child executions, together a Map Run (DG/state-map-distributed), which is an execution of its
/// own. The history says nothing of single items.
/// </summary>
internal sealed class DistributedMapState : MapState, IOpensBranches, IAwaitsTask, IRunsItems
{
    private const string BlankOrSpecial = " \t<>{}[]?*\"#%\\^|~`$&,;:/";

    private readonly ItemBatcher? _batcher;
    private readonly ItemReader? _reader;
    private readonly ResultWriter? _writer;
    // Runs that release e305a53 or an earlier one began are a part of the execution, and end there.
    private readonly ChildExecutions _children;

    private DistributedMapState(
        string name, MapFields fields, MapProcessor processor, ItemBatcher? batcher, ItemReader? reader, ResultWriter? writer)
        : base(name, fields)
    {
        _batcher = batcher;
        _reader = reader;
        _writer = writer;
        Processor = processor;
        _children = new ChildExecutions(this, processor);
    }

    public MapProcessor Processor { get; }

    public bool HasItemSelector => Fields.ItemSelector is not null;

    State IRunsItems.State => this;

    internal static DistributedMapState? Read(string name, MapFields map, Fields fields, Fields processor, StateMachineType type, StateLinks links)
    {
        ItemBatcher? batcher = ItemBatcher.Read(fields);
        ItemReader? reader = ItemReader.Read(fields);
        ResultWriter? writer = ResultWriter.Read(fields);
        string label = ReadLabel(fields) ?? DefaultLabel(name);
        return links.Reader.ReadGraph(processor, type) is not null
            ? new DistributedMapState(name, map, new MapProcessor(label, MachineText(processor), type), batcher, reader, writer)
            : null;
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        Waiting.ForBranches items = Begin(branch, scope, Limits.DistributedMapConcurrency, out long concurrency, isRead: _reader is not null && turn.Inspection is null);
        ItemBatch? batch = _batcher?.Evaluate(branch.Input, items.Input, scope, Name);
        if (turn.Inspection is { } inspection)
        {
            inspection.Data.AfterItemBatcher = batch is null ? null : Batches(turn, branch, items, batch);
            Test(turn, branch, items, MapItem.OfRun, inspection.Data.AfterItemBatcher?.Count);
            return;
        }

        WriteStarted(turn, branch, items.Count);

        // Only now, as AWS does (conformance: test_map_state_tolerated_failure_count_path).
        var start = new MapRunStart(items.Items!.WithoutSourceText())
        {
            Input = Fields.ItemSelector is null ? JsonAny.Null : items.Input.WithoutSourceText(),
            Context = Fields.ItemSelector is null ? JsonMap.Empty : scope.Context,
            Variables = Variables(turn, scope),
            EnteredEventId = branch.EnteredEventId,
            MaxConcurrency = concurrency,
            ToleratedFailureCount = Fields.ToleratedFailureCount?.ReadInteger(branch.Input, scope) ?? 0,
            ToleratedFailurePercentage = Fields.ToleratedFailurePercentage?.ReadPercentage(branch.Input, scope) ?? 0,
            Batch = batch,
            Reader = _reader?.Evaluate(branch.Input, items.Input, scope, Name),
            Writer = _writer?.Evaluate(items.Input, scope, Name),
        };
        JsonMap input = start.ToJson();
        Oversize.RefuseDepth(input);
        string arn = MapRunArn.New(turn.Execution, Processor.Label, turn.Entropy);
        turn.Write(branch, HistoryEventType.MapRunStarted, JsonMap.Of(("mapRunArn", arn)));
        Run(turn, branch, new Waiting.ForTask(input, turn.Now) { MapRunArn = arn });
    }

    Action<Branch>? IAwaitsTask.Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting)
    {
        if (waiting.MapRunArn is null)
        {
            return _children.Take(happened, turn, waiting);
        }

        return happened switch
        {
            Event.TaskSubmitted when !waiting.Submitted => branch => branch.Waiting = waiting with { Submitted = true, Input = JsonAny.Null },
            Event.TaskSucceeded succeeded => branch => Succeed(turn, branch, succeeded.Output),
            Event.TaskFailed failed => branch => Fail(turn, branch, failed.Error, failed.Cause),
            _ => null,
        };
    }

    Command.RunTask IAwaitsTask.Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state) =>
        waiting.MapRunArn is null ? _children.Outstanding(branch, waiting, state) : RunOf(branch, waiting);

    /// <summary>The run goes on from where it ended (ST redrive_map).</summary>
    public void RedriveRun(Turn turn, Branch branch, Waiting.ForTask waiting)
    {
        waiting = waiting with { Redrive = waiting.Redrive + 1, Submitted = false, Scheduled = turn.Now };
        turn.Write(
            branch,
            HistoryEventType.MapRunRedriven,
            JsonMap.Of(("mapRunArn", waiting.MapRunArn!), ("redriveCount", JsonNumber.Of(waiting.Redrive))));
        Run(turn, branch, waiting);
    }

    public void Succeed(Turn turn, Branch branch, JsonAny results)
    {
        long started = branch.LastEventId;
        turn.Write(branch, HistoryEventType.MapRunSucceeded, null);
        turn.WriteAside(branch, HistoryEventType.MapStateSucceeded, null);
        // The exit links to MapRunStarted (conformance: test_map_state_config_distributed_items_path_from_previous).
        branch.LastEventId = started;
        Exit(turn, branch, results);
    }

    public void Fail(Turn turn, Branch branch, string? error, string? cause)
    {
        turn.Write(branch, HistoryEventType.MapRunFailed, TurnHistory.Error(error, cause));
        turn.Fail(branch, error, cause, saysFailed: true);
    }

    ItemBatch? IRunsItems.Batch(Branch branch) => null;

    JsonAny IRunsItems.ItemInput(Turn turn, Branch branch, JsonAny input, JsonMap item) =>
        ItemInput(input, item, turn.Scope(branch, item));

    /// <summary>The inputs of all children, with each item as its text (ST test_state_mock).</summary>
    private JsonList Batches(Turn turn, Branch branch, Waiting.ForBranches waiting, ItemBatch batch)
    {
        JsonAny Item(int index)
        {
            JsonMap item = MapItem.OfRun(waiting.Items!, index);
            return ItemInput(waiting.Input, item, turn.Scope(branch, item));
        }

        List<JsonAny> batches = [];
        for (var next = new ItemRange(0, waiting.Count); next.Count > 0; next = new ItemRange(next.First + next.Count, waiting.Count - next.First - next.Count))
        {
            var input = (JsonMap)ItemBatcher.Fill(batch, Item, ref next, Name);
            batches.Add(input.With("Items", JsonList.Of(((JsonList)input["Items"]!).Select(static JsonAny (i) => i.ToString()))));
        }

        return JsonList.Of(batches);
    }

    private void Run(Turn turn, Branch branch, Waiting.ForTask waiting)
    {
        branch.Waiting = waiting;
        turn.Issue(RunOf(branch, waiting));
    }

    private Command.RunTask RunOf(Branch branch, Waiting.ForTask waiting) => new(
        branch.Position.ToString(),
        Name,
        new TaskResource.MapRun(waiting.MapRunArn!, waiting.Redrive),
        waiting.Input,
        branch.RetryCount,
        Token: null,
        waiting.Submitted)
    {
        EnteredEventId = branch.EnteredEventId,
    };

    /// <summary>The variables that the state reads: its ItemSelector may.</summary>
    private JsonMap Variables(Turn turn, StateScope scope)
    {
        if (!turn.Graph.VariableReferences.TryGetValue(Name, out ImmutableArray<string> names))
        {
            return JsonMap.Empty;
        }

        var variables = new JsonMap.Builder(names.Length);
        foreach (string name in names)
        {
            if (scope.Variable(name) is { } value)
            {
                variables.Set(name, value.WithoutSourceText());
            }
        }

        return variables.Build();
    }

    private static string? ReadLabel(Fields fields)
    {
        if (fields.String("Label") is not { } label)
        {
            return null;
        }

        // AWS's texts are not known.
        string location = fields.Pointer + "/Label";
        if (label.Length is 0 or > Limits.LabelLength || label.Any(static c => char.IsControl(c) || BlankOrSpecial.Contains(c, StringComparison.Ordinal)))
        {
            fields.Definition.Report($"Invalid Label name: '{label}'", location, DiagnosticCode.InvalidLabelName);
        }
        else if (!fields.Definition.AddLabel(label))
        {
            fields.Definition.Report($"Duplicate Label name: {label}", location, DiagnosticCode.DuplicateLabelName);
        }

        return label;
    }

    /// <summary>
    /// The UUID that AWS derives from a state's name (version 3 without a name space), as <c>JsonMap</c> gives
    /// <c>3318ddf7-9a0e-3259-a825-55a4e8e3e9b1</c> (ST distributed_map).
    /// </summary>
    private static string DefaultLabel(string name)
    {
#pragma warning disable CA5351 // Nothing here relies on it for security.
        byte[] bytes = MD5.HashData(Encoding.UTF8.GetBytes(name));
#pragma warning restore CA5351
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x30);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The processor as a machine of its own, as DescribeStateMachineForExecution shows it for a child (ST distributed_map).</summary>
    private static string MachineText(Fields processor)
    {
        var machine = new JsonMap.Builder(processor.Json.Count + 1);
        if (processor.Definition.Language == QueryLanguage.JSONata)
        {
            machine.Set("QueryLanguage", nameof(QueryLanguage.JSONata));
        }

        foreach ((string name, JsonAny value) in processor.Json)
        {
            if (name != "ProcessorConfig")
            {
                machine.Set(name, value);
            }
        }

        return machine.Build().ToString();
    }
}
