namespace FunctionsAsl.Service.Starts;

/// <summary>Makes events of EventBridge's shape (eventbridge/latest/userguide/eb-events-structure) of what is posted.</summary>
internal static class EventEntry
{
    /// <summary>As events have times: UTC, whole seconds.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An entry of PutEvents.</summary>
    /// <exception cref="ApiException">InvalidArgument, MalformedDetail: AWS's codes for an entry.</exception>
    public static JsonMap OfPutEvents(JsonAny value, ServiceContext context, ServiceOptions options)
    {
        JsonMap entry = value as JsonMap ?? throw new ApiException("InvalidArgument", "An entry must be an object.");
        JsonMap detail;
        try
        {
            detail = JsonAny.Parse(Required(entry, "Detail")) as JsonMap ?? throw Malformed();
        }
        catch (JsonSyntaxException)
        {
            throw Malformed();
        }

        DateTimeOffset time = entry["Time"] switch
        {
            null => context.Now(),
            JsonNumber { AsDouble: >= 0 and < 253_402_300_800 } seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds.AsDouble),
            JsonString text when Timestamps.TryParse(text.Value, out DateTimeOffset given) => given,
            _ => throw new ApiException("InvalidArgument", "Parameter Time is not valid."),
        };
        return Complete(
            JsonMap.Of(
                ("detail-type", Required(entry, "DetailType")),
                ("source", Required(entry, "Source")),
                ("time", Format(time)),
                ("resources", entry["Resources"] ?? JsonList.Empty),
                ("detail", detail)),
            context,
            options);
    }

    /// <summary>An event that has its shape already, with what every event has besides.</summary>
    public static JsonMap Complete(JsonMap given, ServiceContext context, ServiceOptions options)
    {
        foreach (string name in (string[])["source", "detail-type"])
        {
            if (given[name] is not JsonString { Value.Length: > 0 })
            {
                throw new ApiException("InvalidArgument", $"An event must have '{name}', a text.");
            }
        }

        if (given["id"] is { } own and not JsonString { Value.Length: > 0 })
        {
            throw new ApiException("InvalidArgument", "The 'id' of an event is a text.");
        }

        var complete = new JsonMap.Builder()
            .Set("version", given["version"] ?? "0")
            .Set("id", given["id"] ?? context.NewId())
            .Set("detail-type", given["detail-type"]!)
            .Set("source", given["source"]!)
            .Set("account", given["account"] ?? options.AccountId)
            .Set("time", given["time"] ?? Format(context.Now()))
            .Set("region", given["region"] ?? options.Region)
            .Set("resources", given["resources"] ?? JsonList.Empty)
            .Set("detail", given["detail"] ?? JsonMap.Empty);
        foreach ((string name, JsonAny value) in given)
        {
            complete.Set(name, value);
        }

        return complete.Build();
    }

    // AWS's texts.
    private static string Required(JsonMap entry, string name) => entry[name] is JsonString { Value.Length: > 0 } text
        ? text.Value
        : throw new ApiException("InvalidArgument", $"Parameter {name} is not valid. Reason: {name} is a required argument.");

    private static ApiException Malformed() => new("MalformedDetail", "Detail is malformed.");
}
