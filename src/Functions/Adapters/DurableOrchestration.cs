using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Json;
using Microsoft.DurableTask;

namespace FunctionsAsl.Functions.Adapters;

/// <summary>An orchestration of Durable Functions.</summary>
/// <remarks>No <c>ConfigureAwait(false)</c> here: an orchestrator must stay on its own thread.</remarks>
public sealed class DurableOrchestration(TaskOrchestrationContext context) : IOrchestration
{
    private const string Unknown = "(unknown)";

    /// <summary>What the host says for itself where a worker has said nothing, as when its process died. Author's exceptions have their own types.</summary>
    private const string HostFailure = "Microsoft.Azure.WebJobs.Host.FunctionInvocationException";

    public DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    public bool IsReplaying => context.IsReplaying;

    public async Task<string> CallActivity(string name, string input)
    {
        try
        {
            return Envelope.Open((await context.CallActivityAsync<JsonText>(name, new JsonText(Envelope.Seal(input)))).Text);
        }
        catch (TaskFailedException e)
        {
            throw Failed(e);
        }
    }

    public async Task<JsonAny> CallFunction(string name, JsonAny input)
    {
        JsonText output;
        try
        {
            output = await context.CallActivityAsync<JsonText>(name, new JsonText(input.ToString()));
        }
        catch (TaskFailedException e)
        {
            throw Failed(e);
        }

        // A function without a result has no text at all.
        return output.Text is { } text ? JsonAny.Parse(text) : JsonNull.Instance;
    }

    public async Task CreateTimer(DateTimeOffset due, CancellationToken cancel)
    {
        try
        {
            await context.CreateTimer(due.UtcDateTime, cancel);
        }
        catch (global::DurableTask.Core.Exceptions.TaskFailedException e)
        {
            // The worker translates failures of activities only where it has called one.
            throw new ActivityFailedException(e.FailureDetails?.ErrorType ?? Unknown, e.Message, null);
        }
    }

    public async Task<string> WaitForMessage() => (await context.WaitForExternalEvent<JsonText>(ExecutionOrchestrator.MessageName)).Text;

    public void SetStatus(string status) => context.SetCustomStatus(status);

    public void ContinueAsNew(string input) => context.ContinueAsNew(new JsonText(Envelope.Seal(input)));

    private static ActivityFailedException Failed(TaskFailedException e)
    {
        TaskFailureDetails details = e.FailureDetails;

        // The engine has no type for a function that is not there, nor for an exception that the worker could not describe.
        string type = details.ErrorType == Unknown && !details.ErrorMessage.Contains("is not an activity function", StringComparison.Ordinal)
            ? nameof(Exception)
            : details.ErrorType;
        return new(type, details.ErrorMessage, details.StackTrace) { IsWorkerLost = details.ErrorType == HostFailure };
    }
}
