using System.Runtime.CompilerServices;
using FunctionsAsl.Integrations;
using FunctionsAsl.Service;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using FunctionsAsl.Sqlite;

namespace FunctionsAsl;

/// <summary>
/// AWS Step Functions in this process: runs workflows of Amazon States Language, in memory or over a SQLite file, with tasks that are code of
/// this program. Safe to use from any thread.
/// </summary>
/// <remarks>
/// Executions over a file are durable: those that ran when the process ended go on when it is opened again, and a task that had not been recorded
/// runs once more. Only one process at a time has a file open, and only once.
/// </remarks>
public sealed partial class StepFunctions : IAsyncDisposable
{
    private readonly InProcessService _service;
    private readonly ServiceOptions _where;
    private readonly HttpClient _http;
    private readonly RunningHandlers _handlers;
    private readonly JsonSerializerOptions? _json;
    // Not disposed of itself: late comers still ask it.
    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<Task> _closed;
    private Task _recovery = Task.CompletedTask;

    /// <param name="where">Of the service.</param>
    /// <param name="http">Carries the calls of its tasks; disposed with it.</param>
    /// <param name="handlers">Those of its tasks.</param>
    /// <param name="json">How types are read and written that nothing else is said of.</param>
    internal StepFunctions(
        InProcessService service, ServiceOptions where, HttpClient http, RunningHandlers handlers, JsonSerializerOptions? json)
    {
        _service = service;
        _where = where;
        _http = http;
        _handlers = handlers;
        _json = json;
        _closed = new(CloseAsync);
    }

