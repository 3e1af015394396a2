namespace FunctionsAsl.Service.Operations;

/// <summary>Tags of state machines and activities.</summary>
internal sealed class TagOperations(ServiceContext context)
{
    public async ValueTask<JsonMap> Tag(Request request, CancellationToken cancel)
    {
        string arn = request.Text("resourceArn");
        JsonList? added = request.List("tags");
        await Change(arn, tags => Merge(tags, added, arn, context.Quotas.Tags), cancel);
        return JsonMap.Empty;
    }

    public async ValueTask<JsonMap> Untag(Request request, CancellationToken cancel)
    {
        HashSet<string> keys = request.List("tagKeys")!.OfType<JsonString>().Select(static key => key.Value).ToHashSet();
        await Change(
            request.Text("resourceArn"),
            tags => JsonMap.Of([.. tags.Where(tag => !keys.Contains(tag.Key)).Select(static tag => (tag.Key, tag.Value))]),
            cancel);
        return JsonMap.Empty;
    }

    public async ValueTask<JsonMap> List(Request request, CancellationToken cancel)
    {
        string arn = request.Text("resourceArn");
        JsonMap? found = IsActivity(arn)
            ? (await context.Activities.Find(arn, cancel))?.Tags
            : (await context.StateMachines.Find(arn, cancel))?.Tags ?? await OfVersion(MachineReference.Parse(arn), cancel);
        JsonMap tags = found ?? throw NotFound(arn);
        return JsonMap.Of(("tags", JsonList.Of(
            tags.Select(static tag => (JsonAny)JsonMap.Of(("key", tag.Key), ("value", tag.Value))))));
    }

    /// <summary><paramref name="tags"/> with the request's list added; a key that is there gets the new value.</summary>
    /// <param name="most">How many there may be.</param>
    /// <exception cref="ApiException">TooManyTags</exception>
    public static JsonMap Merge(JsonMap tags, JsonList? added, string arn, int most)
    {
        var merged = new JsonMap.Builder();
        foreach ((string key, JsonAny value) in tags.Members)
        {
            merged.Set(key, value);
        }

        foreach (JsonMap tag in (added ?? JsonList.Empty).OfType<JsonMap>())
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
    private async ValueTask<JsonMap?> OfVersion(MachineReference reference, CancellationToken cancel) =>
        reference.IsVersion
        && await context.StateMachines.Find(reference.MachineArn, cancel) is { } machine
        && (await context.Publications.Of(machine, cancel)).Version(reference.Version) is not null
            ? JsonMap.Empty
            : null;

    private async ValueTask Change(string arn, Func<JsonMap, JsonMap> change, CancellationToken cancel)
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
