namespace FunctionsAsl.Service.Operations;

/// <summary>A request to start an execution, checked.</summary>
internal sealed record ExecutionStart(StateMachineRecord Machine, string Name, string Input, string? TraceHeader, string? TestCase)
{
    /// <exception cref="ApiException">InvalidArn, StateMachineDoesNotExist, StateMachineDeleting, InvalidName, InvalidExecutionInput</exception>
    public static async ValueTask<ExecutionStart> ReadAsync(ServiceContext context, Request request, CancellationToken cancel)
    {
        (string stateMachineArn, string? testCase) = SplitTestCase(context, request.Text("stateMachineArn"));
        StateMachineRecord machine = await context.GetActiveStateMachine(stateMachineArn, cancel);
        if (testCase is not null)
        {
            context.TestCases!.Check(machine.Name, testCase);
        }

        string name = request.OptionalText("name") ?? Guid.NewGuid().ToString();
        ResourceName.Check(name);
        string input = request.OptionalText("input") ?? "{}";
        CheckInput(input);
        return new ExecutionStart(machine, name, input, request.OptionalText("traceHeader"), testCase);
    }

    public ExecutionRecord ToRecord(string arn, DateTimeOffset startDate) => new()
    {
        Arn = arn,
        Name = Name,
        StateMachineArn = Machine.Arn,
        StateMachine = Machine,
        Input = Input,
        Status = ExecutionStatus.Running,
        StartDate = startDate,
        TraceHeader = TraceHeader,
        TestCase = TestCase,
    };

    /// <summary>Where there are test cases, <c>ARN#CASE</c> starts an execution whose tasks are mocked (DG/sfn-local-mock-cfg-file);
    /// <c>ARN#</c> is the machine itself.</summary>
    private static (string StateMachineArn, string? TestCase) SplitTestCase(ServiceContext context, string arn)
    {
        int hash = context.TestCases is null ? -1 : arn.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (arn, null) : (arn[..hash], hash + 1 < arn.Length ? arn[(hash + 1)..] : null);
    }

    private static void CheckInput(string input)
    {
        try
        {
            JsonValue.Parse(input);
        }
        catch (JsonSyntaxException e)
        {
            throw new ApiException("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{e.Description}'");
        }
    }
}
