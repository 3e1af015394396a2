using System.Collections.Immutable;

namespace FunctionsAsl.Service.Starts;

/// <summary>
/// Starts the executions that rules ask for. What comes twice starts a Standard execution once, as long as that is kept; an Express one again,
/// whose names need not differ.
/// </summary>
public sealed class RuleStarts(StepFunctionsService service, ImmutableArray<StartRule> rules)
{
    public ImmutableArray<StartRule> Rules { get; } = rules;

    internal StepFunctionsService Service { get; } = service;

    /// <summary>Starts the execution of one rule for one message of its queue.</summary>
    /// <param name="id">The message's.</param>
    /// <returns>The execution's ARN; the start is durable.</returns>
    /// <exception cref="ApiException">The start was refused.</exception>
    public ValueTask<string> StartForMessageAsync(StartRule rule, string id, string message, CancellationToken cancel) =>
        StartAsync(rule, id, ExecutionStart.ReadInput(message), cancel);

    /// <summary>Starts the execution of one rule.</summary>
    /// <param name="id">Tells what came from all else that the rule is for.</param>
    /// <param name="source">The event, or what stands for it.</param>
    /// <returns>The execution's ARN; the start is durable.</returns>
    /// <exception cref="ApiException">The start was refused.</exception>
    internal async ValueTask<string> StartAsync(StartRule rule, string id, JsonAny source, CancellationToken cancel)
    {
        string name = ResourceName.OfRule(rule.Name, id);
        string input = rule.Input.Of(source, rule.Name);
        try
        {
            JsonMap started = await Service.CallAsync(
                "StartExecution",
                () => JsonMap.Of(("stateMachineArn", rule.StateMachineArn), ("name", name), ("input", input)),
                cancel);
            return ((JsonString)started["executionArn"]!).Value;
        }
        catch (ApiException e) when (e.Type == "ExecutionAlreadyExists")
        {
            // arn, partition, states, region, account, stateMachine, name[, version or alias]
            return Service.Operations.Context.Arns.Execution(rule.StateMachineArn.Split(':', 8)[6], name);
        }
    }
}
