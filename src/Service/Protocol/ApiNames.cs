using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace FunctionsAsl.Service.Protocol;

/// <summary>Requests and answers of APIs as integrations spell them: members in PascalCase.</summary>
public static class ApiNames
{
    /// <summary>
    /// The request behind an integration's parameters, with the names of the model. Where the API takes text and a task gives JSON, its text
    /// is meant; blobs become Base64.
    /// </summary>
    /// <param name="parameters">Members that the shape has.</param>
    public static JsonMap ToRequest(JsonMap parameters, Shape shape)
    {
        var request = new JsonMap.Builder(parameters.Count);
        foreach ((string name, JsonAny value) in parameters)
        {
            Member? member = FindMember(shape, name);
            request.Set(member?.Name ?? Decapitalize(name), member is null ? value : ToRequest(value, member));
        }

        return request.Build();
    }

    /// <summary>An answer for a task, by the API's model. Blobs that are UTF-8 become text, others stay Base64.</summary>
    /// <param name="time">How times are shown, which come as ISO 8601; <see langword="null"/> for as they come.</param>
    public static JsonMap ToResult(JsonMap answer, Shape shape, Func<DateTimeOffset, JsonAny>? time = null)
    {
        var result = new JsonMap.Builder(answer.Count);
        foreach ((string name, JsonAny value) in answer)
        {
            result.Set(Capitalize(name), ToResult(value, shape.FindMember(name)!, time));
        }

        return result.Build();
    }

    /// <summary>The member that integrations call so; <see langword="null"/> where there is none.</summary>
    public static Member? FindMember(Shape structure, string name) =>
        Capitalize(name) == name ? structure.FindMember(name) ?? structure.FindMember(Decapitalize(name)) : null;

    internal static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number);

    /// <summary>An answer for a task: names in PascalCase, members without a value left out, times by <paramref name="time"/>.</summary>
    public static JsonMap ToResult(JsonMap answer, Func<DateTimeOffset, JsonAny> time)
    {
        var result = new JsonMap.Builder(answer.Count);
        foreach ((string name, JsonAny value) in answer)
        {
            if (value.Kind != JsonKind.Null)
            {
                result.Set(
                    Capitalize(name),
                    IsTime(name) && value is JsonNumber number ? time(FromSeconds(number)) : ToResult(name, value, time));
            }
        }

        return result.Build();
    }

    /// <summary>As the SDK integrations show times.</summary>
    public static JsonAny IsoTime(DateTimeOffset time) => Timestamps.Format(time);

    /// <summary>As the optimized integration shows times: milliseconds since 1970.</summary>
    public static JsonAny Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>An exception's name as SDKs have it: with the ending that the API model often leaves out.</summary>
    public static string ExceptionName(string type) => type.EndsWith("Exception", StringComparison.Ordinal) ? type : type + "Exception";

    /// <summary>A name of the API in PascalCase.</summary>
    public static string Capitalize(string name) =>
        name.Length == 0 ? name : string.Concat(char.ToUpperInvariant(name[0]).ToString(), name.AsSpan(1));

    /// <summary>A name in camelCase, as the API itself has it.</summary>
    public static string Decapitalize(string name) =>
        name.Length == 0 ? name : string.Concat(char.ToLowerInvariant(name[0]).ToString(), name.AsSpan(1));

    /// <summary>The value whose JSON a text is; the text itself where it is none.</summary>
    public static JsonAny ParseOrKeep(JsonString text)
    {
        try
        {
            return JsonAny.Parse(text.Value);
        }
        catch (JsonSyntaxException)
        {
            return text;
        }
    }

    private static JsonAny ToRequest(JsonAny value, Member member) => (member.Shape.Kind, value) switch
    {
        (_, JsonNull) => value,
        (ShapeKind.Structure, _) when member.Shape.Document => value,
        (ShapeKind.Structure, JsonMap members) => ToRequest(members, member.Shape),
        (ShapeKind.List, JsonList items) => JsonList.Of(items.Select(item => ToRequest(item, member.Shape.Item!))),
        (ShapeKind.Map, JsonMap members) => members.ConvertAll(item => ToRequest(item, member.Shape.Value!)),
        (ShapeKind.String, JsonString text) when member is { JsonValue: true, Location: Location.Header } => ParseOrKeep(text),
        (ShapeKind.String, not JsonString) => member is { JsonValue: true, Location: Location.Header } ? value : value.ToString(),
        (ShapeKind.Blob, _) => ToBlob(value, member),
        (ShapeKind.Boolean, JsonString text) => text.Value == "true",
        (ShapeKind.Integer or ShapeKind.Long or ShapeKind.Float or ShapeKind.Double, JsonString text) when IsNumber(text.Value) =>
            JsonNumber.Of(double.Parse(text.Value, CultureInfo.InvariantCulture)),
        _ => value,
    };

    /// <summary>A stream has the value's JSON, also of a text (LS test_s3_put_object); another blob has a text as it is.</summary>
    private static string ToBlob(JsonAny value, Member member) => Convert.ToBase64String(
        value is JsonString text && !member.Streaming && !member.Shape.Streaming ? Encoding.UTF8.GetBytes(text.Value) : value.ToUtf8());

    private static JsonAny ToResult(JsonAny value, Member member, Func<DateTimeOffset, JsonAny>? time) => (member.Shape.Kind, value) switch
    {
        (ShapeKind.Structure, JsonMap members) when !member.Shape.Document => ToResult(members, member.Shape, time),
        (ShapeKind.List, JsonList items) => JsonList.Of(items.Select(item => ToResult(item, member.Shape.Item!, time))),
        (ShapeKind.Map, JsonMap members) => members.ConvertAll(item => ToResult(item, member.Shape.Value!, time)),
        (ShapeKind.Timestamp, JsonString text) when time is not null
            && DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) => time(at),
        (ShapeKind.String, not JsonString) => value.ToString(),
        (ShapeKind.Blob, JsonString blob) => FromBlob(blob),
        _ => value,
    };

    private static JsonAny FromBlob(JsonString blob)
    {
        if (!Base64.IsValid(blob.Value))
        {
            // Whatever the service means by it.
            return blob;
        }

        byte[] bytes = Convert.FromBase64String(blob.Value);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : blob;
    }

    private static JsonAny ToResult(string name, JsonAny value, Func<DateTimeOffset, JsonAny> time) => value switch
    {
        // Their names are the states and variables of a machine.
        JsonMap when name is "variableReferences" or "assignedVariables" => value,
        JsonMap members => ToResult(members, time),
        JsonList items => JsonList.Of(items.Select(item => ToResult("", item, time))),
        _ => value,
    };

    private static bool IsTime(string name) => name == "timestamp" || name.EndsWith("Date", StringComparison.Ordinal);

    private static DateTimeOffset FromSeconds(JsonNumber seconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)Math.Round(double.Parse(seconds.Text, CultureInfo.InvariantCulture) * 1000));
}
