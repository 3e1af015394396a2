using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Core.States;

/// <content>What a failure leads to: another attempt, a catcher, or the end of the branch.</content>
internal sealed partial class Turn
{
    /// <summary>The state fails: it is tried again, or a catcher takes over, or its branch fails, and with it what opened the branch.</summary>
    public void Fail(Branch branch, string? error, string? cause) => Fail(branch, error, cause, saysFailed: false, isCaught: true);

    /// <param name="branch">The branch whose state fails.</param>
    /// <param name="error">The error's name.</param>
    /// <param name="cause">Its text.</param>
    /// <param name="saysFailed">Whether the history has an event for the failure of the state, as those that open branches have.</param>
    /// <param name="isCaught">Whether the state's own Retry and Catch are asked.</param>
    public void Fail(Branch branch, string? error, string? cause, bool saysFailed, bool isCaught)
    {
        while (true)
        {
            AbortChildren(branch);
            branch.Waiting = null;
            ErrorHandling? errors = isCaught ? StateOf(branch).Errors : null;
            if (errors?.FindRetrier(error, branch.RetrierCounts) is >= 0 and int retrier)
            {
                Retry(branch, errors.Retry, retrier);
                return;
            }

            if (saysFailed)
            {
                Write(branch, ((IOpensBranches)StateOf(branch)).FailedType, null);
            }

            if (errors?.FindCatcher(error) is { } catcher)
            {
                Catch(branch, catcher, error, cause);
                return;
            }

            if (branch.ParentId is null)
            {
                Finish(
                    ExecutionStatus.Failed, branch.LastEventId, HistoryEventType.ExecutionFailed, ErrorDetails(error, cause),
                    null, error, cause);
                return;
            }

            if (!saysFailed && branch.IsEntered && StateOf(branch).AbortedType is { } aborted)
            {
                WriteAside(branch, aborted, null);
            }

            Branch parent = Edit(branch.ParentId)!;
            ((IOpensBranches)StateOf(parent)).BranchFailed(this, branch);
            parent.LastEventId = branch.LastEventId;
            Remove(branch);
            branch = parent;
            saysFailed = true;
            isCaught = true;
        }
    }

    /// <summary>Something in the state's data makes it fail.</summary>
    private void Fail(Branch branch, StatesException failure, bool isCaught)
    {
        if (failure.Error == ErrorName.QueryEvaluationError)
        {
            string cause = Prefix(branch) + failure.Cause;
            WriteEvaluationFailed(branch, cause, failure.Location);
            Fail(branch, failure.Error, cause, saysFailed: isCaught && StateOf(branch) is IOpensBranches, isCaught);
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

    /// <summary>
    /// While a state is being entered, the failure of an expression links to what its entry links to; only a Wait state's links to
    /// the entry itself (conformance: test_undefined_reference, test_wait_timestamp_jsonata).
    /// </summary>
    private void WriteEvaluationFailed(Branch branch, string cause, string? location)
    {
        int entry = (int)(branch.EnteredEventId - _before.LastEventId) - 1;
        bool isEntering = branch.LastEventId == branch.EnteredEventId && entry >= 0 && StateOf(branch) is not WaitState;
        JsonObject details = new JsonObject.Builder()
            .Set("error", ErrorName.QueryEvaluationError)
            .Set("cause", cause)
            .SetIfPresent("location", location is null ? null : new JsonString(location))
            .Set("state", branch.StateName)
            .Build();
        Append(isEntering ? _history[entry].PreviousEventId : branch.LastEventId, HistoryEventType.EvaluationFailed, details);
        branch.LastEventId = _lastEventId;
    }

    private void Retry(Branch branch, ImmutableArray<Retrier> retriers, int index)
    {
        ImmutableArray<int> counts = branch.RetrierCounts.IsDefaultOrEmpty
            ? ImmutableArray.Create(new int[retriers.Length])
            : branch.RetrierCounts;
        counts = counts.SetItem(index, counts[index] + 1);
        branch.RetrierCounts = counts;
        branch.RetryCount++;
        DateTimeOffset due = Now + retriers[index].Delay(counts[index], Entropy);
        branch.Waiting = new Waiting.Retry(due);
        StartTimer(branch, TimerPurpose.Retry, due);
    }

    private void Catch(Branch branch, Catcher catcher, string? error, string? cause)
    {
        // A time-out has no cause; what a catcher gets has an empty one (conformance: test_invoke_timeout).
        JsonObject output = JsonObject.Of(("Error", error ?? ""), ("Cause", cause ?? ""));
        HistoryEventType exited = StateOf(branch) switch
        {
            ParallelState => HistoryEventType.ParallelStateExited,
            MapState => HistoryEventType.MapStateExited,
            _ => HistoryEventType.TaskStateExited,
        };
        try
        {
            (JsonValue result, JsonObject? assigned) = catcher.Flow.Complete(Scope(branch), branch.Input, output);
            Exit(branch, exited, result, assigned, catcher.Next);
            _ready.Enqueue(branch);
        }
        catch (StatesException e)
        {
            Fail(branch, e, isCaught: false);
        }
        catch (Exception e) when (e is JsonDepthException || (e is StepBudgetException && !_limits.GivesUp))
        {
            Fail(branch, ErrorName.Runtime, Prefix(branch) + e.Message);
        }
    }

    private void AbortChildren(Branch parent)
    {
        if (parent.Waiting is not Waiting.ForBranches waiting)
        {
            return;
        }

        for (int i = 0; i < waiting.Started; i++)
        {
            if (Edit(parent.Position.Child(i)) is not { } child)
            {
                continue;
            }

            if (child.Output is null)
            {
                AbortChildren(child);
                CancelWaiting(child, task: true);
                if (child.IsEntered && StateOf(child).AbortedType is { } aborted)
                {
                    WriteAside(child, aborted, null);
                }

                ((IOpensBranches)StateOf(parent)).BranchAborted(this, child);
            }

            Remove(child);
        }
    }
}
