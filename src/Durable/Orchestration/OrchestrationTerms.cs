namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What holds for an orchestration from its start.</summary>
/// <param name="HasDefinition">Whether it knows the definition, so that it can take steps itself.</param>
/// <param name="Functions">The activity functions that it calls itself; their inputs must come along, however large.</param>
internal sealed record OrchestrationTerms(string ExecutionArn, bool HasDefinition, ImmutableArray<string> Functions)
{
    /// <summary>Whether the orchestration runs this task itself, by calling a function.</summary>
    public bool Runs(Command.RunTask task) => UserFunction.Find(task, Functions, ExecutionArn) is not null;
}
