using System.Collections.Frozen;

namespace FunctionsAsl.Core.States;

/// <summary>The states of a machine, or the one of a Map Run.</summary>
/// <param name="States">All states by name, those of branches and Map processors included; names are unique in the whole machine.</param>
/// <param name="VariableReferences">State name to the names of the variables that the state reads.</param>
internal sealed record StateGraph(
    FrozenDictionary<string, State> States, State StartAt, IReadOnlyDictionary<string, ImmutableArray<string>> VariableReferences)
{
    private readonly Lazy<FrozenDictionary<string, DistributedMapState>> _maps = new(() => States.Values
        .OfType<DistributedMapState>()
        .DistinctBy(static map => map.Processor.Label)
        .ToFrozenDictionary(static map => map.Processor.Label));

    /// <summary>Whether it is that of a Map Run.</summary>
    public bool IsMapRun => StartAt is MapRunState;

    /// <summary>The Distributed Maps by their labels.</summary>
    public FrozenDictionary<string, DistributedMapState> Maps => _maps.Value;

    /// <summary>Whether only states come after this one, if it succeeds, that need nothing from outside, and then the end.</summary>
    public static bool OnlyEndsAfter(State state)
    {
        HashSet<State> seen = [];
        Stack<State> open = new(state.Next is { } first ? [first] : []);
        while (open.TryPop(out State? next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is not (PassState or ChoiceState or SucceedState or FailState))
            {
                return false;
            }

            foreach (State target in next is ChoiceState choice ? choice.Targets : next.Next is { } only ? [only] : [])
            {
                open.Push(target);
            }
        }

        return true;
    }

    /// <summary>The graph of a run of a Distributed Map.</summary>
    public static StateGraph OfRun(DistributedMapState map)
    {
        var run = new MapRunState(map);
        return new StateGraph(
            new[] { run }.ToFrozenDictionary(static s => s.Name, State (s) => s), run, FrozenDictionary<string, ImmutableArray<string>>.Empty);
    }
}
