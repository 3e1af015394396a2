using FunctionsAsl.Service.Engine;

namespace FunctionsAsl.Service.Operations;

internal sealed class ActivityOperations(ServiceContext context)
{
    /// <summary>How long a poll waits for a task (API/API_GetActivityTask).</summary>
    private static readonly TimeSpan PollTime = TimeSpan.FromSeconds(60);

    /// <summary>Idempotent by name; tags of a repeated request are ignored (API/API_CreateActivity).</summary>
    public async ValueTask<JsonMap> Create(Request request, CancellationToken cancel)
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
            Tags = TagOperations.Merge(JsonMap.Empty, request.List("tags"), arn, context.Quotas.Tags),
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
                return JsonMap.Of(("activityArn", arn), ("creationDate", Timestamp.Of((stored ?? wanted).CreationDate)));
            }
        }
    }

    public async ValueTask<JsonMap> Describe(Request request, CancellationToken cancel)
    {
        ActivityRecord activity = await context.GetActivity(request.Text("activityArn"), cancel);
        return JsonMap.Of(
            ("activityArn", activity.Arn),
            ("creationDate", Timestamp.Of(activity.CreationDate)),
            ("encryptionConfiguration", activity.EncryptionConfiguration ?? Configuration.Encryption(null)),
            ("name", activity.Name));
    }

    /// <summary>Deleting what does not exist succeeds (LS test_create_describe_delete_activity).</summary>
    public async ValueTask<JsonMap> Delete(Request request, CancellationToken cancel)
    {
        string arn = request.Text("activityArn");
        Arns.Check(arn, Arns.ActivityType);
        await context.Activities.Remove(arn, cancel);
        await context.Engine.DropTasks(arn, cancel);
        return JsonMap.Empty;
    }

    public async ValueTask<JsonMap> List(Request request, CancellationToken cancel)
    {
        const string Scope = "ListActivities";
        string? after = PageToken.Open(Scope, request.OptionalText("nextToken"));
        Page<ActivityRecord> page = await context.Activities.List("", after, request.PageSize(), cancel);
        return Listing.Of("activities", Scope, page, static activity => JsonMap.Of(
            ("activityArn", activity.Arn),
            ("creationDate", Timestamp.Of(activity.CreationDate)),
            ("name", activity.Name)));
    }

    public async ValueTask<JsonMap> GetTask(Request request, CancellationToken cancel)
    {
        ActivityRecord activity = await context.GetActivity(request.Text("activityArn"), cancel);
        ActivityTask? task = await context.Engine.PollActivity(
            activity.Arn, request.OptionalText("workerName"), PollTime, cancel);
        return task is null
            ? JsonMap.Of(("input", JsonAny.Null), ("taskToken", JsonAny.Null))
            : JsonMap.Of(("input", task.Input.ToString()), ("taskToken", task.Token));
    }
}
