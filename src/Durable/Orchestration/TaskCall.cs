using System.Collections.Immutable;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>What <see cref="ActivityName.Task"/> is asked.</summary>
internal sealed record TaskRequest
{
    public required ExecutionKey Key { get; init; }

    public required string Arn { get; init; }

    public string? TestCase { get; init; }

    /// <summary>The task.</summary>
    public required IssuedCommand Command { get; init; }

    /// <summary>History to write on the way.</summary>
    public JsonArray? Tail { get; init; }

    /// <summary>Where its blob ends.</summary>
    public long Position { get; init; }

    public string ToText() => new JsonObject.Builder()
        .Set("key", Key.ToString())
        .Set("arn", Arn)
        .SetIfPresent("testCase", WireObject.Text(TestCase))
        .Set("command", Command.ToJson())
        .SetIfPresent("tail", Tail)
        .SetIfPresent("position", Tail is null ? null : JsonNumber.Of(Position))
        .Build()
        .ToString();

    public static TaskRequest Parse(string text)
    {
        WireObject json = WireObject.Parse(text);
        return new TaskRequest
        {
            Key = ExecutionKey.Parse(json.String("key")),
            Arn = json.String("arn"),
            TestCase = json.StringIfPresent("testCase"),
            Command = IssuedCommand.Load(json.Value("command")),
            Tail = json.ValueIfPresent("tail") as JsonArray,
            Position = json.IntegerIfPresent("position") ?? 0,
        };
    }
}

/// <summary>What <see cref="ActivityName.Task"/> answers.</summary>
internal sealed record TaskAnswer
{
    /// <summary>What happened, in this order. Where the task's end is not among it, somebody else will report it.</summary>
    public ImmutableArray<Occurrence> Events { get; init; } = [];

    /// <summary>The execution that the task has started and waits for.</summary>
    public string? ChildArn { get; init; }

    /// <summary>Where the history's blob ends after what was sent along.</summary>
    public long? Position { get; init; }

    public string ToText() => new JsonObject.Builder()
        .Set("events", JsonArray.Of(Events.Select(static e => (JsonValue)e.ToJson())))
        .SetIfPresent("child", WireObject.Text(ChildArn))
        .SetIfPresent("position", Position is { } position ? JsonNumber.Of(position) : null)
        .Build()
        .ToString();

    public static TaskAnswer Parse(string text)
    {
        WireObject json = WireObject.Parse(text);
        return new TaskAnswer
        {
            Events = [.. json.Array("events").Select(Occurrence.Load)],
            ChildArn = json.StringIfPresent("child"),
            Position = json.IntegerIfPresent("position"),
        };
    }
}
