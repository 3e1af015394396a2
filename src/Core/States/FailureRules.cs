namespace FunctionsAsl.Core.States;

/// <summary>What a failure leads to: another attempt, a catcher, or the end of the branch.</summary>
internal sealed class FailureRules(Turn turn)
{
    /// <summary>Steps that a catcher has where what it catches has used up all.</summary>
    private const long CatcherSteps = 1_000_000;

    /// <summary>How the causes of failures begin that the engine itself raises (FLOCI).</summary>
    public static string Prefix(Branch branch) => Prefix(branch.StateName.Value, branch.EnteredEventId);

    public static string Prefix(string state, long enteredEventId) =>
        $"An error occurred while executing the state '{state}' (entered at the event id #{enteredEventId}). ";

    /// <summary>Lets a state act; an error in its data fails it, in AWS's words.</summary>
    /// <param name="isCaught">Whether the state's own Retry and Catch are asked.</param>
    public void Attempt(Branch branch, Action<Branch> action, bool isCaught = true)
    {
        try
        {
            action(branch);
        }
        catch (StatesException e)
        {
            Fail(branch, e, isCaught);
        }
        catch (StepBudgetException e) when (turn.StepLimits is { GivesUp: false, DecidesAsBefore: false } && e.InnerException is StatesException failure)
        {
            turn.Steps.Extend(CatcherSteps);
            Fail(branch, failure, isCaught);
        }
        catch (Exception e) when (e is JsonDepthException || (e is StepBudgetException && !turn.StepLimits.GivesUp))
        {
            Fail(branch, ErrorName.Runtime, Prefix(branch) + e.Message);
        }
    }

    /// <summary>The state fails: it is tried again, or a catcher takes over, or its branch fails, and with it what opened the branch.</summary>
    /// <param name="saysFailed">Whether the history has an event for the failure of the state, as those that open branches have.</param>
    /// <param name="isCaught">Whether the state's own Retry and Catch are asked.</param>
    /// <param name="caughtAs">What Retry and Catch may name it too, where that is not what it is shown as.</param>
    public void Fail(
        Branch branch, string? error, string? cause, bool saysFailed = false, bool isCaught = true, string? caughtAs = null)
    {
        if (error == ErrorName.Runtime)
        {
            // Nothing can take it, and nothing on the way is said to have failed or been cut off (faults.md L6).
            turn.Finish(ExecutionStatus.Failed, HistoryEventType.ExecutionFailed, branch.LastEventId, error, cause);
            return;
        }

        if (!IsTaken(branch, caughtAs ?? error, isCaught))
        {
            turn.KeepForRedrive();
        }

        Branch? failed = null;
        while (true)
        {
            State state = turn.StateOf(branch);
            AbortChildren(branch);
            if (failed is not null)
            {
                ((IOpensBranches)state).BranchFailed(turn, failed);
            }

            branch.Waiting = null;
            ErrorHandling? errors = isCaught ? state.Errors : null;
            if (errors?.FindRetrier(caughtAs ?? error, branch.RetrierCounts) is >= 0 and int retrier)
            {
                Retry(branch, errors.Retry, retrier, error, cause);
                return;
            }

            if (saysFailed)
            {
                turn.Write(branch, state.StateEvents.Failed!.Value, null);
            }

            if (errors?.FindCatcher(caughtAs ?? error) is { } catcher)
            {
                turn.Inspection?.Data.CatchIndex = errors.Catch.IndexOf(catcher);
                turn.Inspection?.Data.Handled = (error, cause);
                Catch(state, branch, catcher, error, cause);
                return;
            }

            if (branch.ParentId is null)
            {
                turn.Finish(ExecutionStatus.Failed, HistoryEventType.ExecutionFailed, branch.LastEventId, error, cause);
                return;
            }

            if (!saysFailed)
            {
                WriteAborted(branch);
            }

            Branch parent = turn.Branches.Edit(branch.ParentId)!;
            parent.LastEventId = branch.LastEventId;
            turn.Branches.Remove(branch);
            failed = branch;
            branch = parent;
            saysFailed = true;
            isCaught = true;
        }
    }

    /// <summary>Whether the state, or one around it, tries again or catches.</summary>
    private bool IsTaken(Branch branch, string? error, bool isCaught)
    {
        for (Branch? around = branch; around is not null; around = around.ParentId is { } parent ? turn.Branches.Find(parent) : null)
        {
            ErrorHandling? errors = isCaught ? turn.StateOf(around).Errors : null;
            if (errors is not null && (errors.FindRetrier(error, around.RetrierCounts) >= 0 || errors.FindCatcher(error) is not null))
            {
                return true;
            }

            isCaught = true;
        }

        return false;
    }

