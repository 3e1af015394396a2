namespace FunctionsAsl.Service.Tasks;

/// <summary><c>states:startExecution</c> (DG/connect-stepfunctions).</summary>
internal sealed class StartExecutionIntegration(OperationTable operations) : IIntegration
{
    private readonly ServiceContext _context = operations.Context;

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        Arguments arguments = Read(task);
        string stateMachine = arguments.RequiredText("StateMachineArn");
        ChildStart start = ChildStart.Of(origin, task);
        bool parse = task.Resource is TaskResource.Integration { Pattern: IntegrationPattern.Sync2 };
        try
        {
            JsonMap output = JsonMap.Empty;
            string arn;
            if (task.Submitted)
            {
                arn = await FindAsync(stateMachine, start.Name, cancel);
            }
            else
            {
                JsonMap started = await start.StartAsync(operations, cancel);
                arn = ((JsonString)started["executionArn"]!).Value;
                output = Show(started);
            }

            return new CallAnswer(output, new StartedExecution(arn, ended => Complete(ended, parse)));
        }
        catch (ApiException e)
        {
            throw new TaskFailedException(
                "StepFunctions." + ApiNames.ExceptionName(e.Type),
                SdkErrorText.Of(e.Message, e.Status, e.Type, Guid.NewGuid().ToString(), "AWSStepFunctions"));
        }
    }

    public void Check(Command.RunTask task) => Read(task);

    private static Arguments Read(Command.RunTask task)
    {
        var arguments = new Arguments(task.Input);
        arguments.Check(Inputs.All[ChildStart.Operation]);
        return arguments;
    }

    /// <summary>The start was accepted before a restart: its machine may be gone or going, but the execution counts.</summary>
    private async ValueTask<string> FindAsync(string stateMachine, string name, CancellationToken cancel)
    {
        // arn, partition, states, region, account, stateMachine, name[, version or alias]
        string arn = _context.Arns.Execution(stateMachine.Split(':', 8)[6].Split('#')[0], name);
        return await _context.Engine.FindExecution(arn, cancel) is not null ? arn : throw ServiceContext.NoExecution(arn);
    }

    private JsonMap Show(JsonMap started)
    {
        string requestId = Guid.NewGuid().ToString();
        var output = new JsonMap.Builder();
        foreach ((string member, JsonAny value) in ApiNames.ToResult(started, ApiNames.Milliseconds))
        {
            if (member == "StartDate")
            {
                output
                    .Set("SdkHttpMetadata", SdkMetadata.OfStepFunctions(started, requestId, _context.Now()))
                    .Set("SdkResponseMetadata", JsonMap.Of(("RequestId", requestId)));
            }

            output.Set(member, value);
        }

        return output.Build();
    }

    private TaskOutcome Complete(ExecutionRecord child, bool parse)
    {
        JsonMap described = ApiNames.ToResult(ExecutionOperations.Show(child, _context.Now(), hidden: false), ApiNames.Milliseconds);
        if (parse)
        {
            described = described.With("Input", JsonAny.Parse(child.Input));
            described = child.Output is { } output ? described.With("Output", output) : described;
        }

        return child.Status == ExecutionStatus.Succeeded
            ? new TaskOutcome.Succeeded(described)
            : new TaskOutcome.Failed(ErrorName.TaskFailed, described.ToString());
    }
}
