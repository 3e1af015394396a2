using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.Operations;

internal sealed class ActivityOperations(ServiceContext context)
{
    /// <summary>How long a poll waits for a task (API/API_GetActivityTask).</summary>
    private static readonly TimeSpan PollTime = TimeSpan.FromSeconds(60);

    /// <summary>Idempotent by name; tags of a repeated request are ignored (API/API_CreateActivity).</summary>
    public async ValueTask<JsonObject> Create(Request request, CancellationToken cancel)
    {
        string name = request.Text("name");
        ResourceName.Check(name);
        string arn = context.Arns.Activity(name);
        var wanted = new ActivityRecord
        {
            Arn = arn,
            Name = name,
            CreationDate = context.Now(),
            EncryptionConfiguration = Configuration.Encryption(request.Object("encryptionConfiguration")),
            Tags = TagOperations.Merge(JsonObject.Empty, request.List("tags"), arn, context.Quotas.Tags),
        };
        bool hasRoom = false;
        while (true)
        {
            ActivityRecord? stored = await context.Activities.Find(arn, cancel);
            if (stored is not null && !Equals(stored.EncryptionConfiguration, wanted.EncryptionConfiguration))
            {
                throw new ApiException("ActivityAlreadyExists", $"Activity Already Exists: '{arn}'");
            }

            if (stored is null && !hasRoom)
            {
                await context.ActivityQuota.Take(cancel);
                hasRoom = true;
            }

            if (stored is not null || await context.Activities.TryWrite(null, wanted, cancel))
            {
                return JsonObject.Of(("activityArn", arn), ("creationDate", Timestamp.Of((stored ?? wanted).CreationDate)));
            }
        }
    }

    public async ValueTask<JsonObject> Describe(Request request, CancellationToken cancel)
    {
        ActivityRecord activity = await context.GetActivity(request.Text("activityArn"), cancel);
        return JsonObject.Of(
            ("activityArn", activity.Arn),
            ("creationDate", Timestamp.Of(activity.CreationDate)),
            ("encryptionConfiguration", activity.EncryptionConfiguration ?? Configuration.Encryption(null)),
            ("name", activity.Name));
    }

    /// <summary>Deleting what does not exist succeeds (LS test_create_describe_delete_activity).</summary>
    public async ValueTask<JsonObject> Delete(Request request, CancellationToken cancel)
    {
        string arn = request.Text("activityArn");
        Arns.Check(arn, Arns.ActivityType);
        await context.Activities.Remove(arn, cancel);
        await context.Engine.DropTasks(arn, cancel);
        return JsonObject.Empty;
    }

    public async ValueTask<JsonObject> List(Request request, CancellationToken cancel)
    {
        const string Scope = "ListActivities";
        string? after = PageToken.Open(Scope, request.OptionalText("nextToken"));
        Page<ActivityRecord> page = await context.Activities.List("", after, request.PageSize(), cancel);
        return Listing.Of("activities", Scope, page, static activity => JsonObject.Of(
            ("activityArn", activity.Arn),
            ("creationDate", Timestamp.Of(activity.CreationDate)),
            ("name", activity.Name)));
    }

    public async ValueTask<JsonObject> GetTask(Request request, CancellationToken cancel)
    {
        ActivityRecord activity = await context.GetActivity(request.Text("activityArn"), cancel);
        ActivityTask? task = await context.Engine.PollActivity(
            activity.Arn, request.OptionalText("workerName"), PollTime, cancel);
        return task is null
            ? JsonObject.Of(("input", JsonValue.Null), ("taskToken", JsonValue.Null))
            : JsonObject.Of(("input", task.Input.ToString()), ("taskToken", task.Token));
    }
}