    /// <summary>Something in the state's data makes it fail.</summary>
    private void Fail(Branch branch, StatesException failure, bool isCaught)
    {
        if (failure.Error == ErrorName.QueryEvaluationError)
        {
            string cause = Prefix(branch) + failure.Cause;
            WriteEvaluationFailed(branch, cause, failure.Location);
            Fail(branch, failure.Error, cause, saysFailed: turn.StateOf(branch) is IOpensBranches, isCaught);
        }
        else if (isCaught)
        {
            bool namesNoState = failure.NamesNoState || failure.Error == ErrorName.DataLimitExceeded;
            Fail(branch, failure.Error, namesNoState ? failure.Cause : Prefix(branch) + failure.Cause);
        }
        else
        {
            // A Runtime error cannot be caught again, so this ends.
            Fail(branch, ErrorName.Runtime, Prefix(branch) + failure.Cause);
        }
    }

    /// <summary>While a state is being entered, the failure of an expression links to what its entry links to (conformance: test_undefined_reference).</summary>
    private void WriteEvaluationFailed(Branch branch, string cause, string? location)
    {
        if (branch.LastEventId == branch.EnteredEventId
            && !turn.StateOf(branch).HasBegunWhenEntered
            && turn.History.Find(branch.EnteredEventId) is { } entry)
        {
            branch.LastEventId = entry.PreviousEventId;
        }
        else if (turn.History.Find(branch.LastEventId) is { } last && last.Type == turn.StateOf(branch).StateEvents.Failed)
        {
            // A catcher fails: the chain goes on from what it was to catch, and the state fails once more (faults.md L13).
            branch.LastEventId = last.PreviousEventId;
        }

        JsonMap details = new JsonMap.Builder()
            .Set("error", ErrorName.QueryEvaluationError)
            .Set("cause", cause)
            .SetIfPresent("location", location is null ? null : new JsonString(location))
            .Set("state", branch.StateName)
            .Build();
        turn.Write(branch, HistoryEventType.EvaluationFailed, details);
    }

    private void Retry(Branch branch, ImmutableArray<Retrier> retriers, int index, string? error, string? cause)
    {
        ImmutableArray<int> counts = branch.RetrierCounts.IsDefaultOrEmpty
            ? ImmutableArray.Create(new int[retriers.Length])
            : branch.RetrierCounts;
        counts = counts.SetItem(index, counts[index] + 1);
        branch.RetrierCounts = counts;
        branch.RetryCount++;
        TimeSpan delay = retriers[index].Delay(counts[index], turn.Entropy);
        if (turn.Inspection is { } inspection)
        {
            inspection.Data.RetryIndex = index;
            inspection.Data.RetryBackoff = delay;
            inspection.Data.Handled = (error, cause);
            turn.Finish(ExecutionStatus.Failed, HistoryEventType.ExecutionFailed, branch.LastEventId, error, cause);
            return;
        }

        DateTimeOffset due = turn.Scale(turn.Now + delay);
        branch.Waiting = new Waiting.Retry(due);
        turn.StartTimer(branch, TimerPurpose.Retry, due);
    }

    private void Catch(State state, Branch branch, Catcher catcher, string? error, string? cause)
    {
        // A time-out has no cause; what a catcher gets has an empty one (conformance: test_invoke_timeout). Of a failure that was reported without
        // an error it gets neither (ST test_sqs_failure_in_wait_for_task_tok_no_error_field).
        JsonAny none = error is null && !turn.StepLimits.CatchesEmptyTexts ? JsonAny.Null : "";
        JsonMap output = JsonMap.Of(("Error", Saved.Text(error) ?? none), ("Cause", Saved.Text(cause) ?? none));
        Attempt(
            branch,
            b =>
            {
                turn.Exit(state, b, catcher.Flow.Complete(turn.Scope(b), b.Input, output), catcher.Next);
                turn.Branches.MakeReady(b);
            },
            isCaught: false);
    }

    /// <summary>Cuts off what the branch has opened, from the outside in. All links to the event of the failure (faults.md L7, L8).</summary>
    private void AbortChildren(Branch parent)
    {
        if (parent.Waiting is not Waiting.ForBranches waiting)
        {
            return;
        }

        for (int i = 0; i < waiting.Started; i++)
        {
            if (turn.Branches.Edit(parent.Position.Child(i)) is not { } child)
            {
                continue;
            }

            if (child.Output is null)
            {
                child.LastEventId = parent.LastEventId;
                ((IOpensBranches)turn.StateOf(parent)).BranchAborted(turn, child);
                WriteAborted(child);
                AbortChildren(child);
                turn.CancelWaiting(child, task: true);
            }

            turn.Branches.Remove(child);
        }
    }

    private void WriteAborted(Branch branch)
    {
        if (branch.IsEntered && turn.StateOf(branch).StateEvents.Aborted is { } aborted)
        {
            turn.WriteAside(branch, aborted, null);
        }
    }
}
