using System.Globalization;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;

namespace FunctionsAsl.Support.TaskHub;

/// <summary>An orchestration as a file keeps it for later versions: its input (sealed, as real engines keep it) and its durable history.</summary>
public sealed record SavedInstance(
    string Id,
    string Input,
    int Generation,
    IReadOnlyList<string> Operations,
    IReadOnlyList<SavedEpisode> Episodes,
    IReadOnlyList<SavedArrival> Mailbox,
    IReadOnlyList<int> Timers,
    OrchestrationStatus Status,
    string? CustomStatus)
{
    public static SavedInstance Of(HubInstance instance) => new(
        instance.Id,
        Envelope.Seal(instance.Input),
        instance.Generation,
        [.. instance.Operations],
        [.. instance.Episodes.Select(static e => new SavedEpisode(e.Time, [.. e.Arrivals.Select(SavedArrival.Of)]))],
        [.. instance.Mailbox.Select(SavedArrival.Of)],
        [.. instance.OpenTimers.Except(instance.Episodes.SelectMany(static e => e.Arrivals).Concat(instance.Mailbox).OfType<Arrival.TimerFired>()
            .Where(fired => fired.Generation == instance.Generation).Select(static fired => fired.Operation))],
        instance.Status,
        instance.CustomStatus);

    /// <summary>Brings the instance back; timers that are set, and activities that have not answered, are asked for again.</summary>
    public HubInstance Restore(DurableHub hub)
    {
        var instance = new HubInstance(hub, Id, Envelope.Open(Input))
        {
            Generation = Generation,
            Status = Status,
            CustomStatus = CustomStatus,
            IsOfOlderVersion = true,
        };
        instance.Operations.AddRange(Operations);
        instance.Episodes.AddRange(Episodes.Select(static e => (e.Time, (IReadOnlyList<Arrival>)[.. e.Arrivals.Select(static a => a.Restore())])));
        instance.Mailbox.AddRange(Mailbox.Select(static a => a.Restore()));
        foreach (int timer in Timers)
        {
            instance.SetTimer(timer, DateTimeOffset.Parse(Operations[timer].Split(' ')[1], CultureInfo.InvariantCulture));
        }

        if (Status == OrchestrationStatus.Running)
        {
            CallAgain(hub, instance);
        }

        return instance;
    }

    private void CallAgain(DurableHub hub, HubInstance instance)
    {
        HashSet<int> answered =
        [
            .. Episodes.SelectMany(static e => e.Arrivals).Concat(Mailbox).Where(a => a.Generation == Generation).Select(static a => a.Operation),
        ];
        for (int operation = 0; operation < Operations.Count; operation++)
        {
            if (Operations[operation].Split(' ', 3) is [var kind and not "timer", var name, var input] && !answered.Contains(operation))
            {
                hub.StartActivity(instance, Generation, operation, kind == "function" ? kind : name, hub.Code.Find(kind, name, input));
            }
        }

        if (Mailbox.Count > 0 || Episodes.Count == 0)
        {
            hub.Schedule(instance);
        }
    }
}

public sealed record SavedEpisode(DateTimeOffset Time, IReadOnlyList<SavedArrival> Arrivals);

/// <summary>Something that an instance got: a message, the answer of an activity, or a timer (without both).</summary>
/// <param name="Message">The message.</param>
/// <param name="Generation">-1 for a message.</param>
/// <param name="Operation">What was asked for; -1 for a message.</param>
/// <param name="Result">The activity's answer.</param>
/// <param name="Failure">Type, message and trace of the activity's failure.</param>
public sealed record SavedArrival(string? Message, int Generation, int Operation, string? Result, IReadOnlyList<string?>? Failure)
{
    public static SavedArrival Of(Arrival arrival) => arrival switch
    {
        Arrival.Message message => new(message.Text, -1, -1, null, null),
        Arrival.Completed { Failure: { } failure } completed => new(
            null, completed.Generation, completed.Operation, null, [failure.Type, failure.Message, failure.Trace]),
        Arrival.Completed completed => new(null, completed.Generation, completed.Operation, completed.Result, null),
        Arrival.TimerFired fired => new(null, fired.Generation, fired.Operation, null, null),
        _ => throw new NotSupportedException($"An arrival of type {arrival.GetType().Name} cannot be saved."),
    };

    public Arrival Restore() => this switch
    {
        { Message: { } text } => new Arrival.Message(text),
        { Failure: [var type, var message, var trace] } => new Arrival.Completed(
            Generation, Operation, null, new ActivityFailedException(type!, message, trace)),
        { Result: { } result } => new Arrival.Completed(Generation, Operation, result, null),
        _ => new Arrival.TimerFired(Generation, Operation),
    };
}
