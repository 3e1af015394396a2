using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Samples;

/// <summary>
/// Asks a person, and returns at once: the state goes on waiting for whoever holds the token. A real one sends a mail with two
/// links; this one writes the commands that answer. After a crash it may ask again, with the same token.
/// </summary>
/// <remarks>Whoever has the token can answer. Where that matters, keep it and send the person a link to a page of yours.</remarks>
internal sealed class AskForApproval(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny expense = input.Member("expense");
        string token = input.Text("taskToken");
        string euros = TaskInput.Euros(expense.Integer("cents"));
        string question = $"may {expense.Text("requester")} spend {euros}? {expense.Text("reason")}";
        await log.WriteLineAsync($$"""

            {{input.Text("to")}}: {{question}}
            To answer:
              TOKEN={{token}}
              aws stepfunctions send-task-success --task-token "$TOKEN" --task-output '{"approved": true}'
              aws stepfunctions send-task-success --task-token "$TOKEN" --task-output '{"approved": false, "comment": "Too much."}'
              aws stepfunctions send-task-failure --task-token "$TOKEN" --error ExpenseWithdrawn --cause 'Not needed any more.'
              aws stepfunctions send-task-heartbeat --task-token "$TOKEN"

            """);
        return JsonMap.Of(("asked", input.Text("to")));
    }
}

/// <summary>Stands for a bank transfer. The expense's id is its reference: sent twice, it is paid once.</summary>
internal sealed class PayExpense(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        long cents = input.Integer("cents");
        await log.WriteLineAsync($"Expense {input.Text("id")}: {TaskInput.Euros(cents)} paid to {input.Text("requester")}.");
        return JsonMap.Of(("reference", input.Text("id")), ("paidCents", cents));
    }
}

/// <summary>Tells the requester why not.</summary>
internal sealed class TellRequester(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny expense = input.Member("expense");
        // The decision came from outside: it may be anything.
        string reason = input.Member("decision") is JsonMap decision && decision["comment"] is JsonString { Value.Length: > 0 } comment
            ? comment.Value
            : "No reason was given.";
        string text = $"Expense {expense.Text("id")} was rejected: {reason}";
        await log.WriteLineAsync($"To {expense.Text("requester")}: {text}");
        return JsonMap.Of(("text", text));
    }
}
