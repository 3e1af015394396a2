using System.Collections.Immutable;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>All that an orchestration knows when it begins: anew, or once more with an empty durable history.</summary>
internal sealed record OrchestrationInput
{
    public required ExecutionKey Key { get; init; }

    public required string Arn { get; init; }

    public string? TestCase { get; init; }

    /// <summary>The id of the revision that it runs.</summary>
    public required string Revision { get; init; }

    /// <summary>The definition as packed text; <see langword="null"/> where it is too large.</summary>
    public string? Definition { get; init; }

    /// <summary>The record as it was stored at the start (<see cref="StoredExecution.Save"/>); <see langword="null"/> where it is too large.</summary>
    public string? Record { get; init; }

    /// <summary>The ETag that the record had at the start: with it, the end can be written without reading first.</summary>
    public string? RecordETag { get; init; }

    /// <summary>The seed of the start; those of all later events come from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Names of the activity functions that the app's author wrote. Those of the start hold to the end.</summary>
    public ImmutableArray<string> Functions { get; init; } = [];

    public required Progress Progress { get; init; }

    /// <summary>How many events there were after the start.</summary>
    public long Ordinal { get; init; }

    /// <summary>When the last event was; time goes on from there.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Timers that were set before.</summary>
    public ImmutableArray<Command.StartTimer> Timers { get; init; } = [];

    /// <summary>Tasks that were run before, and that others will report for.</summary>
    public ImmutableArray<OpenTask> Tasks { get; init; } = [];

    /// <summary>Blobs of states that are not needed any more.</summary>
    public ImmutableArray<string> Discarded { get; init; } = [];

    /// <summary>Events that have not been applied yet.</summary>
    public ImmutableArray<Occurrence> Pending { get; init; } = [];

    public string ToText() => new JsonObject.Builder()
        .Set("key", Key.ToString())
        .Set("arn", Arn)
        .SetIfPresent("testCase", WireObject.Text(TestCase))
        .Set("revision", Revision)
        .SetIfPresent("definition", WireObject.Text(Definition))
        .SetIfPresent("record", WireObject.Text(Record))
        .SetIfPresent("recordETag", WireObject.Text(RecordETag))
        .Set("seed", unchecked((long)Seed))
        .SetIfPresent("functions", WireObject.UnlessEmpty(WireObject.Texts(Functions)))
        .Set("progress", Progress.ToJson())
        .Set("ordinal", Ordinal)
        .Set("time", WireObject.Time(Time))
        .SetIfPresent("timers", WireObject.UnlessEmpty(JsonArray.Of(Timers.Select(static t => (JsonValue)new IssuedCommand(t).ToJson()))))
        .SetIfPresent("tasks", WireObject.UnlessEmpty(JsonArray.Of(Tasks.Select(static t => (JsonValue)t.ToJson()))))
        .SetIfPresent("discarded", WireObject.UnlessEmpty(WireObject.Texts(Discarded)))
        .SetIfPresent("pending", WireObject.UnlessEmpty(JsonArray.Of(Pending.Select(static p => (JsonValue)p.ToJson()))))
        .Build()
        .ToString();

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static OrchestrationInput Parse(string text)
    {
        WireObject json = WireObject.Parse(text);
        return new OrchestrationInput
        {
            Key = ExecutionKey.Parse(json.String("key")),
            Arn = json.String("arn"),
            TestCase = json.StringIfPresent("testCase"),
            Revision = json.String("revision"),
            Definition = json.StringIfPresent("definition"),
            Record = json.StringIfPresent("record"),
            RecordETag = json.StringIfPresent("recordETag"),
            Seed = json.Seed("seed"),
            Functions = [.. json.Strings("functions")],
            Progress = Progress.Load(json.Value("progress")),
            Ordinal = json.Integer("ordinal"),
            Time = json.Time("time"),
            Timers = [.. json.Array("timers").Select(static t => (Command.StartTimer)IssuedCommand.Load(t).Command)],
            Tasks = [.. json.Array("tasks").Select(OpenTask.Load)],
            Discarded = [.. json.Strings("discarded")],
            Pending = [.. json.Array("pending").Select(Occurrence.Load)],
        };
    }
}
