using System.Collections.Frozen;

namespace FunctionsAsl.Core.States;

/// <summary>
/// What of an execution that ended without success is kept to go on from there, and how it goes on (ST redrive_execution): what had
/// succeeded is not done again, and each state that was not left is done anew, without being entered once more.
/// </summary>
internal static class Redrive
{
    private const string HistoryIsFull = "Execution has exceeded the maximum history event limit";

    /// <summary>The branches as they are now, without what they wait for.</summary>
    public static ImmutableDictionary<string, Branch> Keep(Workspace branches)
    {
        ImmutableDictionary<string, Branch>.Builder kept = ImmutableDictionary.CreateBuilder<string, Branch>(StringComparer.Ordinal);
        foreach (Branch branch in branches.All)
        {
            // Later work on this turn must not reach it.
            Branch copy = branch.Clone();
            copy.Waiting = copy.Waiting switch
            {
                Waiting.ForBranches or Waiting.Nothing or Waiting.ForRedrive => copy.Waiting,
                Waiting.ForTask { MapRunArn: not null } run => new Waiting.ForRedriveOfRun(run),
                // The child that still runs is stopped.
                Waiting.ForTask { Items: { } items } => new Waiting.ForRedrive(ExecutionStatus.Aborted, items),
                _ => null,
            };

            kept.Add(copy.Id, copy);
        }

        return kept.ToImmutable();
    }

    /// <summary>Why an execution that has ended with these branches cannot go on; <see langword="null"/> where it can.</summary>
    public static string? Obstacle(
        FrozenDictionary<string, State> states, IReadOnlyDictionary<string, Branch> kept, long lastEventId)
    {
        if (lastEventId + 1 >= Limits.HistoryEvents)
        {
            return HistoryIsFull;
        }

        // One that an older release began, without an execution of its own.
        string? map = kept.Values
            .Where(b => b.Waiting is Waiting.ForBranches && states[b.StateName.Value] is DistributedMapState)
            .Select(static b => b.StateName.Value)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return map is null ? null : $"Redriving a Map Run is not supported by this service: state '{map}'";
    }

    /// <summary>Has a branch ready to go on from where it was.</summary>
    public static void Rewind(Turn turn, Branch branch)
    {
        branch.RetrierCounts = [];
        if (!turn.StepLimits.RedrivesAsBefore && branch.Waiting is Waiting.ForBranches { MapRun: null } over && over.Ended == over.Count)
        {
            // All of its branches have succeeded and are gone; what failed is what the state makes of them.
            branch.Waiting = null;
        }

        switch (branch.Waiting)
        {
            case Waiting.ForBranches:
                // Its children are named by its position, which stays.
                turn.Resume(branch, parent => ((IOpensBranches)turn.StateOf(parent)).Redriven(turn, parent));
                return;
            case Waiting.ForRedriveOfRun { Run: var run }:
                turn.Resume(branch, standing => ((DistributedMapState)turn.StateOf(standing)).RedriveRun(turn, standing, run));
                return;
            case Waiting.Nothing or Waiting.ForRedrive:
                return;
        }

        if (branch is { IsEntered: true, Output: null })
        {
            // A new position: what was asked for before, and its token, is not waited for any more.
            branch.Step++;
            branch.RetryCount = 0;
            branch.LastEventId = branch.EnteredEventId;
        }

        turn.Branches.MakeReady(branch);
    }
}
