using System.Globalization;
using System.Text.Json;
using FunctionsAsl.Durable;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support.TaskHub;

/// <summary>What the hub runs.</summary>
/// <param name="Orchestrator">The orchestrator.</param>
/// <param name="Activities">The project's activities by name.</param>
/// <param name="Functions">The activity functions of the app's author by name.</param>
public sealed record HubCode(
    Func<IOrchestration, string, Task> Orchestrator,
    IReadOnlyDictionary<string, Func<string, CancellationToken, Task<string>>> Activities,
    IReadOnlyDictionary<string, Func<JsonAny, CancellationToken, ValueTask<JsonAny>>> Functions)
{
    /// <summary>What a service has the engine run.</summary>
    public static HubCode Of(
        DurableService service, IReadOnlyDictionary<string, Func<JsonAny, CancellationToken, ValueTask<JsonAny>>>? functions = null) => new(
        service.Orchestrator.RunAsync,
        new Dictionary<string, Func<string, CancellationToken, Task<string>>>(StringComparer.Ordinal)
        {
            [ActivityName.Task] = service.RunTask,
            [ActivityName.Advance] = service.Advance,
            [ActivityName.Save] = service.Save,
        },
        functions ?? new Dictionary<string, Func<JsonAny, CancellationToken, ValueTask<JsonAny>>>(StringComparer.Ordinal));

    /// <summary>A call of an <c>activity</c> or a <c>function</c>; <see langword="null"/> where there is none of this name.</summary>
    public Func<CancellationToken, Task<string>>? Find(string kind, string name, string input)
    {
        if (kind == "function")
        {
            return Functions.TryGetValue(name, out Func<JsonAny, CancellationToken, ValueTask<JsonAny>>? function)
                ? async cancel => (await function(JsonAny.Parse(input), cancel)).ToString()
                : null;
        }

        return Activities.TryGetValue(name, out Func<string, CancellationToken, Task<string>>? activity) ? cancel => activity(input, cancel) : null;
    }
}

/// <summary>How much goes wrong, from 0 to 1 each.</summary>
public sealed record HubFaults
{
    /// <summary>An episode's outcome is lost, and it is run again.</summary>
    public double LostEpisodes { get; init; }

    /// <summary>
    /// An episode's outcome is lost, and it is run again with what it got in another order; but what it called is called, and answers to
    /// the number of its call. So it is where two processes hold a partition for a moment: each does an episode, and one is taken.
    /// </summary>
    public double SplitEpisodes { get; init; }

    /// <summary>An activity's result is lost, and it is run again.</summary>
    public double LostResults { get; init; }

    /// <summary>A message comes twice.</summary>
    public double DoubleMessages { get; init; }

    /// <summary>A message is lost, as where a process has taken it that does not know the instance yet.</summary>
    public double LostMessages { get; init; }

    /// <summary>Work is taken in another order than it came.</summary>
    public double Disorder { get; init; }

    /// <summary>A message to an instance that has not had its first episode is dropped.</summary>
    public double LostBeforeBeginning { get; init; }
}

