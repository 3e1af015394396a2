namespace FunctionsAsl.Service.Protocol;

/// <summary>Requests and answers of the Step Functions API as integrations spell them: members in PascalCase.</summary>
internal static class ApiNames
{
    /// <summary>The request behind an integration's parameters. Where the API takes text and a task gives JSON, its text is meant.</summary>
    public static JsonObject ToRequest(JsonObject parameters, Shape shape)
    {
        var request = new JsonObject.Builder(parameters.Count);
        foreach ((string name, JsonValue value) in parameters)
        {
            string member = Decapitalize(name);
            request.Set(member, ToRequest(value, shape.FindMember(member)?.Shape));
        }

        return request.Build();
    }

    /// <summary>An answer for a task: names in PascalCase, members without a value left out, times by <paramref name="time"/>.</summary>
    public static JsonObject ToResult(JsonObject answer, Func<DateTimeOffset, JsonValue> time)
    {
        var result = new JsonObject.Builder(answer.Count);
        foreach ((string name, JsonValue value) in answer)
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
    public static JsonValue IsoTime(DateTimeOffset time) => Timestamps.Format(time);

    /// <summary>As the optimized integration shows times: milliseconds since 1970.</summary>
    public static JsonValue Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>An exception's name as SDKs have it: with the ending that the API model often leaves out.</summary>
    public static string ExceptionName(string type) => type.EndsWith("Exception", StringComparison.Ordinal) ? type : type + "Exception";

    /// <summary>A name of the API in PascalCase.</summary>
    public static string Capitalize(string name) =>
        name.Length == 0 ? name : string.Concat(char.ToUpperInvariant(name[0]).ToString(), name.AsSpan(1));

    /// <summary>A name in camelCase, as the API itself has it.</summary>
    public static string Decapitalize(string name) =>
        name.Length == 0 ? name : string.Concat(char.ToLowerInvariant(name[0]).ToString(), name.AsSpan(1));

    private static JsonValue ToRequest(JsonValue value, Shape? shape) => (value, shape?.Kind) switch
    {
        (JsonObject members, ShapeKind.Structure) => ToRequest(members, shape),
        (JsonArray items, ShapeKind.List) => JsonArray.Of(items.Select(item => ToRequest(item, shape.Item!.Shape))),
        (JsonObject or JsonArray, ShapeKind.String) => value.ToString(),
        _ => value,
    };

    private static JsonValue ToResult(string name, JsonValue value, Func<DateTimeOffset, JsonValue> time) => value switch
    {
        // Their names are the states and variables of a machine.
        JsonObject when name is "variableReferences" or "assignedVariables" => value,
        JsonObject members => ToResult(members, time),
        JsonArray items => JsonArray.Of(items.Select(item => ToResult("", item, time))),
        _ => value,
    };

    private static bool IsTime(string name) => name == "timestamp" || name.EndsWith("Date", StringComparison.Ordinal);

    private static DateTimeOffset FromSeconds(JsonNumber seconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)Math.Round(double.Parse(seconds.Text, CultureInfo.InvariantCulture) * 1000));
}
