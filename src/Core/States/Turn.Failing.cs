using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <content>What a failure leads to: another attempt, a catcher, or the end of the branch.</content>
internal sealed partial class Turn
{
    /// <summary>The state fails: it is tried again, or a catcher takes over, or its branch fails, and with it what opened the branch.</summary>
    public void Fail(Branch branch, string? error, string? cause)
    {
        bool branchFailed = false;
        while (true)
        {
            AbortChildren(branch);
            branch.Waiting = null;
            if (StateOf(branch).Errors is { } errors && errors.FindRetrier(error, branch.RetrierCounts) is >= 0 and int retrier)
            {
                Retry(branch, errors.Retry, retrier);
                return;
            }

            if (branchFailed)
            {
                Write(branch, ((IOpensBranches)StateOf(branch)).FailedType, null);
            }

            if (StateOf(branch).Errors?.FindCatcher(error) is { } catcher)
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

            if (!branchFailed && branch.IsEntered && StateOf(branch).AbortedType is { } aborted)
            {
                WriteAside(branch, aborted, null);
            }

            Branch parent = Edit(branch.ParentId)!;
            ((IOpensBranches)StateOf(parent)).BranchFailed(this, branch);
            parent.LastEventId = branch.LastEventId;
            Remove(branch);
            branch = parent;
            branchFailed = true;
        }
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
            (JsonValue result, JsonObject? assigned) = catcher.Complete(Scope(branch), branch.Input, output);
            Exit(branch, exited, result, assigned, catcher.Next);
            _ready.Enqueue(branch);
        }
        catch (StatesException e)
        {
            // A Runtime error cannot be caught again, so this ends.
            Fail(branch, ErrorName.Runtime, Prefix(branch) + e.Cause);
        }
        catch (JsonDepthException e)
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
