using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Samples;

public sealed class ApprovalTests
{
    private const int HeartbeatSeconds = 300;
    private const int TimeoutSeconds = 3600;
    private const int ManagerSeconds = 86400;

    private static readonly JsonMap Expense = Sample.Input("approval");

    [Fact]
    public async Task A_small_expense_is_paid_unasked()
    {
        await using SampleExecution execution = await SampleExecution.ToEnd("approval", Expense.Change("expense.cents", 5000));
        Assert.Equal(5000, execution.Output.At("payment.paidCents"));
        Assert.Equal(["Expense E-2041: 50.00 EUR paid to Jonas."], execution.Log);
    }

    [Fact]
    public async Task An_approved_expense_is_paid()
    {
        await using SampleExecution execution = await SampleExecution.Start("approval", Expense);
        Assert.Equal("mira@example.com: may Jonas spend 184.00 EUR? Train to the customer in Hamburg", execution.Log[0]);

        await execution.Answer("""{"approved":true}""");

        JsonAny output = execution.Output;
        Assert.Equal(JsonAny.Parse("""{"reference":"E-2041","paidCents":18400}"""), output.At("payment"));
        Assert.Equal("Expense E-2041: 184.00 EUR paid to Jonas.", execution.Log[^1]);
    }

    [Theory]
    [InlineData("""{"approved":false,"comment":"Too much."}""", "Expense E-2041 was rejected: Too much.")]
    [InlineData("""{"approved":"true"}""", "Expense E-2041 was rejected: No reason was given.")]
    [InlineData("""{}""", "Expense E-2041 was rejected: No reason was given.")]
    [InlineData("\"yes\"", "Expense E-2041 was rejected: No reason was given.")]
    public async Task Only_a_clear_yes_is_a_yes(string answer, string cause)
    {
        await using SampleExecution execution = await SampleExecution.Start("approval", Expense);
        await execution.Answer(answer);
        execution.Run.AssertFailed("ExpenseRejected", cause);
    }

    [Fact]
    public async Task An_expense_can_be_withdrawn()
    {
        await using SampleExecution execution = await SampleExecution.Start("approval", Expense);
        await execution.Run.FailAsync("Ask the approver", "ExpenseWithdrawn", "Not needed any more.");
        execution.Run.AssertFailed("ExpenseWithdrawn", "Not needed any more.");
    }

    [Fact]
    public async Task Without_a_sign_of_life_the_manager_is_asked()
    {
        await using SampleExecution execution = await SampleExecution.Start("approval", Expense);
        string first = Token(execution);
        await execution.Advance(HeartbeatSeconds - 1);
        AssertWaits(execution, "Ask the approver");
        await execution.Advance(1);
        AssertWaits(execution, "Ask the manager");
        Assert.NotEqual(first, Token(execution));
        Assert.Contains(execution.Log, static line => line.StartsWith("ines@example.com: may Jonas", StringComparison.Ordinal));

        await execution.Answer("""{"approved":true}""");

        JsonAny output = execution.Output;
        Assert.Equal("States.Timeout", output.At("escalation.Error"));
        Assert.Equal(18400, output.At("payment.paidCents"));
    }

    [Fact]
    public async Task Heartbeats_prolong_the_wait_up_to_the_timeout()
    {
        await using SampleExecution execution = await SampleExecution.Start("approval", Expense);
        const int Step = HeartbeatSeconds - 60;
        for (int passed = Step; passed < TimeoutSeconds; passed += Step)
        {
            await execution.Advance(Step);
            await execution.Run.HeartbeatAsync("Ask the approver");
            AssertWaits(execution, "Ask the approver");
        }

        await execution.Advance(Step);
        Assert.Equal(TimeSpan.FromSeconds(TimeoutSeconds), execution.Run.Elapsed);
        AssertWaits(execution, "Ask the manager");
    }

    [Fact]
    public async Task An_expense_that_nobody_answers_fails()
    {
        await using SampleExecution execution = await SampleExecution.Start("approval", Expense);
        await execution.Advance(HeartbeatSeconds);
        await execution.Advance(ManagerSeconds - 1);
        AssertWaits(execution, "Ask the manager");
        await execution.Advance(1);
        execution.Run.AssertFailed("NobodyAnswered", "Neither mira@example.com nor ines@example.com answered in time.");
    }

    /// <summary>The token of the latest question, as a person would copy it.</summary>
    private static string Token(SampleExecution execution) =>
        execution.Log.Last(static line => line.StartsWith("TOKEN=", StringComparison.Ordinal))["TOKEN=".Length..];

    private static void AssertWaits(SampleExecution execution, string state)
    {
        Assert.Equal("RUNNING", execution.Run.Status);
        Assert.Equal(state, execution.Run.Entered[^1]);
    }
}
