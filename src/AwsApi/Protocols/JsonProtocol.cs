namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>JSON 1.0 and 1.1: everything is in the body, the operation is in a header.</summary>
internal sealed class JsonProtocol : Protocol
{
    private protected override AwsRequest WriteRequest(ServiceModel service, OperationModel operation, JsonMap arguments)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["X-Amz-Target"] = $"{service.TargetPrefix}.{operation.Name}",
            ["Content-Type"] = $"application/x-amz-json-{service.JsonVersion}",
        };
        if (service.QueryCompatible)
        {
            headers["x-amzn-query-mode"] = "true";
        }

        byte[] body = (operation.Input is { } input ? JsonBody.Write(arguments, input) : JsonMap.Empty).ToUtf8();
        return new AwsRequest(operation.HttpMethod, "/", "", headers, body);
    }

    private protected override JsonMap ReadOutput(OperationModel operation, AwsResponse response, ref string? requestId) =>
        operation.Output is { } output ? JsonBody.ReadMembers(JsonBody.Parse(response.Body.Span), output) : JsonMap.Empty;

    private protected override (string? Code, string? Message) ReadError(ServiceModel service, AwsResponse response, ref string? requestId)
    {
        JsonMap body = JsonBody.ParseError(response.Body.Span);
        string? code = JsonBody.ErrorCode(body["__type"] ?? (response.Header("x-amzn-errortype") is { } type ? type : body["code"]));
        // "CODE;Sender": what the query protocol called it.
        return service.QueryCompatible && response.Header("x-amzn-query-error")?.Split(';') is [{ Length: > 0 } older, _]
            ? (older, JsonBody.ErrorMessage(body))
            : (code, JsonBody.ErrorMessage(body));
    }
}
