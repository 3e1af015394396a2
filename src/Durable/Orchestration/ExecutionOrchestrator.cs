namespace FunctionsAsl.Durable.Orchestration;

/// <summary>The one orchestrator, which runs an execution of any state machine.</summary>
public sealed class ExecutionOrchestrator
{
    /// <summary>The name that it is started by.</summary>
    public const string Name = "asl-execution";

    /// <summary>The one name of its messages: engines serve several waiters of one name in orders of their own, so there is one waiter too.</summary>
    public const string MessageName = "message";

    private readonly Revisions _revisions;
    private readonly OrchestrationOptions _options;

    internal ExecutionOrchestrator(Revisions revisions, OrchestrationOptions options)
    {
        _revisions = revisions;
        _options = options;
    }

    /// <param name="input">An <see cref="OrchestrationInput"/>.</param>
    /// <exception cref="FormatException">It was started by something else than this project.</exception>
    public async Task RunAsync(IOrchestration orchestration, string input)
    {
        var begun = OrchestrationInput.Parse(input);
        using var calls = new DurableCalls(orchestration, _options, begun.Redrives);
        await new ExecutionRun(orchestration, calls, begun, _revisions, _options).RunAsync();
    }
}
