namespace FunctionsAsl.Core.Execution;

/// <summary>Saves and loads the events that a running execution gets, on their way to it.</summary>
public static class EventSerializer
{
    public static byte[] Save(Event @event) => ToJson(@event).ToUtf8();

    public static JsonMap ToJson(Event @event)
    {
        var saved = new JsonMap.Builder()
            .Set("type", @event.GetType().Name)
            .Set("time", Saved.Time(@event.Time))
            .Set("seed", unchecked((long)@event.Seed));
        switch (@event)
        {
            case Event.TimerFired e:
                saved.Set("id", e.Id);
                break;
            case Event.TaskOffered e:
                saved.Set("id", e.Id);
                break;
            case Event.TaskStarted e:
                saved.Set("id", e.Id).SetIfPresent("workerName", Saved.Text(e.WorkerName));
                break;
            case Event.TaskSubmitted e:
                saved.Set("id", e.Id).Set("output", e.Output).SetIfPresent("job", e.Job);
                break;
            case Event.TaskSucceeded e:
                saved.Set("id", e.Id).Set("output", e.Output);
                break;
            case Event.TaskFailed e:
                saved.Set("id", e.Id).SetIfPresent("error", Saved.Text(e.Error)).SetIfPresent("cause", Saved.Text(e.Cause))
                    .SetIfPresent("child", e.Child is { } status ? JsonNumber.Of((int)status) : null);
                break;
            case Event.MapRunUpdated e:
                saved
                    .SetIfPresent("maxConcurrency", Saved.Number(e.MaxConcurrency))
                    .SetIfPresent("toleratedFailureCount", Saved.Number(e.ToleratedFailureCount))
                    .SetIfPresent("toleratedFailurePercentage", e.ToleratedFailurePercentage);
                break;
            case Event.Continued e:
                saved.Set("id", e.Id);
                break;
            case Event.TaskHeartbeat e:
                saved.Set("id", e.Id);
                break;
            case Event.Stopped e:
                saved.SetIfPresent("error", Saved.Text(e.Error)).SetIfPresent("cause", Saved.Text(e.Cause));
                break;
            case Event.MachineDeleted or Event.Redriven:
                break;
            default:
                throw new ArgumentException($"{@event.GetType().Name} is not an event of a running execution.", nameof(@event));
        }

        return saved.Build();
    }

    /// <exception cref="FormatException">These bytes are not a saved event.</exception>
    public static Event Load(ReadOnlySpan<byte> utf8) =>
        Load(JsonReader.ReadSaved(utf8) as JsonMap ?? throw new FormatException("A saved event is a JSON object."));

    /// <exception cref="FormatException">This is not a saved event.</exception>
    public static Event Load(JsonMap json)
    {
        var saved = new Saved(json);
        DateTimeOffset time = saved.Time("time");
        ulong seed = unchecked((ulong)saved.Integer("seed"));
        return saved.String("type") switch
        {
            nameof(Event.TimerFired) => new Event.TimerFired(time, seed, saved.String("id")),
            nameof(Event.TaskOffered) => new Event.TaskOffered(time, seed, saved.String("id")),
            nameof(Event.TaskStarted) => new Event.TaskStarted(time, seed, saved.String("id"), saved.StringIfPresent("workerName")),
            nameof(Event.TaskSubmitted) => new Event.TaskSubmitted(time, seed, saved.String("id"), saved.Json("output"))
            {
                Job = saved.Has("job") ? saved.Json("job") : null,
            },
            nameof(Event.TaskSucceeded) => new Event.TaskSucceeded(time, seed, saved.String("id"), saved.Json("output")),
            nameof(Event.TaskFailed) => new Event.TaskFailed(
                time, seed, saved.String("id"), saved.StringIfPresent("error"), saved.StringIfPresent("cause"))
            {
                Child = (ExecutionStatus?)saved.IntegerIfPresent("child"),
            },
            nameof(Event.MapRunUpdated) => new Event.MapRunUpdated(
                time,
                seed,
                saved.IntegerIfPresent("maxConcurrency"),
                saved.IntegerIfPresent("toleratedFailureCount"),
                saved.Has("toleratedFailurePercentage") ? saved.Double("toleratedFailurePercentage") : null),
            nameof(Event.TaskHeartbeat) => new Event.TaskHeartbeat(time, seed, saved.String("id")),
            nameof(Event.Continued) => new Event.Continued(time, seed, saved.String("id")),
            nameof(Event.Stopped) => new Event.Stopped(time, seed, saved.StringIfPresent("error"), saved.StringIfPresent("cause")),
            nameof(Event.MachineDeleted) => new Event.MachineDeleted(time, seed),
            nameof(Event.Redriven) => new Event.Redriven(time, seed),
            string type => throw new FormatException($"There is no event '{type}'."),
        };
    }
}
