using FunctionsAsl.Jsonata.Language;

namespace FunctionsAsl.Core.States;

/// <content>Going on from state to state.</content>
internal sealed partial class Turn
{
    /// <summary>Lets the branch act, which may make it fail, and then runs everything that has become ready.</summary>
    public void Run(Branch branch, Action<Branch> action)
    {
        Attempt(branch, action);
        RunBranch(branch);
        RunReady();
    }

    /// <summary>Lets another branch act on what happened in this one, and go on if it can.</summary>
    public void Resume(Branch branch, Action<Branch> action)
    {
        Attempt(branch, action);
        _ready.Enqueue(branch);
    }

    /// <summary>Takes up what an earlier turn has left.</summary>
    public void GoOn()
    {
        foreach (string id in _before.Ready)
        {
            if (Edit(id) is { } branch)
            {
                _ready.Enqueue(branch);
            }
        }

        RunReady();
    }

    private void RunReady()
    {
        while (!IsOver && _paused is null && _ready.TryDequeue(out Branch? next))
        {
            RunBranch(next);
        }
    }

    private void RunBranch(Branch branch)
    {
        while (!IsOver && branch.Waiting is null && _edited.GetValueOrDefault(branch.Id) == branch)
        {
            if (branch.Output is { } output)
            {
                if (End(branch, output) is not { } parent)
                {
                    return;
                }

                branch = parent;
            }
            else if (_waits || _historyBytes > _limits.HistoryBytes || Steps.Spent > _limits.Work)
            {
                _paused = branch;
                return;
            }
            else
            {
                EnterState(branch);
            }
        }
    }

    private void EnterState(Branch branch)
    {
        if (_before.MachineDeleted)
        {
            Fail(branch, ErrorName.Runtime, $"State machine {_before.Execution.StateMachineName} has been deleted");
            return;
        }

        branch.Step++;
        branch.RetryCount = 0;
        branch.RetrierCounts = [];
        Write(branch, StateOf(branch).EnteredType, JsonObject.Adopt(Entered, [branch.StateName, branch.Input]));
        branch.EnteredEventId = branch.LastEventId;
        branch.EnteredTime = Now;
        Attempt(branch, _enter);
    }

    /// <summary>Lets a state act; an error in its data fails it, in AWS's words.</summary>
    private void Attempt(Branch branch, Action<Branch> action)
    {
        try
        {
            action(branch);
        }
        catch (StatesException e)
        {
            Fail(branch, e, isCaught: true);
        }
        catch (Exception e) when (e is JsonDepthException || (e is StepBudgetException && !_limits.GivesUp))
        {
            Fail(branch, ErrorName.Runtime, Prefix(branch) + e.Message);
        }
    }

    /// <summary>A branch has reached its end.</summary>
    /// <returns>The branch that goes on now, or <see langword="null"/> where the execution is over.</returns>
    private Branch? End(Branch branch, JsonValue output)
    {
        if (branch.ParentId is null)
        {
            Finish(
                ExecutionStatus.Succeeded, branch.LastEventId, HistoryEventType.ExecutionSucceeded, JsonObject.Of(("output", output)),
                output, null, null);
            return null;
        }

        Forget(branch.Variables);
        branch.Variables = ImmutableDictionary<string, JsonValue>.Empty;
        // From here on the branch only keeps its output for its siblings' sake.
        branch.Waiting = Waiting.OverAndDone;
        Branch parent = Edit(branch.ParentId)!;
        Attempt(parent, p => ((IOpensBranches)StateOf(p)).BranchEnded(this, p, branch));
        return parent;
    }
}
