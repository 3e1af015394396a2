using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service;

/// <summary>The AWS Step Functions API (AWS JSON 1.0) over a durable engine. Safe for any bytes, from any thread.</summary>
public sealed class StepFunctionsService
{
    /// <summary>
    /// The largest request body. AWS stops at 1 MiB; a definition of the allowed length grows when it is escaped, so this
    /// leaves room for the constraint on the definition to say what is too long.
    /// </summary>
    public const int MaxBodyBytes = 2 * 1024 * 1024;

    internal const string TargetPrefix = "AWSStepFunctions.";

    public StepFunctionsService(IEngine engine, IRecordStore store, ServiceOptions options)
        : this(engine, store, options, (text, type) => StateMachine.Compile(text, type, options.Checks))
    {
    }

    internal StepFunctionsService(
        IEngine engine,
        IRecordStore store,
        ServiceOptions options,
        Func<string, StateMachineType, (StateMachine? Machine, ImmutableArray<Diagnostic> Diagnostics)> compile)
    {
        Options = options;
        Operations = new OperationTable(new ServiceContext(engine, store, options, compile));
    }

    internal ServiceOptions Options { get; }

    /// <summary>What the service can do, for its own tasks.</summary>
    public OperationTable Operations { get; }

    /// <summary>Answers one request of the AWS protocol.</summary>
    /// <param name="target">The header <c>X-Amz-Target</c>: <c>AWSStepFunctions.</c> and the operation.</param>
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

    /// <summary>Runs an operation for somebody outside.</summary>
    /// <exception cref="ApiException">The refusal.</exception>
    internal ValueTask<JsonMap> CallAsync(string operation, Func<JsonMap> request, CancellationToken cancel)
    {
        Options.Throttle?.Take(operation);
        return Operations.CallAsync(operation, request, cancel);
    }

    /// <exception cref="ApiException">RequestEntityTooLargeException</exception>
    internal static void CheckSize(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBodyBytes)
        {
            throw new ApiException(
                "RequestEntityTooLargeException",
                string.Create(CultureInfo.InvariantCulture, $"The request body has more than {MaxBodyBytes} bytes."),
                413);
        }
    }

    /// <exception cref="ApiException">RequestEntityTooLargeException, SerializationException</exception>
    internal static JsonMap Parse(ReadOnlyMemory<byte> body)
    {
        CheckSize(body);
        if (body.IsEmpty)
        {
            return JsonMap.Empty;
        }

        try
        {
            return JsonAny.Parse(body.Span) as JsonMap
                ?? throw new ApiException("SerializationException", "Start of structure or map expected");
        }
        catch (JsonSyntaxException e)
        {
            throw new ApiException("SerializationException", e.Description);
        }
    }
}
