using System.Collections.Immutable;

namespace FunctionsAsl.Core;

/// <summary>A compiled, immutable state machine definition. Compiled once, executed many times, from any thread.</summary>
public sealed class StateMachine
{
    /// <summary>Compiles a definition, or says everything that is wrong with it.</summary>
    /// <param name="text">ASL as JSON text.</param>
    /// <returns>The machine, unless one of the diagnostics is an error.</returns>
    public static (StateMachine? Machine, ImmutableArray<Diagnostic> Diagnostics) Compile(string text) =>
        throw new NotSupportedException();
}
