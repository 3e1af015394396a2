namespace FunctionsAsl.Core.States;

/// <summary>
/// A Map Run over files. A host reads the items into pieces, runs these, and puts the results together; each is a task of a branch of its
/// own. The state knows pieces and counts, so that it does not grow with the files.
/// </summary>
internal sealed class FileRun(MapRunState run, MapProcessor processor)
{
    // Express children run within the piece's own task, which must not be the only one that works where many machines do.
    private const int ChildrenOfPieceAtOnce = 100;
    private const int PiecesAtOnce = 40;

    // The host holds the inputs of those that it is just starting.
    private const int StartedAtOnce = 100;

    private bool IsExpress => processor.Type == StateMachineType.Express;

    public void Begin(Turn turn, Branch parent, MapRunStart start)
    {
        parent.Waiting = new Waiting.ForBranches(
            JsonAny.Null, Items: null, Count: 0, MapState.AtOnce(start.MaxConcurrency, Limits.DistributedMapConcurrency), Started: 0, Ended: 0)
        {
            MapRun = new MapRun(turn.Execution.Arn, start.ToleratedFailureCount, start.ToleratedFailurePercentage)
            {
                MaxConcurrency = start.MaxConcurrency,
                Files = new MapRunFiles(MapRunPhase.Reading),
            },
        };
        Read(turn, parent);
    }

