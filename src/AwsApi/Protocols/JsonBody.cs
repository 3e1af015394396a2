using System.Text;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>Values in a JSON body: under the names of the wire, timestamps as numbers.</summary>
internal static class JsonBody
{
    private const string TimestampFormat = Scalar.UnixTimestamp;

    /// <exception cref="AwsFormatException">The value does not fit.</exception>
    public static JsonAny Write(JsonAny value, Shape shape) => (shape.Kind, value) switch
    {
        (_, JsonNull) => value,
        (ShapeKind.Structure, _) when shape.Document => value,
        (ShapeKind.Structure, JsonMap members) => WriteMembers(members, shape),
        (ShapeKind.List, JsonList items) => items.ConvertAll(item => Write(item, shape.Item!.Shape)),
        (ShapeKind.Map, JsonMap members) => members.ConvertAll(item => Write(item, shape.Value!.Shape)),
        (ShapeKind.Timestamp, _) => Scalar.WriteTimestamp(value, shape, TimestampFormat),
        (ShapeKind.Boolean, JsonBoolean) => value,
        (ShapeKind.Integer or ShapeKind.Long or ShapeKind.Float or ShapeKind.Double, JsonNumber) => value,
        _ => Scalar.Write(value, shape, TimestampFormat),
    };

    /// <summary>An output's members. What the model does not have is left out, and so are nulls.</summary>
    public static JsonMap ReadMembers(JsonMap body, Shape shape)
    {
        var members = new JsonMap.Builder(body.Count);
        foreach (Member member in shape.Members)
        {
            if (member.Location == Location.Body && body[member.WireName] is { } value and not JsonNull)
            {
                members.Set(member.Name, Read(value, member.Shape));
            }
        }

        return members.Build();
    }

    public static JsonAny Read(JsonAny value, Shape shape) => (shape.Kind, value) switch
    {
        (_, JsonNull) => value,
        (ShapeKind.Structure, _) when shape.Document => value,
        (ShapeKind.Structure, JsonMap members) => ReadMembers(members, shape),
        (ShapeKind.List, JsonList items) => items.ConvertAll(item => Read(item, shape.Item!.Shape)),
        (ShapeKind.Map, JsonMap members) => members.ConvertAll(item => Read(item, shape.Value!.Shape)),
        (ShapeKind.Timestamp, _) => Scalar.ReadTimestamp(value),
        (ShapeKind.Structure or ShapeKind.List or ShapeKind.Map, _) => throw new AwsFormatException($"{shape.Name}: the answer has a {value.Kind} there."),
        _ => value,
    };

    /// <exception cref="AwsFormatException">The body is no JSON object.</exception>
    public static JsonMap Parse(ReadOnlySpan<byte> body) => body.IsEmpty ? JsonMap.Empty
        : ParseAny(body) as JsonMap ?? throw new AwsFormatException("The answer is no JSON object.");

    /// <exception cref="AwsFormatException">The body is not JSON.</exception>
    public static JsonAny ParseAny(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonAny.Parse(body);
        }
        catch (JsonSyntaxException e)
        {
            throw new AwsFormatException("The answer is not JSON: " + e.Message, e);
        }
    }

    /// <summary>The body of an error; where it is no JSON object, its text is the message.</summary>
    public static JsonMap ParseError(ReadOnlySpan<byte> body)
    {
        try
        {
            return Parse(body);
        }
        catch (AwsFormatException)
        {
            return JsonMap.Of(("message", Encoding.UTF8.GetString(body)));
        }
    }

    /// <summary>The code in <c>com.amazon.coral#CODE:http://…</c>.</summary>
    public static string? ErrorCode(JsonAny? type) => type switch
    {
        JsonString text => ErrorCode(text.Value),
        JsonNumber number => number.Text,
        _ => null,
    };

    /// <inheritdoc cref="ErrorCode(JsonAny?)"/>
    public static string ErrorCode(string type) => type.Split(':')[0].Split('#')[^1];

    public static string? ErrorMessage(JsonMap body) =>
        (body["message"] as JsonString)?.Value ?? (body["Message"] as JsonString)?.Value;

    private static JsonMap WriteMembers(JsonMap members, Shape shape)
    {
        var written = new JsonMap.Builder(members.Count);
        foreach ((Member member, JsonAny value) in shape.Given(members))
        {
            written.Set(member.WireName, Write(value, member.Shape));
        }

        return written.Build();
    }
}
