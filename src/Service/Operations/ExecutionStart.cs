namespace FunctionsAsl.Service.Operations;

/// <summary>A request to start an execution, checked.</summary>
/// <param name="Machine">What it begins with: the machine as it is, or a version of it.</param>
internal sealed record ExecutionStart(StateMachineRecord Machine, string Name, string Input, string? TraceHeader, string? TestCase)
{
    /// <summary>As <see cref="ExecutionRecord.Version"/>.</summary>
    public int? Version { get; private init; }

    /// <summary>As <see cref="ExecutionRecord.Alias"/>.</summary>
    public string? Alias { get; private init; }

    /// <summary>As <see cref="ExecutionRecord.InputValue"/>.</summary>
    public required JsonAny InputValue { get; init; }

    /// <exception cref="ApiException">InvalidArn, StateMachineDoesNotExist, StateMachineDeleting, InvalidName, InvalidExecutionInput</exception>
    public static async ValueTask<ExecutionStart> ReadAsync(ServiceContext context, Request request, CancellationToken cancel)
    {
        (string stateMachineArn, string? testCase) = SplitTestCase(context, request.Text("stateMachineArn"));
        var reference = MachineReference.Parse(stateMachineArn);
        (StateMachineRecord machine, int? version) = reference.Qualifier is null
            ? (await context.GetActiveStateMachine(stateMachineArn, cancel), null)
            : await ChooseVersion(context, reference, cancel);
        if (testCase is not null)
        {
            context.TestCases!.Check(machine.Name, testCase, machine.Definition);
        }

        string name = request.OptionalText("name") ?? context.NewId();
        ResourceName.Check(name);
        string input = request.OptionalText("input") ?? "{}";
        return new ExecutionStart(machine, name, input, request.OptionalText("traceHeader"), testCase)
        {
            InputValue = ReadInput(input),
            Version = version,
            Alias = reference.Alias,
        };
    }

    /// <param name="inputValue">As <see cref="ExecutionRecord.InputValue"/>.</param>
    public ExecutionRecord ToRecord(string arn, DateTimeOffset startDate, JsonAny? inputValue = null) => new()
    {
        Arn = arn,
        Name = Name,
        StateMachineArn = Machine.Arn,
        StateMachine = Machine,
        Version = Version,
        Alias = Alias,
        Input = Input,
        InputValue = inputValue,
        Status = ExecutionStatus.Running,
        StartDate = startDate,
        TraceHeader = TraceHeader,
        TestCase = TestCase,
    };

    /// <remarks>
    /// An alias with two routes is decided anew for each request. What was decided for the execution is what its record says; a request
    /// that finds it there has decided for nothing.
    /// </remarks>
    private static async ValueTask<(StateMachineRecord Machine, int? Version)> ChooseVersion(
        ServiceContext context, MachineReference reference, CancellationToken cancel)
    {
        (StateMachineRecord machine, StateMachineVersion version, StateMachineRecord revision) =
            await context.GetVersion(reference, alias => alias.Choose(context.DrawPercent()), cancel);
        return machine.IsDeleting ? throw ServiceContext.Deleting(reference.Arn) : (revision, version.Number);
    }

    /// <summary>Where there are test cases, <c>ARN#CASE</c> starts an execution whose tasks are mocked (DG/sfn-local-mock-cfg-file);
    /// <c>ARN#</c> is the machine itself.</summary>
    private static (string StateMachineArn, string? TestCase) SplitTestCase(ServiceContext context, string arn)
    {
        int hash = context.TestCases is null ? -1 : arn.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (arn, null) : (arn[..hash], hash + 1 < arn.Length ? arn[(hash + 1)..] : null);
    }

    /// <exception cref="ApiException">InvalidExecutionInput</exception>
    public static JsonAny ReadInput(string input)
    {
        try
        {
            return JsonAny.Parse(input);
        }
        catch (JsonSyntaxException e)
        {
            throw new ApiException("InvalidExecutionInput", $"Invalid State Machine Execution Input: '{e.Description}'");
        }
    }
}