    /// <summary>Opens a service; what ran when its file was last closed goes on.</summary>
    /// <param name="options">Where its data is, and what its tasks can run; <see langword="null"/> for one in memory without code of its own.</param>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    /// <exception cref="DataFileException">The file cannot be used: it is open already, or is none of this service.</exception>
    public static async Task<StepFunctions> OpenAsync(StepFunctionsOptions? options = null)
    {
        StepFunctions opened = Create(options ?? new StepFunctionsOptions());
        try
        {
            await opened.RecoverAsync();
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a state machine, or gives the one of this name another definition. Executions that run keep theirs.</summary>
    /// <param name="name">Its name, of up to 80 characters.</param>
    /// <param name="definition">In Amazon States Language, as JSON text.</param>
    /// <param name="isExpress">Whether it is of the type <c>EXPRESS</c>, which stays as it was created.</param>
    /// <returns>Its ARN.</returns>
    /// <exception cref="StepFunctionsException"><c>InvalidDefinition</c>, <c>InvalidName</c>, …</exception>
    public async Task<string> PutStateMachineAsync(string name, string definition, bool isExpress = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(definition);
        try
        {
            return await CreateAsync(name, definition, isExpress, cancel);
        }
        catch (StepFunctionsException e) when (e.Type == "StateMachineAlreadyExists")
        {
            string arn = MachineArn(name);
            await CallAsync("UpdateStateMachine", new JsonObject { ["stateMachineArn"] = arn, ["definition"] = definition }, cancel);
            return arn;
        }
    }

    /// <summary>Starts an execution. Once this has completed, it runs whatever becomes of the process, where there is a file.</summary>
    /// <param name="stateMachine">The state machine's name, or its ARN, or that of a version or an alias. <c>#CASE</c> behind it names a test case of the mocks.</param>
    /// <param name="input">JSON text.</param>
    /// <param name="name">The execution's name, with which the same start is the same execution; <see langword="null"/> for a new one.</param>
    /// <returns>The execution's ARN.</returns>
    /// <exception cref="StepFunctionsException"><c>StateMachineDoesNotExist</c>, <c>ExecutionAlreadyExists</c>, <c>InvalidExecutionInput</c>, …</exception>
    public async Task<string> StartAsync(string stateMachine, string input = "{}", string? name = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stateMachine);
        ArgumentNullException.ThrowIfNull(input);
        var request = new JsonObject { ["stateMachineArn"] = MachineArn(stateMachine), ["input"] = input };
        if (name is not null)
        {
            request["name"] = name;
        }

        return (string)(await CallAsync("StartExecution", request, cancel))["executionArn"]!;
    }

    /// <summary>Waits for the end of an execution.</summary>
    /// <param name="cancel">Ends the wait; the execution goes on.</param>
    /// <returns>The execution as it ended, however that was.</returns>
    /// <exception cref="StepFunctionsException"><c>ExecutionDoesNotExist</c>, also where it is removed meanwhile with its state machine.</exception>
    /// <exception cref="ObjectDisposedException">This is closed meanwhile; in a file, the execution goes on at the next start.</exception>
    public async Task<Execution> WaitAsync(string executionArn, CancellationToken cancel = default)
    {
        Execution execution = await DescribeAsync(executionArn, cancel);
        if (!execution.IsRunning)
        {
            return execution;
        }

        ExecutionRecord? ended = await UnlessClosedAsync(limit => _service.Engine.WhenEnded(executionArn, limit), cancel);
        // The engine goes on with its own.
        await Task.Yield();
        return ended is null ? await DescribeAsync(executionArn, cancel) : Execution.Of(ended);
    }

    /// <summary>An execution as it is now.</summary>
    /// <exception cref="StepFunctionsException"><c>ExecutionDoesNotExist</c></exception>
    public async Task<Execution> DescribeAsync(string executionArn, CancellationToken cancel = default) =>
        Execution.Of(await CallAsync("DescribeExecution", Named(executionArn), cancel));

    /// <summary>What has happened in an execution, from its beginning.</summary>
    /// <exception cref="StepFunctionsException"><c>ExecutionDoesNotExist</c></exception>
    public async IAsyncEnumerable<ExecutionEvent> ReadHistoryAsync(string executionArn, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        string? next = null;
        do
        {
            JsonObject request = Named(executionArn);
            request["maxResults"] = 1000;
            if (next is not null)
            {
                request["nextToken"] = next;
            }

            JsonObject page = await CallAsync("GetExecutionHistory", request, cancel);
            foreach (JsonNode? shown in page["events"]!.AsArray())
            {
                yield return ExecutionEvent.Of(shown!.AsObject());
            }

            next = (string?)page["nextToken"];
        }
        while (next is not null);
    }

    /// <summary>Stops an execution. One that has ended stays as it is.</summary>
    /// <param name="error">What it is to have failed with; <see langword="null"/> for nothing.</param>
    /// <param name="cause">Why it was stopped; <see langword="null"/> for nothing.</param>
    /// <exception cref="StepFunctionsException"><c>ExecutionDoesNotExist</c></exception>
    public async Task StopAsync(string executionArn, string? error = null, string? cause = null, CancellationToken cancel = default)
    {
        JsonObject request = Named(executionArn);
        if (error is not null)
        {
            request["error"] = error;
        }

        if (cause is not null)
        {
            request["cause"] = cause;
        }

        await CallAsync("StopExecution", request, cancel);
    }

    /// <summary>Calls any of the 37 operations of AWS's API, with its JSON.</summary>
    /// <param name="operation">Its name, as <c>SendTaskSuccess</c>.</param>
    /// <param name="request">Its members, as in AWS's API reference, in camel case.</param>
    /// <returns>The members of the answer.</returns>
    /// <exception cref="StepFunctionsException">It is refused.</exception>
    /// <exception cref="ObjectDisposedException">This is closed, or is being closed.</exception>
    public async Task<JsonObject> CallAsync(string operation, JsonObject request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(request);
        ReadOnlyMemory<byte> sent = Nodes.Read(request).ToUtf8();
        ApiResponse answer = await UnlessClosedAsync(
            limit => _service.Service.InvokeAsync("AWSStepFunctions." + operation, sent, limit).AsTask(), cancel);
        JsonObject body = JsonNode.Parse(answer.Body.Span)!.AsObject();
        // The store may be closed within a call.
        ObjectDisposedException.ThrowIf(answer.ErrorType == "InternalFailure" && _closing.IsCancellationRequested, this);
        return answer.ErrorType is { } type ? throw new StepFunctionsException(type, (string?)body["message"] ?? "") : body;
    }

    /// <summary>
    /// Cancels the handlers that run, lets them come to an end for up to five seconds, and closes the file. Whoever waits here gets an
    /// <see cref="ObjectDisposedException"/>. Executions in a file go on at the next start, and their tasks that were cancelled run again.
    /// </summary>
    public ValueTask DisposeAsync() => new(_closed.Value);

    /// <summary>The service before what ran goes on.</summary>
    /// <exception cref="SettingException">A setting has a value that cannot be.</exception>
    /// <exception cref="DataFileException">The file cannot be used.</exception>
    internal static StepFunctions Create(StepFunctionsOptions options)
    {
        HttpClient http = TaskIntegrations.Http();
        try
        {
            TaskRunnerOptions tasks = options.ToTasks(http);
            return new StepFunctions(InProcessService.Create(options.OpenStore(), tasks), tasks.Service, http, options.Running, options.Json);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    internal Task RecoverAsync() => _recovery = Task.Run(_service.Engine.RecoverAsync);

    /// <summary>Has workers that wait for a task be answered that there is none: the process is about to end.</summary>
    internal void EndPolls() => _service.Engine.EndPolls();

    private async Task CloseAsync()
    {
        await _closing.CancelAsync();
        _service.Engine.EndRecovery();
        // What it failed with was for those who opened this.
        await _recovery.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _service.DisposeAsync();
        await _handlers.WhenEndedAsync();
        _http.Dispose();
    }

    /// <summary>Does something that ends when this is closed.</summary>
    /// <exception cref="ObjectDisposedException">It is.</exception>
    private async Task<T> UnlessClosedAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, _closing.Token);
        try
        {
            return await action(limit.Token);
        }
        catch (OperationCanceledException e) when (_closing.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The service was closed meanwhile.", e);
        }
        catch (OperationCanceledException e) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
    }

    private async Task<string> CreateAsync(string name, string definition, bool isExpress, CancellationToken cancel)
    {
        var request = new JsonObject
        {
            ["name"] = name,
            ["definition"] = definition,
            // Nobody assumes it here.
            ["roleArn"] = $"arn:{_where.Partition}:iam::{_where.AccountId}:role/none",
            ["type"] = isExpress ? "EXPRESS" : "STANDARD",
        };
        return (string)(await CallAsync("CreateStateMachine", request, cancel))["stateMachineArn"]!;
    }

    private string MachineArn(string nameOrArn) => nameOrArn.StartsWith("arn:", StringComparison.Ordinal)
        ? nameOrArn
        : $"arn:{_where.Partition}:states:{_where.Region}:{_where.AccountId}:stateMachine:{nameOrArn}";

    private static JsonObject Named(string executionArn)
    {
        ArgumentNullException.ThrowIfNull(executionArn);
        return new() { ["executionArn"] = executionArn };
    }
}
