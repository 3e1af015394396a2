namespace FunctionsAsl.Service.Operations;

/// <summary>Tags of state machines and activities.</summary>
internal sealed class TagOperations(ServiceContext context)
{
    public async ValueTask<JsonObject> Tag(Request request, CancellationToken cancel)
    {
        string arn = request.Text("resourceArn");
        JsonArray? added = request.List("tags");
        await Change(arn, tags => Merge(tags, added, arn, context.Quotas.Tags), cancel);
        return JsonObject.Empty;
    }

    public async ValueTask<JsonObject> Untag(Request request, CancellationToken cancel)
    {
        HashSet<string> keys = request.List("tagKeys")!.OfType<JsonString>().Select(static key => key.Value).ToHashSet();
        await Change(
            request.Text("resourceArn"),
            tags => JsonObject.Of([.. tags.Where(tag => !keys.Contains(tag.Key)).Select(static tag => (tag.Key, tag.Value))]),
            cancel);
        return JsonObject.Empty;
    }

    public async ValueTask<JsonObject> List(Request request, CancellationToken cancel)
    {
        string arn = request.Text("resourceArn");
        JsonObject? found = IsActivity(arn)
            ? (await context.Activities.Find(arn, cancel))?.Tags
            : (await context.StateMachines.Find(arn, cancel))?.Tags ?? await OfVersion(MachineReference.Parse(arn), cancel);
        JsonObject tags = found ?? throw NotFound(arn);
        return JsonObject.Of(("tags", JsonArray.Of(
            tags.Select(static tag => (JsonValue)JsonObject.Of(("key", tag.Key), ("value", tag.Value))))));
    }

    /// <summary><paramref name="tags"/> with the request's list added; a key that is there gets the new value.</summary>
    /// <param name="most">How many there may be.</param>
    /// <exception cref="ApiException">TooManyTags</exception>
    public static JsonObject Merge(JsonObject tags, JsonArray? added, string arn, int most)
    {
        var merged = new JsonObject.Builder();
        foreach ((string key, JsonValue value) in tags.Members)
        {
            merged.Set(key, value);
        }

        foreach (JsonObject tag in (added ?? JsonArray.Empty).OfType<JsonObject>())
        {
            if (tag["key"] is JsonString key)
            {
                merged.Set(key.Value, tag["value"] as JsonString ?? JsonString.Empty);
            }
        }

        return merged.Count <= most
            ? merged.Build()
            : throw new ApiException("TooManyTags", $"Too many tags: '{arn}' may have {most} at most");
    }

    /// <summary>A version has no tags, and can be asked for them (ST control_lifecycle).</summary>
    private async ValueTask<JsonObject?> OfVersion(MachineReference reference, CancellationToken cancel) =>
        reference.IsVersion
        && await context.StateMachines.Find(reference.MachineArn, cancel) is { } machine
        && (await context.Publications.Of(machine, cancel)).Version(reference.Version) is not null
            ? JsonObject.Empty
            : null;

    private async ValueTask Change(string arn, Func<JsonObject, JsonObject> change, CancellationToken cancel)
    {
        object? changed = IsActivity(arn)
            ? await context.Activities.Change(arn, a => a with { Tags = change(a.Tags) }, cancel)
            : await context.StateMachines.Change(arn, m => m with { Tags = change(m.Tags) }, cancel);
        if (changed is null)
        {
            throw NotFound(arn);
        }
    }

    private static bool IsActivity(string arn)
    {
        Arns.Check(arn, Arns.StateMachineType, Arns.ActivityType);
        return arn.Split(':', 7)[5] == Arns.ActivityType;
    }

    private static ApiException NotFound(string arn) => new("ResourceNotFound", $"Resource not found: '{arn}'");
}
