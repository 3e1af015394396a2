namespace FunctionsAsl.Core.Execution;

/// <summary>A state in which an execution stands: what its history says of it, for those who see no more than what comes behind that.</summary>
/// <param name="LastEventId">The event that the state's next one links back to.</param>
/// <param name="EnteredEventId">Its Entered event; 0 where it is only about to be entered.</param>
/// <param name="ParentEnteredEventId">That of the Parallel or Map state around; 0 where there is none.</param>
/// <param name="Scheduled">When the task was scheduled that it waits for; <see langword="null"/> where it waits for none.</param>
/// <param name="Started">When a worker took the activity's task (<see cref="Waiting.ForTask.StartedTime"/>).</param>
/// <param name="HasBranches">Whether it is a Parallel or Map state whose branches, or whose run, go on.</param>
public readonly record struct OpenState(
    long LastEventId,
    long EnteredEventId,
    long ParentEnteredEventId,
    string Name,
    DateTimeOffset EnteredTime,
    DateTimeOffset? Scheduled,
    DateTimeOffset? Started,
    bool HasBranches)
{
    /// <summary>The states that stand in some branches, and those around them; states around come first.</summary>
    /// <param name="branches">Ids, as of <see cref="Step.Changed"/>; <see langword="null"/> for all. Those that there are not are passed over.</param>
    public static IReadOnlyCollection<OpenState> Of(ExecutionState state, IEnumerable<string>? branches = null)
    {
        var open = new Dictionary<string, OpenState>(StringComparer.Ordinal);
        foreach (string id in branches ?? state.Branches.Keys)
        {
            Add(open, state, id);
        }

        return open.Values;
    }

    private static long Add(Dictionary<string, OpenState> open, ExecutionState state, string? id)
    {
        if (id is null || !state.Branches.TryGetValue(id, out Branch? branch))
        {
            return 0;
        }

        if (!open.TryGetValue(id, out OpenState known))
        {
            // One that waits for its siblings has left its last state.
            bool hasEnded = branch.Waiting is Waiting.Nothing;
            known = new OpenState(
                branch.LastEventId,
                hasEnded ? 0 : branch.EnteredEventId,
                Add(open, state, branch.ParentId),
                branch.StateName.Value,
                branch.EnteredTime,
                (branch.Waiting as Waiting.ForTask)?.Scheduled,
                (branch.Waiting as Waiting.ForTask)?.StartedTime,
                branch.Waiting is Waiting.ForBranches or Waiting.ForTask { MapRunArn: not null });
            open.Add(id, known);
        }

        return known.EnteredEventId;
    }
}
