using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl;

/// <content>Runs a workflow from its text to its output.</content>
public sealed partial class StepFunctions
{
    private const int NamedBytes = 16;

    // By the text as an object: a program runs few, each many times.
    private readonly ConditionalWeakTable<string, string> _created = [];

    /// <summary>Runs a workflow, and waits for its end.</summary>
    /// <param name="definition">In Amazon States Language, as JSON text. It is kept as a state machine that is named by what it says.</param>
    /// <param name="input">JSON text.</param>
    /// <param name="cancel">Stops the execution.</param>
    /// <returns>Its output, as JSON text.</returns>
    /// <exception cref="ExecutionFailedException">It has not succeeded.</exception>
    /// <exception cref="StepFunctionsException"><c>InvalidDefinition</c>, <c>InvalidExecutionInput</c></exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This is closed meanwhile.</exception>
    public async Task<string> RunAsync(string definition, string input = "{}", CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(input);
        string arn = await StartAsync(definition, input, cancel);
        Execution ended;
        try
        {
            ended = await WaitAsync(arn, cancel);
        }
        catch (OperationCanceledException)
        {
            await StopUnawaitedAsync(arn);
            throw;
        }

        return ended.IsSucceeded ? ended.Output! : throw new ExecutionFailedException(ended);
    }

    /// <inheritdoc cref="RunAsync(string, string, CancellationToken)"/>
    /// <param name="input">A JSON value; <see langword="null"/> is JSON's.</param>
    /// <returns>Its output.</returns>
    public async Task<JsonNode?> RunAsync(string definition, JsonNode? input, CancellationToken cancel = default) =>
        Nodes.Of(JsonAny.Parse(await RunAsync(definition, Nodes.Read(input).ToString(), cancel)));

    /// <inheritdoc cref="RunAsync(string, string, CancellationToken)"/>
    /// <param name="input">Written by <see cref="StepFunctionsOptions.Json"/>.</param>
    /// <returns>Its output, read as <typeparamref name="TOutput"/>.</returns>
    [RequiresUnreferencedCode(TypedHandler.Untrimmed)]
    [RequiresDynamicCode(TypedHandler.Untrimmed)]
    public async Task<TOutput?> RunAsync<TOutput>(string definition, object? input, CancellationToken cancel = default)
    {
        JsonSerializerOptions json = _json ?? JsonSerializerOptions.Web;
        return JsonSerializer.Deserialize<TOutput>(await RunAsync(definition, JsonSerializer.Serialize(input, json), cancel), json);
    }

    /// <summary>The same for programs that are trimmed or native: the types come from a <c>JsonSerializerContext</c>.</summary>
    /// <inheritdoc cref="RunAsync(string, string, CancellationToken)"/>
    /// <param name="inputType">How <paramref name="input"/> is written.</param>
    /// <param name="outputType">How the output is read.</param>
    /// <returns>Its output.</returns>
    public async Task<TOutput?> RunAsync<TInput, TOutput>(
        string definition, TInput input, JsonTypeInfo<TInput> inputType, JsonTypeInfo<TOutput> outputType, CancellationToken cancel = default) =>
        JsonSerializer.Deserialize(await RunAsync(definition, JsonSerializer.Serialize(input, inputType), cancel), outputType);

    private async Task<string> StartAsync(string definition, string input, CancellationToken cancel)
    {
        if (_created.TryGetValue(definition, out string? known))
        {
            try
            {
                return await StartAsync(known, input, name: null, cancel);
            }
            catch (StepFunctionsException e) when (e.Type == "StateMachineDoesNotExist")
            {
                // Somebody has deleted it.
            }
        }

        return await StartAsync(await CreatedAsync(definition, cancel), input, name: null, cancel);
    }

    /// <summary>Stops an execution that may be gone, or go with this.</summary>
    private async Task StopUnawaitedAsync(string arn)
    {
        try
        {
            await StopAsync(arn, cause: "Nobody waits for it any more.", cancel: CancellationToken.None);
        }
        catch (Exception e) when (e is ObjectDisposedException or StepFunctionsException { Type: "ExecutionDoesNotExist" })
        {
            // It was cancelled: that is told.
        }
    }

    private async Task<string> CreatedAsync(string definition, CancellationToken cancel)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(definition));
        string arn = await CreateAsync("run-" + Convert.ToHexStringLower(hash.AsSpan(0, NamedBytes)), definition, isExpress: false, cancel);
        _created.AddOrUpdate(definition, arn);
        return arn;
    }
}
