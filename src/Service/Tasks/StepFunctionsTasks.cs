using System.Security.Cryptography;
using System.Text;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Tasks that call this service's own API: <c>states:startExecution</c> and <c>aws-sdk:sfn:ACTION</c>.</summary>
internal sealed class StepFunctionsTasks(StepFunctionsService service)
{
    private const string StateMachineArn = "StateMachineArn";

    private DateTimeOffset Now => service.Options.Clock.GetUtcNow();

    /// <summary><c>states:startExecution</c> in its four patterns (DG/connect-stepfunctions).</summary>
    /// <exception cref="TaskFailedException">The task fails.</exception>
    public async ValueTask<TaskOutcome> StartAsync(
        TaskOrigin origin, Command.RunTask task, IntegrationPattern pattern, CancellationToken cancel)
    {
        var arguments = new Arguments(task.Input);
        string stateMachine = arguments.RequiredText(StateMachineArn);
        string parentTask = ParentTask(origin, task);
        string name = arguments.Text("Name") ?? NameOf(parentTask);
        if (task.Submitted)
        {
            return await WaitAgainAsync(stateMachine, name, pattern, cancel);
        }

        JsonObject started = await StartAsync((JsonObject)task.Input, name, parentTask, OfStates, cancel);
        string requestId = Functions.NewRequestId();
        var output = new JsonObject.Builder();
        foreach ((string member, JsonValue value) in ApiNames.ToResult(started, ApiNames.Milliseconds))
        {
            if (member == "StartDate")
            {
                output
                    .Set("SdkHttpMetadata", SdkMetadata.OfStepFunctions(started, requestId, Now))
                    .Set("SdkResponseMetadata", JsonObject.Of(("RequestId", requestId)));
            }

            output.Set(member, value);
        }

        return pattern switch
        {
            IntegrationPattern.RequestResponse => new TaskOutcome.Succeeded(output.Build()),
            IntegrationPattern.WaitForTaskToken => new TaskOutcome.Submitted(output.Build()),
            _ => Child(output.Build(), ((JsonString)started["executionArn"]!).Value, pattern),
        };
    }

    /// <summary><c>aws-sdk:sfn:ACTION</c>: any operation of the service.</summary>
    /// <exception cref="TaskFailedException">The task fails.</exception>
    public async ValueTask<TaskOutcome> CallAsync(TaskOrigin origin, Command.RunTask task, string action, CancellationToken cancel)
    {
        string operation = ApiNames.Capitalize(action);
        if (!Inputs.All.TryGetValue(operation, out Shape? shape))
        {
            throw TaskRunner.Unsupported(task.Resource);
        }

        var arguments = new Arguments(task.Input);
        foreach (Member member in shape.Members.Where(static m => m.Required))
        {
            arguments.Require(ApiNames.Capitalize(member.Name));
        }

        JsonObject answer;
        if (operation == "StartExecution")
        {
            string parentTask = ParentTask(origin, task);
            answer = await StartAsync(
                (JsonObject)task.Input, arguments.Text("Name") ?? NameOf(parentTask), parentTask, OfSdk, cancel);
        }
        else
        {
            try
            {
                answer = await service.CallAsync(operation, () => ApiNames.ToRequest(arguments.Members, shape), cancel);
            }
            catch (ApiException e)
            {
                throw OfSdk(e);
            }
        }

        JsonObject output = ApiNames.ToResult(answer, ApiNames.IsoTime);
        return task.Token is null ? new TaskOutcome.Succeeded(output) : new TaskOutcome.Submitted(output);
    }

    /// <summary>What a child execution remembers of the task that started it (<see cref="ExecutionRecord.ParentTask"/>).</summary>
    public static string ParentTask(TaskOrigin origin, Command.RunTask task) => $"{origin.ExecutionArn}#{task.Id}";

    /// <summary>The name of an execution that the task does not name: the same each time the task is asked for.</summary>
    public static string NameOf(string parentTask) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(parentTask)).AsSpan(0, 16), bigEndian: true).ToString();

    private async ValueTask<JsonObject> StartAsync(
        JsonObject parameters, string name, string parentTask, Func<ApiException, TaskFailedException> fail, CancellationToken cancel)
    {
        JsonObject request = ApiNames.ToRequest(parameters, Inputs.All["StartExecution"]).With("name", name);
        try
        {
            return await service.StartChildAsync(request, parentTask, cancel);
        }
        catch (ApiException e)
        {
            throw fail(e);
        }
    }

    /// <summary>The start was accepted before a restart: its machine may be gone or going, but the execution counts.</summary>
    private async ValueTask<TaskOutcome> WaitAgainAsync(
        string stateMachine, string name, IntegrationPattern pattern, CancellationToken cancel)
    {
        // arn, partition, states, region, account, stateMachine, name[, version or alias]
        string arn = service.Context.Arns.Execution(stateMachine.Split(':', 8)[6].Split('#')[0], name);
        return await service.Context.Backend.FindExecution(arn, cancel) is not null
            ? Child(JsonObject.Empty, arn, pattern)
            : throw OfStates(ServiceContext.NoExecution(arn));
    }

    private TaskOutcome.StartedChild Child(JsonObject output, string arn, IntegrationPattern pattern) =>
        new(output, arn, ended => Complete(ended, pattern == IntegrationPattern.Sync2));

    private TaskOutcome Complete(ExecutionRecord child, bool parse)
    {
        JsonObject described = ApiNames.ToResult(ExecutionOperations.Show(child, Now, hidden: false), ApiNames.Milliseconds);
        if (parse)
        {
            described = described.With("Input", JsonValue.Parse(child.Input));
            described = child.Output is { } output ? described.With("Output", output) : described;
        }

        return child.Status == ExecutionStatus.Succeeded
            ? new TaskOutcome.Succeeded(described)
            : new TaskOutcome.Failed(ErrorName.TaskFailed, described.ToString());
    }

    private static TaskFailedException OfStates(ApiException e) => new(
        "StepFunctions." + ApiNames.ExceptionName(e.Type),
        SdkErrorText.Of(e.Message, e.Status, e.Type, Functions.NewRequestId(), "AWSStepFunctions"));

    private static TaskFailedException OfSdk(ApiException e) => new(
        "Sfn." + ApiNames.ExceptionName(e.Type), SdkErrorText.OfSdk2(e.Message, e.Status, "Sfn", Functions.NewRequestId()));
}
