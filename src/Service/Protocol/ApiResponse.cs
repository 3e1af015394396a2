namespace FunctionsAsl.Service.Protocol;

/// <summary>An answer of the AWS protocol. The host adds <c>x-amzn-RequestId</c>.</summary>
/// <param name="Body">UTF-8 JSON text.</param>
/// <param name="ErrorType">The exception's name, for the header <c>x-amzn-ErrorType</c>; <see langword="null"/> for a success.</param>
public sealed record ApiResponse(int Status, ReadOnlyMemory<byte> Body, string? ErrorType)
{
    public const string ContentType = "application/x-amz-json-1.0";

    internal static ApiResponse Of(JsonMap result) => new(200, result.ToUtf8(), null);

    /// <summary>
    /// Frames a refusal. AWS puts the exception's Java package and a <c>#</c> before its name; every SDK strips that,
    /// and some cut at a colon, so the bare name says the same.
    /// </summary>
    internal static ApiResponse Of(ApiException refusal)
    {
        var body = new JsonMap.Builder();
        body.Set("__type", new JsonString(refusal.Type));
        if (refusal.Message.Length > 0)
        {
            body.Set("message", new JsonString(refusal.Message));
        }

        if (refusal.Reason is not null)
        {
            body.Set("reason", new JsonString(refusal.Reason));
        }

        return new ApiResponse(refusal.Status, body.Build().ToUtf8(), refusal.Type);
    }
}
