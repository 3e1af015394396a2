namespace FunctionsAsl.Local.Mcp;

/// <summary>A tool as an agent sees it.</summary>
/// <param name="Arguments">The JSON schema of what it takes.</param>
/// <param name="CallAsync">Does it. Throws <see cref="UsageException"/> with what is wrong with the arguments.</param>
internal sealed record WorkflowTool(
    string Name, string Description, string Arguments, Func<WorkflowTools, JsonMap, CancellationToken, Task<JsonAny>> CallAsync);
