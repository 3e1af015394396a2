using System.Security.Cryptography;

namespace FunctionsAsl.Core.States;

/// <summary>
/// A Map state whose items are run by child executions, together a Map Run (DG/state-map-distributed). The history says nothing of
/// single items; each has a branch that waits for its child.
/// </summary>
internal sealed class DistributedMapState(string name, MapFields fields, MapProcessor processor)
    : MapState(name, fields), IOpensBranches, IAwaitsTask
{
    private const string BlankOrSpecial = " \t<>{}[]?*\"#%\\^|~`$&,;:/";

    internal static DistributedMapState? Read(string name, MapFields map, Fields fields, Fields processor, StateMachineType type, StateLinks links)
    {
        foreach (string field in new[] { "ItemReader", "ItemBatcher", "ResultWriter" })
        {
            // A mock stands for what they do.
            if (fields.Any(field) is not null && !fields.Definition.IsTested)
            {
                fields.Report($"The field '{field}' is not supported yet", field);
            }
        }

        string label = ReadLabel(fields) ?? DefaultLabel(name);
        return links.Reader.ReadGraph(processor, type) is not null
            ? new DistributedMapState(name, map, new MapProcessor(label, MachineText(processor), type))
            : null;
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        StateScope scope = turn.Scope(branch);
        Waiting.ForBranches waiting = Begin(branch, scope, Limits.DistributedMapConcurrency);
        if (turn.Inspection is not null)
        {
            Test(turn, branch, waiting, MapItem.OfRun);
            return;
        }

        WriteStarted(turn, branch, waiting.Count);

        // Only now, as AWS does (conformance: test_map_state_tolerated_failure_count_path).
        long count = Fields.ToleratedFailureCount?.ReadInteger(branch.Input, scope) ?? 0;
        double percentage = Fields.ToleratedFailurePercentage?.ReadPercentage(branch.Input, scope) ?? 0;
        var run = new MapRun(MapRun.NewArn(turn.Execution, processor.Label, turn.Entropy), count, percentage);
        turn.Write(branch, HistoryEventType.MapRunStarted, JsonObject.Of(("mapRunArn", run.Arn)));
        GoOn(turn, branch, waiting with { MapRun = run });
    }

    Action<Branch>? IAwaitsTask.Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting) => happened switch
    {
        Event.TaskSucceeded succeeded => item => ItemSucceeded(item, succeeded.Output),
        Event.TaskFailed failed => item => ItemFailed(turn, item, failed.Error, failed.Cause),
        _ => null,
    };

    Command.RunTask IAwaitsTask.Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state)
    {
        Branch parent = state.Branches[branch.ParentId!];
        return RunItem(branch, parent, ((Waiting.ForBranches)parent.Waiting!).MapRun!);
    }

    void IOpensBranches.BranchEnded(Turn turn, Branch parent, Branch ended) => ItemEnded(turn, parent, ended, failures: 0);

    private static void ItemSucceeded(Branch item, JsonValue output)
    {
        item.Waiting = null;
        item.Output = output;
    }

    private void ItemFailed(Turn turn, Branch item, string? error, string? cause)
    {
        item.Waiting = Waiting.OverAndDone;
        // Where the failure is tolerated, it stands among the results (iwamot/sfnx, measured).
        item.Output = JsonObject.Of(("Status", "FAILED"), ("Error", error ?? ""), ("Cause", cause ?? ""));
        turn.Resume(turn.Branches.Edit(item.ParentId!)!, parent => ItemEnded(turn, parent, item, failures: 1));
    }

    private void ItemEnded(Turn turn, Branch parent, Branch item, int failures)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        MapRun run = waiting.MapRun!;
        run = run with
        {
            Failed = run.Failed + failures,
            InputBytes = run.InputBytes - item.Input.Utf8Length,
            OutputBytes = run.OutputBytes + item.Output!.Utf8Length,
        };
        item.Input = JsonValue.Null;
        if (run.OutputBytes > Limits.PayloadBytes)
        {
            // The results are too large together already; nobody will read this one.
            turn.Branches.Remove(item);
        }

        GoOn(turn, parent, waiting with { Ended = waiting.Ended + 1, MapRun = run });
    }

    /// <summary>Ends the run where it is over, and else starts as many children as there is room for.</summary>
    private void GoOn(Turn turn, Branch branch, Waiting.ForBranches waiting)
    {
        branch.Waiting = waiting;
        MapRun run = waiting.MapRun!;
        if (run.IsFailed(waiting.Count))
        {
            // Express children cannot be stopped: those that run may end, but no more are started (ST redrive_map).
            if (processor.Type == StateMachineType.Standard || waiting.Ended == waiting.Started)
            {
                Fail(turn, branch, ErrorName.ExceedToleratedFailureThreshold, ToleranceExceeded);
            }
        }
        else if (waiting.Ended == waiting.Count)
        {
            Complete(turn, branch, waiting);
        }
        else
        {
            StartItems(turn, branch, waiting);
        }
    }

    private void StartItems(Turn turn, Branch branch, Waiting.ForBranches waiting)
    {
        MapRun run = waiting.MapRun!;
        int started = waiting.Started;
        while (started < waiting.Count && started - waiting.Ended < waiting.Concurrency && run.InputBytes < Limits.MapRunInputBytes)
        {
            JsonObject item = MapItem.OfRun(waiting.Items!, started);
            JsonValue input = ItemInput(turn, branch, waiting.Input, item).WithoutSourceText();
            Branch child = turn.Branches.Open(branch, started, this, input, branch.MapItem, branch.LastEventId);
            child.Waiting = new Waiting.ForTask(input, turn.Now);
            turn.Issue(RunItem(child, branch, run));
            run = run with { InputBytes = run.InputBytes + input.Utf8Length };
            started++;
            branch.Waiting = waiting with { Started = started, MapRun = run };
        }
    }

    private Command.RunTask RunItem(Branch item, Branch parent, MapRun run) => new(
        item.Position.ToString(), Name, new TaskResource.MapItem(processor, run.Arn), item.Input, parent.RetryCount, Token: null);

    private void Complete(Turn turn, Branch branch, Waiting.ForBranches waiting)
    {
        if (waiting.MapRun!.OutputBytes > Limits.PayloadBytes)
        {
            Fail(turn, branch, ErrorName.DataLimitExceeded, Oversize.ResultText(Name));
            return;
        }

        JsonArray result = turn.Branches.Collect(branch, waiting.Count);
        long started = branch.LastEventId;
        turn.Write(branch, HistoryEventType.MapRunSucceeded, null);
        turn.WriteAside(branch, HistoryEventType.MapStateSucceeded, null);
        // The exit links to MapRunStarted (conformance: test_map_state_config_distributed_items_path_from_previous).
        branch.LastEventId = started;
        Exit(turn, branch, result);
    }

    private static void Fail(Turn turn, Branch branch, string error, string cause)
    {
        turn.Write(branch, HistoryEventType.MapRunFailed, TurnHistory.Error(error, cause));
        turn.Fail(branch, error, cause, saysFailed: true);
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
        var machine = new JsonObject.Builder(processor.Json.Count + 1);
        if (processor.Definition.Language == QueryLanguage.JSONata)
        {
            machine.Set("QueryLanguage", nameof(QueryLanguage.JSONata));
        }

        foreach ((string name, JsonValue value) in processor.Json)
        {
            if (name != "ProcessorConfig")
            {
                machine.Set(name, value);
            }
        }

        return machine.Build().ToString();
    }
}