/// <summary>
/// A durable engine in memory. It replays an orchestrator from the recorded history for each episode, and checks that it asks for the
/// same things in the same order; loses outcomes of episodes and activities; repeats and mixes up messages.
/// </summary>
/// <param name="clock">Its timers.</param>
/// <param name="faults">What goes wrong.</param>
/// <param name="random">Decides when.</param>
public sealed class DurableHub(TimeProvider clock, HubFaults faults, Random random) : IOrchestrationClient
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HubInstance> _instances = new(StringComparer.Ordinal);
    private readonly List<Func<Task>> _work = [];
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _runningActivities;
    private int _splits;

    /// <summary>What it runs. Set before the first orchestration is started; set again, it is another version that is deployed.</summary>
    public HubCode Code { get; set; } = null!;

    /// <summary>Timers wait for whole multiples of this; what is left of their time is cut off. Zero: they are exact.</summary>
    public TimeSpan TimerGrain { get; set; }

    /// <summary>Told when an activity throws.</summary>
    public Action<Exception> ActivityFailed { get; set; } = static _ => { };

    /// <summary>Activities that have not answered yet.</summary>
    public int RunningActivities => Volatile.Read(ref _runningActivities);

    /// <summary>How often each kind of thing was done: <c>start</c>, <c>episode</c>, <c>message</c>, <c>timer</c>, <c>anew</c> and activities by name.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public bool HasWork
    {
        get
        {
            lock (_lock)
            {
                return _work.Count > 0;
            }
        }
    }

    public TimeProvider Clock => clock;

    public ValueTask Start(string instanceId, string input, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (instanceId.Length > 100 || !instanceId.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            {
                throw new ArgumentException($"'{instanceId}' cannot be an instance's id.", nameof(instanceId));
            }

            if (!_instances.TryGetValue(instanceId, out HubInstance? old) || old.Status != OrchestrationStatus.Running)
            {
                Count("start");
                var instance = new HubInstance(this, instanceId, input);
                _instances[instanceId] = instance;
                Schedule(instance);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask Send(string instanceId, string message, CancellationToken cancel)
    {
        lock (_lock)
        {
            Count("message");
            if (_instances.TryGetValue(instanceId, out HubInstance? instance)
                && !(instance.IsPending && Chance(faults.LostBeforeBeginning))
                && !Chance(faults.LostMessages))
            {
                Deliver(instance, new Arrival.Message(message));
                if (Chance(faults.DoubleMessages))
                {
                    Deliver(instance, new Arrival.Message(message));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<OrchestrationInstance?> Find(string instanceId, CancellationToken cancel)
    {
        lock (_lock)
        {
            return new(_instances.TryGetValue(instanceId, out HubInstance? instance)
                ? new OrchestrationInstance(
                    instance.IsPending ? OrchestrationStatus.Pending : instance.Status, instance.CustomStatus, instance.Failure?.Message)
                : null);
        }
    }

    /// <summary>Lets an instance begin with something else, as long as it has not had an episode.</summary>
    public void ChangeInput(string instanceId, Func<string, string> change)
    {
        lock (_lock)
        {
            HubInstance instance = _instances[instanceId];
            instance.Input = change(instance.Input);
        }
    }

    /// <summary>Ends an instance from outside.</summary>
    public void Terminate(string instanceId)
    {
        lock (_lock)
        {
            _instances[instanceId].Status = OrchestrationStatus.Terminated;
        }
    }

    /// <summary>Loses the timers of an instance.</summary>
    public void LoseTimers(string instanceId)
    {
        lock (_lock)
        {
            _instances[instanceId].LoseTimers();
        }
    }

    /// <summary>Forgets an instance, as if it had never been started.</summary>
    public ValueTask Purge(string instanceId, CancellationToken cancel)
    {
        lock (_lock)
        {
            _instances.Remove(instanceId);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>All instances with their durable histories, as text for <see cref="Load"/>. Nothing may be left to be done.</summary>
    public string Save()
    {
        lock (_lock)
        {
            return _work.Count == 0
                ? JsonSerializer.Serialize(_instances.Values.Select(SavedInstance.Of))
                : throw new InvalidOperationException("There is work to be done.");
        }
    }

    /// <summary>Takes over what another hub has saved. Calls that had not been answered are made again.</summary>
    public void Load(string saved)
    {
        lock (_lock)
        {
            foreach (SavedInstance instance in JsonSerializer.Deserialize<SavedInstance[]>(saved)!)
            {
                _instances.Add(instance.Id, instance.Restore(this));
            }
        }
    }

    /// <summary>Does one thing that is to be done: an episode, or an activity up to where it waits for something.</summary>
    /// <returns>Whether there was any.</returns>
    public bool Step()
    {
        Func<Task> work;
        lock (_lock)
        {
            if (_work.Count == 0)
            {
                return false;
            }

            int at = Chance(faults.Disorder) ? random.Next(_work.Count) : 0;
            work = _work[at];
            _work.RemoveAt(at);
        }

        // Nothing that is begun here may come back on the test's own thread.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            _ = work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return true;
    }

    /// <summary>The orchestrations that did not end well.</summary>
    public IEnumerable<Exception> Failures
    {
        get
        {
            lock (_lock)
            {
                return [.. _instances.Values.Select(static i => i.Failure).OfType<Exception>()];
            }
        }
    }

    /// <summary>Orchestrations that have not ended.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
            {
                return _instances.Values.Count(static i => i.Status == OrchestrationStatus.Running);
            }
        }
    }

    public void Deliver(HubInstance instance, Arrival arrival)
    {
        lock (_lock)
        {
            List<Arrival> mailbox = instance.Mailbox;
            mailbox.Insert(Chance(faults.Disorder) ? random.Next(mailbox.Count + 1) : mailbox.Count, arrival);
            Schedule(instance);
        }
    }

    public void Schedule(HubInstance instance)
    {
        if (!instance.IsScheduled && instance.Status == OrchestrationStatus.Running)
        {
            instance.IsScheduled = true;
            _work.Add(() =>
            {
                Run(instance);
                return Task.CompletedTask;
            });
        }
    }

    public void StartActivity(HubInstance instance, int generation, int operation, string name, Func<CancellationToken, Task<string>>? run)
    {
        Count(name);
        Interlocked.Increment(ref _runningActivities);
        _work.Add(() => RunActivityAsync(instance, generation, operation, run));
    }

    public void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    private bool Chance(double probability) => probability > 0 && random.NextDouble() < probability;

    private void Run(HubInstance instance)
    {
        Arrival[] arrivals;
        lock (_lock)
        {
            instance.IsScheduled = false;
            arrivals = [.. instance.Mailbox];
            instance.Mailbox.Clear();
            Count("episode");
        }

        bool isSplit = Chance(faults.SplitEpisodes);
        // Clocks differ, and no two episodes begin at once.
        var episode = new Episode(this, instance, clock.GetUtcNow() - TimeSpan.FromMilliseconds(isSplit ? ++_splits : 0));
        episode.Run(arrivals);
        lock (_lock)
        {
            if (isSplit)
            {
                episode.Leak();
                random.Shuffle(arrivals);
            }

            if (isSplit || Chance(faults.LostEpisodes))
            {
                instance.Mailbox.InsertRange(0, arrivals);
                Schedule(instance);
            }
            else
            {
                episode.Commit();
            }
        }
    }

    private async Task RunActivityAsync(HubInstance instance, int generation, int operation, Func<CancellationToken, Task<string>>? run)
    {
        Arrival.Completed result;
        try
        {
            string answer = run is null
                ? throw new ActivityFailedException("(unknown)", "There is no such activity.", null)
                : await run(CancellationToken.None);
            result = new Arrival.Completed(generation, operation, answer, null);
        }
        catch (ActivityFailedException e)
        {
            result = new Arrival.Completed(generation, operation, null, e);
        }
        catch (Exception e)
        {
            ActivityFailed(e);
            result = new Arrival.Completed(generation, operation, null, new ActivityFailedException(e.GetType().FullName!, e.Message, e.StackTrace));
        }

        lock (_lock)
        {
            if (Chance(faults.LostResults))
            {
                _work.Insert(0, () => RunActivityAsync(instance, generation, operation, run));
                return;
            }

            Deliver(instance, result);
        }

        Interlocked.Decrement(ref _runningActivities);
    }
}

/// <summary>Something that an instance gets.</summary>
public abstract record Arrival
{
    public sealed record Message(string Text) : Arrival;

    public sealed record Completed(int Generation, int Operation, string? Result, ActivityFailedException? Failure) : Arrival;

    public sealed record TimerFired(int Generation, int Operation) : Arrival;
}

/// <summary>An orchestration as the engine has recorded it.</summary>
public sealed class HubInstance(DurableHub hub, string id, string input)
{
    public string Id { get; } = id;

    public string Input { get; set; } = input;

    /// <summary>How often it began anew.</summary>
    public int Generation { get; set; }

    /// <summary>What it has asked for, in this order.</summary>
    public List<string> Operations { get; } = [];

    /// <summary>The episodes so far: when each was, and what it got.</summary>
    public List<(DateTimeOffset Time, IReadOnlyList<Arrival> Arrivals)> Episodes { get; } = [];

    /// <summary>What it has not got yet.</summary>
    public List<Arrival> Mailbox { get; } = [];

    /// <summary>What episodes have called whose outcome was not taken, by the number of the call. It answers once there is such a call.</summary>
    public List<(int Operation, Action Begin)> Leaks { get; } = [];

    public bool IsScheduled { get; set; }

    /// <summary>
    /// Whether another version asked for the operations so far. As real engines do, a replay then is held to the kinds and names of what
    /// it asks for, in their order, and not to inputs and times.
    /// </summary>
    public bool IsOfOlderVersion { get; set; }

    public OrchestrationStatus Status { get; set; } = OrchestrationStatus.Running;

    /// <summary>Whether it has not had an episode yet.</summary>
    public bool IsPending => Status == OrchestrationStatus.Running && Generation == 0 && Episodes.Count == 0;

    public string? CustomStatus { get; set; }

    public Exception? Failure { get; set; }

    /// <summary>Timers that were not cancelled.</summary>
    public IEnumerable<int> OpenTimers => Timers.Keys.Order();

    private Dictionary<int, ITimer> Timers { get; } = [];

    public void SetTimer(int operation, DateTimeOffset due)
    {
        int generation = Generation;
        TimeSpan wait = due - hub.Clock.GetUtcNow();
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        wait -= hub.TimerGrain > TimeSpan.Zero ? TimeSpan.FromTicks(wait.Ticks % hub.TimerGrain.Ticks) : TimeSpan.Zero;
        hub.Count("timer");
        Timers.Add(operation, hub.Clock.CreateTimer(
            _ => hub.Deliver(this, new Arrival.TimerFired(generation, operation)), null, wait, Timeout.InfiniteTimeSpan));
    }

    public void CancelTimer(int operation)
    {
        if (Timers.Remove(operation, out ITimer? timer))
        {
            timer.Dispose();
        }
    }

    public void LoseTimers()
    {
        foreach (int timer in Timers.Keys.ToArray())
        {
            CancelTimer(timer);
        }
    }

    public void BeginAnew(string input, IEnumerable<Arrival> unread)
    {
        Input = input;
        Generation++;
        IsOfOlderVersion = false;
        Operations.Clear();
        Episodes.Clear();
        Leaks.Clear();
        LoseTimers();
        Mailbox.InsertRange(0, unread);
        hub.Count("anew");
        hub.Schedule(this);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} ({Generation})");
}
