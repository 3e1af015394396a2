using System.Text;

namespace FunctionsAsl.Service.Http;

/// <summary>The routes for people and apps: names instead of ARNs, the operations' answers as they are.</summary>
internal sealed class PlainRoutes(StepFunctionsService service)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The name of the role that a machine has which was given none.</summary>
    public const string Role = "functions-asl";

    public static string RoleArn(ServiceOptions options) => $"arn:{options.Partition}:iam::{options.AccountId}:role/{Role}";

    private Arns Arns => service.Operations.Context.Arns;

    public static ValueTask<HttpAnswer> Health(RouteCall call, CancellationToken cancel) =>
        new(Routes.Answer(200, JsonMap.Of(("status", "ok"))));

    /// <summary>Creates the machine, or updates it where there is one: 201 or 200.</summary>
    public async ValueTask<HttpAnswer> PutStateMachine(RouteCall call, CancellationToken cancel)
    {
        string name = call.Path["name"];
        string arn = Arns.StateMachine(name);
        string? role = call.Query("roleArn");
        string? type = call.Query("type");
        string definition = Text(call.Http.Body);
        StateMachineRecord? stored = await service.Operations.Context.StateMachines.Find(arn, cancel);
        bool exists = stored is not null;
        if (stored is not null && type is not null && type != stored.Type)
        {
            throw new ApiException("StateMachineAlreadyExists", $"The state machine is {stored.Type}, and stays so: '{arn}'");
        }

        if (exists)
        {
            var update = new JsonMap.Builder();
            update.Set("stateMachineArn", arn);
            update.Set("definition", definition);
            update.SetIfPresent("roleArn", role is null ? null : new JsonString(role));
            await Call("UpdateStateMachine", update.Build(), cancel);
        }
        else
        {
            JsonMap create = JsonMap.Of(
                ("name", name),
                ("definition", definition),
                ("roleArn", role ?? RoleArn(service.Options)),
                ("type", type ?? "STANDARD"));
            await Call("CreateStateMachine", create, cancel);
        }

        return Routes.Answer(exists ? 200 : 201, JsonMap.Of(("stateMachineArn", arn)));
    }

    public async ValueTask<HttpAnswer> GetStateMachine(RouteCall call, CancellationToken cancel) =>
        Routes.Answer(200, await Call("DescribeStateMachine", StateMachine(call), cancel));

    public async ValueTask<HttpAnswer> ListStateMachines(RouteCall call, CancellationToken cancel) =>
        Routes.Answer(200, await Call("ListStateMachines", Paged(call, JsonMap.Empty), cancel));

    /// <summary>Begins to delete: 202. What does not exist is 404 here, other than in the AWS protocol.</summary>
    public async ValueTask<HttpAnswer> DeleteStateMachine(RouteCall call, CancellationToken cancel)
    {
        JsonMap request = StateMachine(call);
        await Call("DescribeStateMachine", request, cancel);
        await Call("DeleteStateMachine", request, cancel);
        return Routes.Answer(202, request.With("status", "DELETING"));
    }

    public async ValueTask<HttpAnswer> StartExecution(RouteCall call, CancellationToken cancel)
    {
        JsonMap request = StateMachine(call);
        if (!call.Http.Body.IsEmpty)
        {
            request = request.With("input", Text(call.Http.Body));
        }

        if (call.Query("name") is string name)
        {
            request = request.With("name", name);
        }

        return Routes.Answer(201, await Call("StartExecution", request, cancel));
    }

    public async ValueTask<HttpAnswer> ListExecutions(RouteCall call, CancellationToken cancel)
    {
        string machine = call.Query("stateMachine")
            ?? throw new ApiException("ValidationException", "The query must have stateMachine: the name of a state machine");
        JsonMap request = JsonMap.Of(("stateMachineArn", Arns.StateMachine(machine)));
        if (call.Query("status") is string status)
        {
            request = request.With("statusFilter", status);
        }

        return Routes.Answer(200, await Call("ListExecutions", Paged(call, request), cancel));
    }

    public async ValueTask<HttpAnswer> GetExecution(RouteCall call, CancellationToken cancel) =>
        Routes.Answer(200, await Call("DescribeExecution", Execution(call), cancel));

    public async ValueTask<HttpAnswer> GetHistory(RouteCall call, CancellationToken cancel)
    {
        JsonMap request = Paged(call, Execution(call))
            .With("reverseOrder", call.Query("reverseOrder") == "true")
            .With("includeExecutionData", call.Query("includeExecutionData") != "false");
        return Routes.Answer(200, await Call("GetExecutionHistory", request, cancel));
    }

    /// <summary>The body may name <c>error</c> and <c>cause</c>.</summary>
    public async ValueTask<HttpAnswer> StopExecution(RouteCall call, CancellationToken cancel)
    {
        JsonMap request = Execution(call);
        if (!call.Http.Body.IsEmpty)
        {
            JsonMap body = StepFunctionsService.Parse(call.Http.Body);
            foreach (string member in (string[])["error", "cause"])
            {
                request = body[member] is JsonAny value ? request.With(member, value) : request;
            }
        }

        return Routes.Answer(200, await Call("StopExecution", request, cancel));
    }

    /// <summary>Any operation by its name, with its fields as the body.</summary>
    public async ValueTask<HttpAnswer> CallOperation(RouteCall call, CancellationToken cancel)
    {
        string operation = call.Path["operation"];
        return Routes.Answer(200, await service.CallAsync(operation, () => StepFunctionsService.Parse(call.Http.Body), cancel));
    }

    private ValueTask<JsonMap> Call(string operation, JsonMap request, CancellationToken cancel) =>
        service.CallAsync(operation, () => request, cancel);

    private JsonMap StateMachine(RouteCall call) => JsonMap.Of(("stateMachineArn", Arns.StateMachine(call.Path["name"])));

    private JsonMap Execution(RouteCall call) =>
        JsonMap.Of(("executionArn", Arns.Execution(call.Path["stateMachine"], call.Path["name"])));

    private static JsonMap Paged(RouteCall call, JsonMap request)
    {
        if (call.Query("maxResults") is string text)
        {
            request = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size)
                ? request.With("maxResults", (long)size)
                : throw new ApiException("ValidationException", "maxResults must be a whole number");
        }

        return call.Query("nextToken") is string token ? request.With("nextToken", token) : request;
    }

    private static string Text(ReadOnlyMemory<byte> body)
    {
        StepFunctionsService.CheckSize(body);
        try
        {
            return StrictUtf8.GetString(body.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new ApiException("SerializationException", "The body is not UTF-8 text");
        }
    }
}