    public Action<Branch>? Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting) => happened switch
    {
        Event.TaskSubmitted when !waiting.Submitted => child => Submitted(turn, child, waiting),
        Event.TaskSucceeded succeeded => child => Ended(turn, child, waiting, succeeded.Output),
        Event.TaskFailed failed => child => Failed(turn, child, failed),
        _ => null,
    };

    public Command.RunTask Outstanding(Branch child, Waiting.ForTask waiting, ExecutionState state) =>
        Command(child, waiting, ((Waiting.ForBranches)state.Branches[child.ParentId!].Waiting!).MapRun!);

    /// <summary>Ends the run where it is over, and else starts as many pieces as there is room for.</summary>
    public void GoOn(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        parent.Waiting = waiting;
        MapRun state = waiting.MapRun!;
        if (state.Files!.Phase != MapRunPhase.Running)
        {
            return;
        }

        if (state.IsFailed(waiting.Count))
        {
            Stop(turn, parent);
        }
        else if (waiting.Started == MapRunPieces.Count((JsonList)waiting.Items!) && waiting.Ended == waiting.Started && LeftOut(turn, parent) is null)
        {
            Write(turn, parent);
        }
        else
        {
            Start(turn, parent);
        }
    }

    /// <summary>What has not succeeded is to run again.</summary>
    public void Redriven(Turn turn, Branch parent)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        MapRun state = waiting.MapRun!;
        if (waiting.Items is not JsonList pieces)
        {
            Read(turn, parent);
            return;
        }

        int again = 0;
        MapRunTally children = new() { Succeeded = state.Children.Succeeded };
        MapRunTally items = new() { Succeeded = state.Items.Succeeded };
        for (int piece = 0; piece < waiting.Started; piece++)
        {
            if (PieceOf(turn, parent, piece) is not { Waiting: Waiting.ForRedrive } child)
            {
                continue;
            }

            again++;
            (int Children, int Items) missing = Unsuccessful(child, pieces, piece);
            children = children with { PendingRedrive = children.PendingRedrive + missing.Children };
            items = items with { PendingRedrive = items.PendingRedrive + missing.Items };
        }

        GoOn(turn, parent, waiting with
        {
            Ended = waiting.Started - again,
            MapRun = state with
            {
                Children = children,
                Items = items,
                RedriveNext = 0,
                Files = state.Files! with { Phase = MapRunPhase.Running, PendingPieces = again, Starting = 0 },
            },
        });
    }

    private void Submitted(Turn turn, Branch child, Waiting.ForTask waiting)
    {
        child.Waiting = waiting with { Submitted = true };
        turn.Resume(turn.Branches.Edit(child.ParentId!)!, parent => GoOn(turn, parent, Without(waiting, parent)));
    }

    private void Failed(Turn turn, Branch child, Event.TaskFailed failed)
    {
        turn.Branches.Remove(child);
        turn.Resume(turn.Branches.Edit(child.ParentId!)!, parent => run.Fail(turn, parent, failed.Error, failed.Cause));
    }

    private void Ended(Turn turn, Branch child, Waiting.ForTask waiting, JsonAny output)
    {
        Branch parent = turn.Branches.Edit(child.ParentId!)!;
        switch (((Waiting.ForBranches)parent.Waiting!).MapRun!.Files!.Phase)
        {
            case MapRunPhase.Reading:
                turn.Branches.Remove(child);
                turn.Resume(parent, p => HasRead(turn, p, (JsonList)output));
                return;
            case MapRunPhase.Running:
                PieceEnded(turn, child, waiting, output);
                return;
            case MapRunPhase.Writing:
                turn.Branches.Remove(child);
                turn.Resume(parent, p => HasWritten(turn, p, output));
                return;
        }
    }

    private void HasRead(Turn turn, Branch parent, JsonList pieces)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        GoOn(turn, parent, waiting with
        {
            Items = pieces,
            Count = MapRunPieces.Total(pieces).Items,
            MapRun = waiting.MapRun! with { Files = new MapRunFiles(MapRunPhase.Running) },
        });
    }

    private void HasWritten(Turn turn, Branch parent, JsonAny result)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        if (waiting.MapRun!.IsFailed(waiting.Count))
        {
            run.Fail(turn, parent, ErrorName.ExceedToleratedFailureThreshold, MapState.ToleranceExceeded);
        }
        else
        {
            run.Succeed(turn, parent, result);
        }
    }

    private void PieceEnded(Turn turn, Branch child, Waiting.ForTask waiting, JsonAny output)
    {
        PieceTally tally = PieceTally.Load(output);
        PieceTally? before = MapWork.Load(waiting.Input) is MapWork.Run { LeftOut: true } ? PieceTally.Load(child.Output!) : null;
        if (tally.IsWhole)
        {
            turn.Branches.Remove(child);
        }
        else
        {
            child.Output = output;
            child.Waiting = new Waiting.ForRedrive(ExecutionStatus.Failed, waiting.Items!.Value);
        }

        turn.Resume(turn.Branches.Edit(child.ParentId!)!, parent =>
        {
            Waiting.ForBranches all = Without(waiting, parent);
            PieceTally more = before is { } known ? Since(known, tally, MapRunPieces.At((JsonList)all.Items!, child.Index - 1)) : tally;
            GoOn(turn, parent, all with { Ended = all.Ended + 1, MapRun = Add(all.MapRun!, more) });
        });
    }

    /// <summary>What of a tally of a whole piece is new.</summary>
    /// <param name="known">What <see cref="RunLeftOut"/> has left of the tally before.</param>
    private static PieceTally Since(PieceTally known, PieceTally now, (int Children, int Items) all) => now with
    {
        Children = now.Children - Ended(known.Children, all.Children),
        Items = now.Items - Ended(known.Items, all.Items),
    };

    /// <summary>What had ended, with what had succeeded: that is not told where it was in a run before.</summary>
    private static MapRunTally Ended(MapRunTally known, int all) =>
        known with { Succeeded = all - (int)known.Unsuccessful - known.PendingRedrive, PendingRedrive = 0 };

    private static MapRun Add(MapRun state, PieceTally tally) => state with
    {
        Children = state.Children + tally.Children,
        Items = state.Items + tally.Items,
        ItemsStarted = state.ItemsStarted - tally.PendingItems,
        Files = state.Files! with { ChildrenStarted = state.Files.ChildrenStarted - tally.PendingChildren },
    };

    /// <summary>What the run waits for when this piece is not being started any more.</summary>
    private static Waiting.ForBranches Without(Waiting.ForTask piece, Branch parent)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        MapRun state = waiting.MapRun!;
        return piece.Submitted
            ? waiting
            : waiting with { MapRun = state with { Files = state.Files! with { Starting = state.Files.Starting - 1 } } };
    }

    private void Start(Turn turn, Branch parent)
    {
        while (parent.Waiting is Waiting.ForBranches waiting && HasRoom(waiting) && StartNext(turn, parent, waiting))
        {
        }
    }

    private bool HasRoom(Waiting.ForBranches waiting) => IsExpress
        ? waiting.Running < Pieces(waiting.Concurrency)
        : waiting.Running < waiting.Concurrency && waiting.MapRun!.Files!.Starting < StartedAtOnce;

    private static int Pieces(int concurrency) =>
        Math.Min(PiecesAtOnce, (concurrency + ChildrenOfPieceAtOnce - 1) / ChildrenOfPieceAtOnce);

    /// <returns>Whether there was one to start.</returns>
    private bool StartNext(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        if (turn.MachineIsDeleted)
        {
            run.Fail(turn, parent, ErrorName.Runtime, turn.DeletedCause);
            return false;
        }

        var pieces = (JsonList)waiting.Items!;
        MapRun state = waiting.MapRun!;
        if (state.Files!.PendingPieces > 0)
        {
            RunAgain(turn, parent, waiting, pieces);
            return true;
        }

        if (waiting.Started == MapRunPieces.Count(pieces))
        {
            return RunLeftOut(turn, parent, waiting);
        }

        int piece = waiting.Started;
        (int children, int items) = MapRunPieces.At(pieces, piece);
        Branch child = Open(turn, parent, piece + 1);
        state = state with
        {
            ItemsStarted = state.ItemsStarted + items,
            Files = state.Files with { ChildrenStarted = state.Files.ChildrenStarted + children },
        };
        Run(turn, parent, child, waiting with { Started = piece + 1, MapRun = state }, items, redrive: 0);
        return true;
    }

    /// <summary>A piece that has left out children: it was told how many may fail, and has ended, before more was tolerated.</summary>
    private Branch? LeftOut(Turn turn, Branch parent)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        if (!IsExpress
            || turn.StepLimits.LeavesOutAsBefore
            || waiting.MapRun!.Files!.ChildrenStarted == MapRunPieces.Total((JsonList)waiting.Items!).Children)
        {
            return null;
        }

        for (int piece = 0; piece < waiting.Started; piece++)
        {
            if (PieceOf(turn, parent, piece) is { Waiting: Waiting.ForRedrive, Output: { } output } child && PieceTally.Load(output).PendingChildren > 0)
            {
                return child;
            }
        }

        return null;
    }

    /// <returns>Whether there was one to run.</returns>
    private bool RunLeftOut(Turn turn, Branch parent, Waiting.ForBranches waiting)
    {
        if (LeftOut(turn, parent) is not { } found)
        {
            return false;
        }

        Branch child = turn.Branches.Edit(found.Id)!;
        PieceTally tally = PieceTally.Load(child.Output!);
        // What is known if this is cut off. What failed is tolerated, and does not run again before a redrive.
        child.Output = new PieceTally(
            tally.Children with { PendingRedrive = tally.PendingChildren },
            tally.Items with { PendingRedrive = tally.PendingItems },
            PendingChildren: 0,
            PendingItems: 0).ToJson();
        // Another task than the one that has ended.
        child.Step++;
        MapRun state = waiting.MapRun!;
        state = state with
        {
            ItemsStarted = state.ItemsStarted + tally.PendingItems,
            Files = state.Files! with { ChildrenStarted = state.Files.ChildrenStarted + tally.PendingChildren },
        };
        int items = ((Waiting.ForRedrive)child.Waiting!).Items.Count;
        Run(turn, parent, child, waiting with { Ended = waiting.Ended - 1, MapRun = state }, items, turn.RedriveCount, leftOut: true);
        return true;
    }

    private void RunAgain(Turn turn, Branch parent, Waiting.ForBranches waiting, JsonList pieces)
    {
        MapRun state = waiting.MapRun!;
        int piece = state.RedriveNext;
        while (PieceOf(turn, parent, piece) is not { Waiting: Waiting.ForRedrive })
        {
            piece++;
        }

        Branch child = turn.Branches.Edit(parent.Position.Child(piece + 1))!;
        (int Children, int Items) missing = Unsuccessful(child, pieces, piece);
        PieceTally tally = child.Output is { } output ? PieceTally.Load(output) : default;
        // What is known if this is cut off.
        child.Output = new PieceTally(
            new MapRunTally { Aborted = missing.Children + tally.PendingChildren },
            new MapRunTally { Aborted = missing.Items + tally.PendingItems },
            PendingChildren: 0,
            PendingItems: 0).ToJson();
        state = state with
        {
            RedriveNext = piece + 1,
            Children = state.Children with { PendingRedrive = state.Children.PendingRedrive - missing.Children },
            Items = state.Items with { PendingRedrive = state.Items.PendingRedrive - missing.Items },
            ItemsStarted = state.ItemsStarted + tally.PendingItems,
            Files = state.Files! with
            {
                PendingPieces = state.Files.PendingPieces - 1,
                ChildrenStarted = state.Files.ChildrenStarted + tally.PendingChildren,
            },
        };
        Run(turn, parent, child, waiting with { MapRun = state }, ((Waiting.ForRedrive)child.Waiting!).Items.Count, turn.RedriveCount);
    }

    /// <summary>What of a piece that has ended did not succeed; of one that was cut off nothing is known, and all of it runs again.</summary>
    private static (int Children, int Items) Unsuccessful(Branch child, JsonList pieces, int piece) =>
        child.Output is { } output && PieceTally.Load(output) is var tally
            ? ((int)tally.Children.Unsuccessful + tally.Children.PendingRedrive, (int)tally.Items.Unsuccessful + tally.Items.PendingRedrive)
            : MapRunPieces.At(pieces, piece);

    private static Branch? PieceOf(Turn turn, Branch parent, int piece) => turn.Branches.Find(parent.Position.Child(piece + 1));

    private void Run(Turn turn, Branch parent, Branch child, Waiting.ForBranches waiting, int items, long redrive, bool leftOut = false)
    {
        MapRun state = waiting.MapRun!;
        parent.Waiting = waiting with { MapRun = state with { Files = state.Files! with { Starting = state.Files.Starting + 1 } } };
        int atOnce = Math.Max(1, waiting.Concurrency / Pieces(waiting.Concurrency));
        var work = new MapWork.Run(Math.Min(ChildrenOfPieceAtOnce, atOnce), state.FailuresLeft(waiting.Count), redrive) { LeftOut = leftOut };
        Issue(turn, child, work, state, new ItemRange(child.Index - 1, items));
    }

    /// <summary>Too much has failed: what can be stopped is, and then the results are written, where that was asked for.</summary>
    private void Stop(Turn turn, Branch parent)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        if (!HasWriter(parent))
        {
            if (!IsExpress || waiting.Running == 0)
            {
                run.Fail(turn, parent, ErrorName.ExceedToleratedFailureThreshold, MapState.ToleranceExceeded);
            }

            return;
        }

        for (int piece = 0; !IsExpress && piece < waiting.Started; piece++)
        {
            if (PieceOf(turn, parent, piece) is { Waiting: Waiting.ForTask { Items: { } items } })
            {
                Branch child = turn.Branches.Edit(parent.Position.Child(piece + 1))!;
                turn.CancelWaiting(child, task: true);
                PieceTally tally = default(PieceTally).With(ExecutionStatus.Aborted, items.Count);
                child.Output = tally.ToJson();
                child.Waiting = new Waiting.ForRedrive(ExecutionStatus.Aborted, items);
                waiting = waiting with { Ended = waiting.Ended + 1, MapRun = Add(waiting.MapRun!, tally) };
            }
        }

        parent.Waiting = waiting;
        if (waiting.Running == 0)
        {
            Write(turn, parent);
        }
    }

    private static bool HasWriter(Branch parent) => ((JsonMap)parent.Input)["writer"] is JsonMap writer && ResultWriter.IsExport(writer);

    private void Read(Turn turn, Branch parent) =>
        Issue(turn, Open(turn, parent, 0), new MapWork.Read(), ((Waiting.ForBranches)parent.Waiting!).MapRun!, default);

    private void Write(Turn turn, Branch parent)
    {
        var waiting = (Waiting.ForBranches)parent.Waiting!;
        MapRun state = waiting.MapRun! with { Files = waiting.MapRun!.Files! with { Phase = MapRunPhase.Writing } };
        parent.Waiting = waiting with { MapRun = state };
        int pieces = MapRunPieces.Count((JsonList)waiting.Items!);
        Issue(turn, Open(turn, parent, pieces + 1), new MapWork.Write(pieces, turn.RedriveCount), state, default);
    }

    private Branch Open(Turn turn, Branch parent, int index) =>
        turn.Branches.Open(parent, index, run, JsonAny.Null, parent.MapItem, parent.LastEventId);

    /// <param name="items">Also those of no piece have a range: a redrive does not take them for branches that go on by themselves.</param>
    private void Issue(Turn turn, Branch child, MapWork work, MapRun state, ItemRange items)
    {
        var waiting = new Waiting.ForTask(work.ToJson(), turn.Now) { Items = items };
        child.Waiting = waiting;
        turn.Issue(Command(child, waiting, state));
    }

    private Command.RunTask Command(Branch child, Waiting.ForTask waiting, MapRun state) => new(
        child.Position.ToString(),
        run.Name,
        new TaskResource.MapWork(state.Arn, waiting.Items is { Count: > 0, First: var piece } ? piece : -1),
        waiting.Input,
        Attempt: 0,
        Token: null,
        waiting.Submitted);
}
