using System.Buffers.Text;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Json;
using FunctionsAsl.Service.InProcess;

namespace FunctionsAsl.Service.Tasks;

/// <summary>Tasks that call functions: by ARN, and through the integration <c>lambda:invoke</c> (DG/connect-lambda).</summary>
internal sealed class LambdaTasks(Functions functions, ServiceOptions options)
{
    /// <summary>The Resource is a function's ARN: the task's input is the payload, its result the function's.</summary>
    /// <exception cref="TaskFailedException">The task fails.</exception>
    public async ValueTask<TaskOutcome> RunAsync(string arn, JsonValue input, CancellationToken cancel)
    {
        FunctionAnswer answer = await CallAsync(new FunctionCall(Parse(arn), input), compact: false, cancel);
        return new TaskOutcome.Succeeded(answer.Payload!.WithoutSourceText());
    }

    /// <summary><c>lambda:invoke</c>, with or without a token to wait for.</summary>
    /// <exception cref="TaskFailedException">The task fails.</exception>
    public async ValueTask<TaskOutcome> InvokeAsync(Command.RunTask task, CancellationToken cancel)
    {
        var arguments = new Arguments(task.Input);
        string name = arguments.RequiredText("FunctionName");
        string? qualifier = arguments.Text("Qualifier");
        FunctionName function = Parse(name);
        if (qualifier is not null && function.Qualifier is not null && function.Qualifier != qualifier)
        {
            throw Invalid("The derived qualifier from the function name does not match the specified qualifier.");
        }

        var call = new FunctionCall(
            qualifier is null ? function : function with { Qualifier = qualifier }, Payload(arguments.Value("Payload")))
        {
            InvocationType = arguments.OneOf("InvocationType", "RequestResponse", "Event", "DryRun") ?? "RequestResponse",
            ClientContext = ClientContext(arguments.Text("ClientContext")),
            LogType = arguments.OneOf("LogType", "None", "Tail"),
        };
        FunctionAnswer answer = await CallAsync(call, compact: true, cancel);
        JsonObject output = new JsonObject.Builder()
            .Set("ExecutedVersion", answer.ExecutedVersion)
            .SetIfPresent("LogResult", answer.LogResult is { } log ? new JsonString(log) : null)
            .SetIfPresent("Payload", answer.Payload?.WithoutSourceText())
            .Set("SdkHttpMetadata", SdkMetadata.OfLambda(answer, options.Clock.GetUtcNow()))
            .Set("SdkResponseMetadata", JsonObject.Of(("RequestId", answer.RequestId)))
            .Set("StatusCode", answer.StatusCode)
            .Build();
        return task.Token is null ? new TaskOutcome.Succeeded(output) : new TaskOutcome.Submitted(output);
    }

    private async ValueTask<FunctionAnswer> CallAsync(FunctionCall call, bool compact, CancellationToken cancel)
    {
        try
        {
            return await functions.CallAsync(call, cancel);
        }
        catch (FunctionFailedException e)
        {
            throw e.Describe(compact);
        }
    }

    /// <summary>What the function gets: of a string the JSON that it holds, of null an empty object (LS test_invoke_json_values).</summary>
    private static JsonValue Payload(JsonValue? given)
    {
        try
        {
            return given switch
            {
                null or JsonNull => JsonObject.Empty,
                JsonString text => JsonValue.Parse(text.Value),
                _ => given,
            };
        }
        catch (JsonSyntaxException e)
        {
            throw Refused(
                "InvalidRequestContentException",
                "Could not parse request body into json: Could not parse payload into json: " + e.Description);
        }
    }

    /// <summary>It becomes a header as it is: what could end the header, or is no ASCII, is refused here.</summary>
    private static string? ClientContext(string? given) =>
        given is null || (Base64.IsValid(given) && !given.Any(char.IsWhiteSpace))
            ? given
            : throw Refused("InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.");

    private FunctionName Parse(string text) =>
        FunctionName.TryParse(text, options, out FunctionName? function)
            ? function
            : throw Invalid(
                $"1 validation error detected: Value '{text}' at 'functionName' failed to satisfy constraint: "
                + "Member must be a function name, a partial ARN or an ARN");

    private static TaskFailedException Invalid(string message) => Refused("ValidationException", message);

    private static TaskFailedException Refused(string code, string message) =>
        new("Lambda." + code, SdkErrorText.Of(message, 400, code, Functions.NewRequestId()));
}
