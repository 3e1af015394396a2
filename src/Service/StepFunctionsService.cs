using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Operations;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Service;

/// <summary>The AWS Step Functions API (AWS JSON 1.0) over a durable engine. Safe for any bytes, from any thread.</summary>
public sealed class StepFunctionsService
{
    /// <summary>
    /// The largest request body. AWS stops at 1 MiB; a definition of the allowed length grows when it is escaped, so this
    /// leaves room for the constraint on the definition to say what is too long.
    /// </summary>
    public const int MaxBodyBytes = 2 * 1024 * 1024;

    private const string TargetPrefix = "AWSStepFunctions.";

    private readonly FrozenDictionary<string, Operation> _operations;

    public StepFunctionsService(IBackend backend, IRecordStore store, ServiceOptions options)
        : this(backend, store, options, StateMachine.Compile)
    {
    }

    internal StepFunctionsService(
        IBackend backend,
        IRecordStore store,
        ServiceOptions options,
        Func<string, StateMachineType, (StateMachine? Machine, ImmutableArray<Diagnostic> Diagnostics)> compile)
    {
        Options = options;
        Context = new ServiceContext(backend, store, options, compile);
        _operations = BuildTable(Context);
    }

    internal ServiceOptions Options { get; }

    internal ServiceContext Context { get; }

    /// <summary>Answers one request of the AWS protocol.</summary>
    /// <param name="target">The header <c>X-Amz-Target</c>: <c>AWSStepFunctions.</c> and the operation.</param>
    /// <param name="body">The request body.</param>
    /// <param name="cancel">Ends the wait; what was begun may still be done.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled. Nothing else is thrown.</exception>
    public async ValueTask<ApiResponse> InvokeAsync(string? target, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        try
        {
            string operation = target?.StartsWith(TargetPrefix, StringComparison.Ordinal) == true ? target[TargetPrefix.Length..] : "";
            return ApiResponse.Of(await CallAsync(operation, () => Parse(body), cancel));
        }
        catch (ApiException e)
        {
            return ApiResponse.Of(e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Options.ReportFailure(target ?? "", e);
            return ApiResponse.Of(new ApiException("InternalFailure", "", 500));
        }
    }

    /// <summary>Validates and runs one operation.</summary>
    /// <exception cref="ApiException">The refusal.</exception>
    internal ValueTask<JsonObject> CallAsync(string operation, Func<JsonObject> request, CancellationToken cancel)
    {
        if (!Inputs.All.TryGetValue(operation, out Shape? input))
        {
            throw new ApiException("UnknownOperationException", "");
        }

        JsonObject members = request();
        RequestValidation.Check(input, members);
        return _operations.TryGetValue(operation, out Operation? run)
            ? run(new Request(members), cancel)
            : throw ServiceContext.Unsupported(operation);
    }

    /// <summary>StartExecution for a task, which may ask again after a crash and gets the same execution.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parentTask">As <see cref="ExecutionRecord.ParentTask"/>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="ApiException">The refusal.</exception>
    internal ValueTask<JsonObject> StartChildAsync(JsonObject request, string parentTask, CancellationToken cancel)
    {
        RequestValidation.Check(Inputs.All["StartExecution"], request);
        return new ExecutionOperations(Context).Start(new Request(request), parentTask, cancel);
    }

    /// <summary>The operations that this service has. The others of the API are refused by name.</summary>
    private static FrozenDictionary<string, Operation> BuildTable(ServiceContext context)
    {
        var machines = new StateMachineOperations(context);
        var executions = new ExecutionOperations(context);
        var activities = new ActivityOperations(context);
        var tasks = new TaskOperations(context);
        var tags = new TagOperations(context);
        return new Dictionary<string, Operation>(StringComparer.Ordinal)
        {
            ["CreateActivity"] = activities.Create,
            ["CreateStateMachine"] = machines.Create,
            ["DeleteActivity"] = activities.Delete,
            ["DeleteStateMachine"] = machines.Delete,
            ["DescribeActivity"] = activities.Describe,
            ["DescribeExecution"] = executions.Describe,
            ["DescribeStateMachine"] = machines.Describe,
            ["DescribeStateMachineForExecution"] = machines.DescribeForExecution,
            ["GetActivityTask"] = activities.GetTask,
            ["GetExecutionHistory"] = executions.GetHistory,
            ["ListActivities"] = activities.List,
            ["ListExecutions"] = executions.List,
            ["ListStateMachines"] = machines.List,
            ["ListTagsForResource"] = tags.List,
            ["SendTaskFailure"] = tasks.Fail,
            ["SendTaskHeartbeat"] = tasks.Heartbeat,
            ["SendTaskSuccess"] = tasks.Succeed,
            ["StartExecution"] = executions.Start,
            ["StartSyncExecution"] = new ExpressOperations(context).StartSync,
            ["StopExecution"] = executions.Stop,
            ["TagResource"] = tags.Tag,
            ["UntagResource"] = tags.Untag,
            ["UpdateStateMachine"] = machines.Update,
            ["ValidateStateMachineDefinition"] = machines.Validate,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <exception cref="ApiException">RequestEntityTooLargeException</exception>
    internal static void CheckSize(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBodyBytes)
        {
            throw new ApiException(
                "RequestEntityTooLargeException",
                string.Create(CultureInfo.InvariantCulture, $"The request body has {body.Length} bytes; the limit is {MaxBodyBytes}."),
                413);
        }
    }

    /// <exception cref="ApiException">RequestEntityTooLargeException, SerializationException</exception>
    internal static JsonObject Parse(ReadOnlyMemory<byte> body)
    {
        CheckSize(body);
        if (body.IsEmpty)
        {
            return JsonObject.Empty;
        }

        try
        {
            return JsonValue.Parse(body.Span) as JsonObject
                ?? throw new ApiException("SerializationException", "Start of structure or map expected");
        }
        catch (JsonSyntaxException e)
        {
            throw new ApiException("SerializationException", e.Description);
        }
    }
}
