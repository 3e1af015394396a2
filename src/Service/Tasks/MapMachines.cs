using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FunctionsAsl.Core;

namespace FunctionsAsl.Service.Tasks;

/// <summary>The machines of processors of Distributed Maps: one instance for all children, so that it is compiled and stored once.</summary>
internal sealed class MapMachines
{
    private readonly ConditionalWeakTable<StateMachineRecord, ConcurrentDictionary<string, StateMachineRecord>> _machines = [];

    /// <param name="parent">The machine with the Distributed Map.</param>
    /// <exception cref="FormatException">There is no Distributed Map of this label.</exception>
    public StateMachineRecord Find(StateMachineRecord parent, string label) => _machines.GetOrCreateValue(parent).GetOrAdd(label, _ =>
    {
        MapProcessor processor = StateMachine.CompileStored(parent.Definition).Processor(label)
            ?? throw new FormatException($"There is no Distributed Map of label '{label}'.");
        return parent with
        {
            Arn = $"{parent.WholeArn}/{label}",
            Label = label,
            Definition = processor.Definition,
            Type = processor.Type == StateMachineType.Express ? "EXPRESS" : "STANDARD",
        };
    });
}
