using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>
/// What an execution is told from outside. It may come twice, late or out of order: one that nobody waits for changes nothing.
/// </summary>
internal abstract record OrchestrationMessage
{
    private OrchestrationMessage()
    {
    }

    /// <summary>The holder of a token has reported. What it said stands in the task's blob, and here too where it is small.</summary>
    public sealed record Reported(string Id, TaskReport? Report) : OrchestrationMessage;

    /// <summary>A worker has taken an activity's task.</summary>
    public sealed record Leased(string Id, string? Worker) : OrchestrationMessage;

    public sealed record Heartbeat(string Id) : OrchestrationMessage;

    /// <summary>The execution that a task started has ended.</summary>
    public sealed record ChildEnded(string Id) : OrchestrationMessage;

    public sealed record Stop(string? Error, string? Cause) : OrchestrationMessage;

    /// <summary>The state machine was deleted.</summary>
    public sealed record MachineDeleted : OrchestrationMessage;

    /// <summary>Some timer is long past due: all that are due by now fire, whatever became of them.</summary>
    public sealed record Wake : OrchestrationMessage;

    public string ToText()
    {
        var json = new JsonObject.Builder().Set("type", GetType().Name);
        switch (this)
        {
            case Reported m:
                json.Set("id", m.Id).SetIfPresent("report", m.Report is { } report ? ReportSerializer.Save(report) : null);
                break;
            case Leased m:
                json.Set("id", m.Id).SetIfPresent("worker", WireObject.Text(m.Worker));
                break;
            case Heartbeat m:
                json.Set("id", m.Id);
                break;
            case ChildEnded m:
                json.Set("id", m.Id);
                break;
            case Stop m:
                json.SetIfPresent("error", WireObject.Text(m.Error)).SetIfPresent("cause", WireObject.Text(m.Cause));
                break;
        }

        return json.Build().ToString();
    }

    /// <summary>Reads what <see cref="ToText"/> gave; <see langword="null"/> for anything else.</summary>
    public static OrchestrationMessage? TryParse(string text)
    {
        try
        {
            WireObject json = WireObject.Parse(text);
            return json.String("type") switch
            {
                nameof(Reported) => new Reported(
                    json.String("id"), json.ObjectIfPresent("report") is { } report ? ReportSerializer.Load(report) : null),
                nameof(Leased) => new Leased(json.String("id"), json.StringIfPresent("worker")),
                nameof(Heartbeat) => new Heartbeat(json.String("id")),
                nameof(ChildEnded) => new ChildEnded(json.String("id")),
                nameof(Stop) => new Stop(json.StringIfPresent("error"), json.StringIfPresent("cause")),
                nameof(MachineDeleted) => new MachineDeleted(),
                nameof(Wake) => new Wake(),
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
