namespace FunctionsAsl.Core.Execution;

/// <summary>How a state machine is run, which decides what its tasks may wait for (DG/choosing-workflow-type).</summary>
public enum StateMachineType
{
    Standard,
    Express,
}
