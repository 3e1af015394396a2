using System.Collections.Frozen;

namespace FunctionsAsl.Core.States;

/// <summary>StartAt and States: the body of a machine, of a Parallel state's branch or of a Map state's processor.</summary>
public sealed record StateGraph(State StartAt, FrozenDictionary<string, State> States);
