namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>REST with JSON in the body.</summary>
internal sealed class RestJsonProtocol : RestProtocol
{
    private protected override ReadOnlyMemory<byte> EmptyBody => "{}"u8.ToArray();

    private protected override string BodyType => "application/json";

    private protected override ReadOnlyMemory<byte> WriteBody(JsonAny value, Shape shape, string? name, XmlNamespace? ns) =>
        JsonBody.Write(value, shape).ToUtf8();

    private protected override JsonAny? ReadPayload(ReadOnlyMemory<byte> body, Member payload) =>
        body.IsEmpty ? null : JsonBody.Read(payload.Shape.Document ? JsonBody.ParseAny(body.Span) : JsonBody.Parse(body.Span), payload.Shape);

    private protected override JsonMap ReadMembers(ReadOnlyMemory<byte> body, Shape output) =>
        JsonBody.ReadMembers(JsonBody.Parse(body.Span), output);

    private protected override (string? Code, string? Message) ReadError(ServiceModel service, AwsResponse response, ref string? requestId)
    {
        JsonMap body = JsonBody.ParseError(response.Body.Span);
        string? code = response.Header("x-amzn-errortype") is { } type ? JsonBody.ErrorCode(type)
            : JsonBody.ErrorCode(body["code"] ?? body["Code"] ?? body["__type"]);
        return (code, JsonBody.ErrorMessage(body));
    }
}
