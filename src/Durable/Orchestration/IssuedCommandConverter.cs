namespace FunctionsAsl.Durable.Orchestration;

/// <summary>A command of any type as it is saved.</summary>
internal sealed record SavedCommand(
    string Type,
    string Id,
    DateTimeOffset? Due = null,
    string? State = null,
    string? Resource = null,
    JsonAny? Input = null,
    string? InputBlob = null,
    int? Attempt = null,
    string? Token = null,
    bool? Submitted = null,
    long? TimeoutSeconds = null,
    long? HeartbeatSeconds = null,
    int? Items = null,
    long? Redrive = null,
    int? MapWork = null,
    JsonAny? Job = null,
    long? Entered = null);

/// <summary>Saves and loads commands.</summary>
internal sealed class IssuedCommandConverter : JsonConverter<IssuedCommand>
{
    public override IssuedCommand Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        SavedCommand? saved = JsonSerializer.Deserialize(ref reader, WireJson.Default.SavedCommand);
        return saved switch
        {
            { Type: nameof(Command.StartTimer), Due: { } due } => new(new Command.StartTimer(saved.Id, due)),
            { Type: nameof(Command.CancelTimer) } => new(new Command.CancelTimer(saved.Id)),
            { Type: nameof(Command.Continue) } => new(new Command.Continue(saved.Id)),
            { Type: nameof(Command.CancelTask) } => new(new Command.CancelTask(saved.Id)),
            { Type: nameof(Command.RunTask), State: { } state, Resource: { } text, Attempt: { } attempt }
                when ResourceOf(saved, text) is { } resource => new(
                    new Command.RunTask(
                        saved.Id, state, resource, saved.Input ?? JsonAny.Null, attempt, saved.Token, saved.Submitted == true)
                    {
                        TimeoutSeconds = saved.TimeoutSeconds,
                        HeartbeatSeconds = saved.HeartbeatSeconds,
                        Job = saved.Job,
                        EnteredEventId = saved.Entered ?? 0,
                    },
                    saved.InputBlob),
            _ => throw new JsonException(),
        };
    }

    private static TaskResource? ResourceOf(SavedCommand saved, string arn) =>
        saved.MapWork is { } piece ? new TaskResource.MapWork(arn, piece)
        : saved.Items is { } items ? new TaskResource.MapItem(arn, items, saved.Redrive ?? 0)
        : MapRunArn.LabelOf(arn) is not null ? new TaskResource.MapRun(arn, saved.Redrive ?? 0)
        : TaskResource.TryParse(arn);

    public override void Write(Utf8JsonWriter writer, IssuedCommand value, JsonSerializerOptions options)
    {
        var saved = new SavedCommand(value.Command.GetType().Name, value.Id);
        saved = value.Command switch
        {
            Command.StartTimer timer => saved with { Due = timer.Due },
            Command.RunTask task => saved with
            {
                State = task.State,
                Resource = task.Resource.Arn,
                Input = value.InputBlob is null ? task.Input : null,
                InputBlob = value.InputBlob,
                Attempt = task.Attempt,
                Token = task.Token,
                Submitted = task.Submitted ? true : null,
                TimeoutSeconds = task.TimeoutSeconds,
                HeartbeatSeconds = task.HeartbeatSeconds,
                MapWork = (task.Resource as TaskResource.MapWork)?.Piece,
                Job = task.Job,
                Entered = task.EnteredEventId == 0 ? null : task.EnteredEventId,
                Items = (task.Resource as TaskResource.MapItem)?.Items,
                Redrive = task.Resource switch
                {
                    TaskResource.MapItem { Redrive: not 0 and var redrive } => redrive,
                    TaskResource.MapRun { Redrive: not 0 and var redrive } => redrive,
                    _ => null,
                },
            },
            _ => saved,
        };
        JsonSerializer.Serialize(writer, saved, WireJson.Default.SavedCommand);
    }
}
