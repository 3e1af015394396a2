namespace FunctionsAsl.Core.States;

/// <summary>
/// The child executions of a Map Run: starts as many as there is room for, and counts how they end (DG/state-map-distributed). Each
/// has a branch that waits for it.
/// </summary>
internal sealed class ChildExecutions(IRunsItems run, MapProcessor processor)
{
    // A step that has given its host so much to start ends; the next goes on when some of it was.
    private const long StartedBytes = 1_048_576;

    /// <summary>What something that happened to a child leads to; <see langword="null"/> where it changes nothing.</summary>
    public Action<Branch>? Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting) => happened switch
    {
        Event.TaskSubmitted when !waiting.Submitted => child => Submitted(turn, child, waiting),
        Event.TaskSucceeded succeeded => child => Ended(turn, child, waiting, ExecutionStatus.Succeeded, succeeded.Output),
        Event.TaskFailed failed => child => Failed(turn, child, waiting, failed),
        _ => null,
    };

    public Command.RunTask Outstanding(Branch child, Waiting.ForTask waiting, ExecutionState state) =>
        Run(child, waiting, ((Waiting.ForBranches)state.Branches[child.ParentId!].Waiting!).MapRun!);

    /// <summary>Ends the run where it is over, and else starts as many children as there is room for.</summary>
    public void GoOn(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        parent.Waiting = waiting;
        MapRun state = waiting.MapRun!;
        if (state.IsFailed(waiting.Count))
        {
            // Express children cannot be stopped: those that run may end, but no more are started (ST redrive_map).
            if (processor.Type == StateMachineType.Standard || waiting.Running == 0)
            {
                run.Fail(turn, parent, ErrorName.ExceedToleratedFailureThreshold, MapState.ToleranceExceeded);
            }
        }
        else if (state.ItemsStarted == waiting.Count && waiting.Ended == waiting.Started)
        {
            Complete(turn, parent, waiting);
        }
        else
        {
            Start(turn, parent);
        }
    }

    /// <summary>Those that have not succeeded are to run again.</summary>
    public void Redriven(Turn turn, Branch parent)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        MapRun state = waiting.MapRun!;
        (int children, int items) = (0, 0);
        long outputBytes = state.OutputBytes;
        for (int i = 0; i < waiting.Started; i++)
        {
            if (turn.Branches.Find(parent.Position.Child(i)) is { Waiting: Waiting.ForRedrive { Items.Count: var count }, Output: var output })
            {
                children++;
                items += count;
                outputBytes -= output?.Utf8Length ?? 0;
            }
        }

        GoOn(turn, parent, waiting with
        {
            Ended = waiting.Started - children,
            MapRun = state with
            {
                Children = new MapRunTally { Succeeded = state.Children.Succeeded, PendingRedrive = children },
                Items = new MapRunTally { Succeeded = state.Items.Succeeded, PendingRedrive = items },
                RedriveNext = 0,
                InputBytes = 0,
                OutputBytes = outputBytes,
            },
        });
    }

    /// <summary>The host has started the child: its input need not be known any more.</summary>
    private void Submitted(Turn turn, Branch child, Waiting.ForTask waiting)
    {
        child.Waiting = waiting with { Submitted = true, Input = JsonAny.Null };
        turn.Resume(turn.Branches.Edit(child.ParentId!)!, parent => GoOn(turn, parent, Without(waiting, parent)));
    }

    private void Failed(Turn turn, Branch child, Waiting.ForTask waiting, Event.TaskFailed failed)
    {
        ExecutionStatus status = failed.Child ?? ExecutionStatus.Failed;
        // Where the failure is tolerated, it stands among the results (iwamot/sfnx, measured).
        JsonMap output = JsonMap.Of(("Status", status.ApiName()), ("Error", failed.Error ?? ""), ("Cause", failed.Cause ?? ""));
        Ended(turn, child, waiting, status, output);
    }

    private void Ended(Turn turn, Branch child, Waiting.ForTask waiting, ExecutionStatus status, JsonAny output)
    {
        ItemRange items = waiting.Items ?? new ItemRange(child.Index, 1);
        bool succeeded = status == ExecutionStatus.Succeeded;
        child.Input = JsonAny.Null;
        child.Output = output;
        child.Waiting = succeeded ? Waiting.OverAndDone : new Waiting.ForRedrive(status, items);
        turn.Resume(turn.Branches.Edit(child.ParentId!)!, parent =>
        {
            Waiting.ForBranches all = Without(waiting, parent);
            MapRun state = all.MapRun!.With(status, items.Count);
            state = state with { OutputBytes = state.OutputBytes + output.Utf8Length };
            if (succeeded && state.OutputBytes > Limits.PayloadBytes)
            {
                // The results are too large together already; nobody will read this one.
                turn.Branches.Remove(child);
            }

            GoOn(turn, parent, all with { Ended = all.Ended + 1, MapRun = state });
        });
    }

    /// <summary>What the run waits for when the input of this child need not be kept any more.</summary>
    private static Waiting.ForBranches Without(Waiting.ForTask child, Branch parent)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        MapRun state = waiting.MapRun!;
        return child.Submitted
            ? waiting
            : waiting with { MapRun = state with { InputBytes = Math.Max(0, state.InputBytes - child.Input.Utf8Length) } };
    }

    private void Start(Turn turn, Branch parent)
    {
        long before = ((Waiting.ForBranches)parent.Waiting!).MapRun!.InputBytes;
        while (parent.Waiting is Waiting.ForBranches waiting
            && waiting.Running < waiting.Concurrency
            && waiting.MapRun!.InputBytes < Limits.MapRunInputBytes
            && (waiting.MapRun.InputBytes <= before || !(turn.IsSpent || waiting.MapRun.InputBytes - before > StartedBytes))
            && StartNext(turn, parent, waiting))
        {
        }
    }

    /// <returns>Whether there was one to start.</returns>
    private bool StartNext(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        if (turn.MachineIsDeleted)
        {
            run.Fail(turn, parent, ErrorName.Runtime, turn.DeletedCause);
            return false;
        }

        if (waiting.MapRun!.Children.PendingRedrive > 0)
        {
            RunAgain(turn, parent, waiting);
            return true;
        }

        if (waiting.MapRun.ItemsStarted < waiting.Count)
        {
            RunNew(turn, parent, waiting);
            return true;
        }

        return false;
    }

    private void RunNew(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        MapRun state = waiting.MapRun!;
        var items = new ItemRange(state.ItemsStarted, waiting.Count - state.ItemsStarted);
        JsonAny input = Input(turn, parent, waiting, run.Batch(parent), ref items);
        Branch child = turn.Branches.Open(parent, waiting.Started, run.State, JsonAny.Null, parent.MapItem, parent.LastEventId);
        state = state with { ItemsStarted = items.First + items.Count };
        Run(turn, child, new Waiting.ForTask(input, turn.Now) { Items = items }, parent, waiting with { Started = waiting.Started + 1, MapRun = state });
    }

    private void RunAgain(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        MapRun state = waiting.MapRun!;
        Branch child = NextForRedrive(turn, parent, state.RedriveNext);
        ItemRange items = ((Waiting.ForRedrive)child.Waiting!).Items;
        // Only a child that was never started, or is Express, needs it. Its items are those of before, however large they are now.
        JsonAny input = Input(turn, parent, waiting, run.Batch(parent) is { } batch ? batch with { MaxInputBytes = long.MaxValue } : null, ref items);
        child = turn.Branches.Edit(child.Id)!;
        child.Output = null;
        state = state with
        {
            RedriveNext = child.Index + 1,
            Children = state.Children with { PendingRedrive = state.Children.PendingRedrive - 1 },
            Items = state.Items with { PendingRedrive = state.Items.PendingRedrive - items.Count },
        };
        var task = new Waiting.ForTask(input, turn.Now) { Items = items, Redrive = turn.RedriveCount };
        Run(turn, child, task, parent, waiting with { MapRun = state });
    }

    private static Branch NextForRedrive(Turn turn, Branch parent, int index)
    {
        while (true)
        {
            if (turn.Branches.Find(parent.Position.Child(index++)) is { Waiting: Waiting.ForRedrive } child)
            {
                return child;
            }
        }
    }

    private JsonAny Input(Turn turn, Branch parent, Waiting.ForBranches waiting, ItemBatch? batch, ref ItemRange items)
    {
        JsonAny Item(int index) => run.ItemInput(turn, parent, waiting.Input, MapItem.OfRun(waiting.Items!, index)).WithoutSourceText();

        if (batch is not null)
        {
            return ItemBatcher.Fill(batch, Item, ref items, run.State.Name);
        }

        items = items with { Count = 1 };
        return Item(items.First);
    }

    private void Run(Turn turn, Branch child, Waiting.ForTask task, Branch parent, Waiting.ForBranches waiting)
    {
        MapRun state = waiting.MapRun!;
        child.Waiting = task;
        parent.Waiting = waiting with { MapRun = state with { InputBytes = state.InputBytes + task.Input.Utf8Length } };
        turn.Issue(Run(child, task, state));
    }

    private Command.RunTask Run(Branch child, Waiting.ForTask waiting, MapRun state) => new(
        child.Position.ToString(),
        run.State.Name,
        new TaskResource.MapItem(state.Arn, waiting.Items?.Count ?? 1, waiting.Redrive),
        waiting.Input,
        Attempt: 0,
        Token: null,
        waiting.Submitted);

    private void Complete(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        if (waiting.MapRun!.OutputBytes > Limits.PayloadBytes)
        {
            run.Fail(turn, parent, ErrorName.DataLimitExceeded, Oversize.ResultText(run.State.Name));
        }
        else
        {
            run.Succeed(turn, parent, turn.Branches.Collect(parent, waiting.Started));
        }
    }
}

/// <summary>A state whose items are run by child executions.</summary>
internal interface IRunsItems
{
    State State { get; }

    /// <summary>How its items are batched; <see langword="null"/> where each has a child of its own.</summary>
    ItemBatch? Batch(Branch branch);

    /// <summary>The input of an item: itself, or what ItemSelector makes of it.</summary>
    /// <exception cref="StatesException">The selector fails, or what it gives is too large.</exception>
    JsonAny ItemInput(Turn turn, Branch branch, JsonAny input, JsonMap item);

    void Succeed(Turn turn, Branch branch, JsonAny results);

    void Fail(Turn turn, Branch branch, string? error, string? cause);
}
