using System.Buffers.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// A task that calls a function, by the function's ARN or through the integration <c>lambda:invoke</c> (DG/connect-lambda): what to
/// call with what, and what the task makes of the answer. How the function is called is for others.
/// </summary>
public sealed class LambdaInvocation
{
    private readonly Command.RunTask _task;
    private readonly Func<Guid> _newId;

    private LambdaInvocation(Command.RunTask task, FunctionCall call, Func<Guid> newId)
    {
        _task = task;
        _newId = newId;
        Call = call;
    }

    /// <summary>The function's name, without account and version.</summary>
    public string FunctionName => Call.Function.Name;

    /// <summary>What the function gets.</summary>
    public JsonAny Payload => Call.Payload;

    /// <summary>Whether the function is to run at all; a dry run only looks whether it could.</summary>
    public bool Runs => Call.InvocationType != "DryRun";

    /// <summary>Whether the task waits for the function's result.</summary>
    public bool IsAwaited => Call.IsAwaited;

    internal FunctionCall Call { get; }

    /// <summary>By its ARN: the task's input is the payload, its result the function's.</summary>
    private bool IsByArn => _task.Resource is TaskResource.Lambda;

    public static bool IsMeantBy(TaskResource resource) =>
        resource is TaskResource.Lambda or TaskResource.Integration { Service: "lambda", Action: "invoke" };

    /// <summary>Reads the task's arguments.</summary>
    /// <param name="task">A task whose resource <see cref="IsMeantBy">means</see> a function.</param>
    /// <param name="options">Its region and account complete the names of functions.</param>
    /// <exception cref="TaskFailedException">They cannot be used, and the task fails.</exception>
    public static LambdaInvocation Read(Command.RunTask task, ServiceOptions options, Func<Guid> newId)
    {
        if (task.Resource is TaskResource.Lambda lambda)
        {
            return new LambdaInvocation(task, new FunctionCall(Parse(lambda.FunctionArn, options, newId), task.Input), newId);
        }

        var arguments = new Arguments(task.Input);
        arguments.Allow("FunctionName", "Payload", "ClientContext", "InvocationType", "LogType", "Qualifier");
        string name = arguments.RequiredText("FunctionName");
        string? qualifier = arguments.Text("Qualifier");
        FunctionName function = Parse(name, options, newId);
        if (qualifier is not null && function.Qualifier is not null && function.Qualifier != qualifier)
        {
            throw Invalid("The derived qualifier from the function name does not match the specified qualifier.", newId);
        }

        var call = new FunctionCall(
            qualifier is null ? function : function with { Qualifier = qualifier }, ReadPayload(arguments.Value("Payload"), newId))
        {
            InvocationType = arguments.OneOf("InvocationType", "RequestResponse", "Event", "DryRun") ?? "RequestResponse",
            ClientContext = ReadClientContext(arguments.Text("ClientContext"), newId),
            LogType = arguments.OneOf("LogType", "None", "Tail"),
        };
        return new LambdaInvocation(task, call, newId);
    }

    /// <summary>The outcome, where the function ran in this app.</summary>
    /// <param name="payload">Its result; <see langword="null"/> where the call did not wait for one.</param>
    public TaskOutcome Complete(JsonAny? payload, DateTimeOffset time) =>
        TaskOutcome.Answered(_task, Output(Call.Answer(payload, NewRequestId()), time));

    /// <summary>The outcome, where the function failed with an exception.</summary>
    /// <param name="type">The exception's type, without its namespace.</param>
    public TaskOutcome Fail(string type, string message, string? trace) => Failed(Describe(FunctionFailedException.Of(type, message, trace)));

    /// <summary>The outcome, where there is no such function.</summary>
    public TaskOutcome NotFound() => Failed(NotFound(Call.Function, NewRequestId()));

    internal static TaskFailedException NotFound(FunctionName function, string requestId) => new(
        "Lambda.ResourceNotFoundException",
        SdkErrorText.Of(
            $"Function not found: {function.Arn}:{function.Qualifier ?? "$LATEST"}",
            404,
            "ResourceNotFoundException",
            requestId));

    /// <summary>What the task shows of the answer.</summary>
    internal JsonAny Output(FunctionAnswer answer, DateTimeOffset time) => IsByArn
        ? answer.Payload!.WithoutSourceText()
        : new JsonMap.Builder()
            .Set("ExecutedVersion", answer.ExecutedVersion)
            .SetIfPresent("LogResult", answer.LogResult is { } log ? new JsonString(log) : null)
            .SetIfPresent("Payload", answer.Payload?.WithoutSourceText())
            .Set("SdkHttpMetadata", SdkMetadata.OfLambda(answer, time, _newId()))
            .Set("SdkResponseMetadata", JsonMap.Of(("RequestId", answer.RequestId)))
            .Set("StatusCode", answer.StatusCode)
            .Build();

    /// <summary>The error of a task whose function failed.</summary>
    internal TaskFailedException Describe(FunctionFailedException failure) => failure.Describe(compact: !IsByArn);

    private static TaskOutcome.Failed Failed(TaskFailedException refusal) => new(refusal.Error, refusal.Cause);

    /// <summary>What the function gets: of a string the JSON that it holds, of null an empty object (LS test_invoke_json_values).</summary>
    private static JsonAny ReadPayload(JsonAny? given, Func<Guid> newId)
    {
        try
        {
            return given switch
            {
                null or JsonNull => JsonMap.Empty,
                JsonString text => JsonAny.Parse(text.Value),
                _ => given,
            };
        }
        catch (JsonSyntaxException e)
        {
            throw Refused(
                "InvalidRequestContentException",
                "Could not parse request body into json: Could not parse payload into json: " + e.Description,
                newId);
        }
    }

    /// <summary>It becomes a header as it is: what could end the header, or is no ASCII, is refused here.</summary>
    private static string? ReadClientContext(string? given, Func<Guid> newId) =>
        given is null || (Base64.IsValid(given) && !given.Any(char.IsWhiteSpace))
            ? given
            : throw Refused("InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.", newId);

    private static FunctionName Parse(string text, ServiceOptions options, Func<Guid> newId) =>
        Tasks.FunctionName.TryParse(text, options, out FunctionName? function)
            ? function
            : throw Invalid(
                $"1 validation error detected: Value '{text}' at 'functionName' failed to satisfy constraint: "
                + "Member must be a function name, a partial ARN or an ARN",
                newId);

    private static TaskFailedException Invalid(string message, Func<Guid> newId) => Refused("ValidationException", message, newId);

    private static TaskFailedException Refused(string code, string message, Func<Guid> newId) =>
        new("Lambda." + code, SdkErrorText.Of(message, 400, code, newId().ToString()));

    private string NewRequestId() => _newId().ToString();
}
