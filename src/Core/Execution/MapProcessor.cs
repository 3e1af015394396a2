namespace FunctionsAsl.Core.Execution;

/// <summary>The processor of a Distributed Map: the machine that runs its items, each as a child execution (DG/state-map-distributed).</summary>
/// <param name="Label">What its ARNs are told from the machine's by; unique in the machine.</param>
/// <param name="Definition">ASL as JSON text: StartAt and States, and the language of the machine around it.</param>
/// <param name="Type">What kind of executions the children are.</param>
public sealed record MapProcessor(string Label, string Definition, StateMachineType Type);
