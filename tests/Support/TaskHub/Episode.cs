using System.Globalization;
using FunctionsAsl.Durable.Ports;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support.TaskHub;

/// <summary>One run of an orchestrator: a replay of all that was, and then what is new.</summary>
/// <param name="hub">Runs what it asks for.</param>
/// <param name="instance">The orchestration.</param>
/// <param name="now">The time.</param>
public sealed class Episode(DurableHub hub, HubInstance instance, DateTimeOffset now) : IOrchestration
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _operations = [];
    private readonly Dictionary<int, TaskCompletionSource<string>> _calls = [];
    private readonly Dictionary<int, DateTimeOffset> _timers = [];
    private readonly List<int> _cancelledTimers = [];
    private readonly List<Action> _effects = [];
    private readonly List<(int Operation, Action Begin)> _leaks = [];
    private readonly Queue<string> _messages = new();
    private readonly List<Arrival> _taken = [];
    private readonly List<Arrival> _left = [];
    private TaskCompletionSource<string>? _listener;
    private Task _orchestrator = Task.CompletedTask;
    private string? _status;
    private string? _nextInput;
    private DateTimeOffset _now;
    private Exception? _misbehaviour;

    public DateTimeOffset Now
    {
        get
        {
            CheckThread();
            return _now;
        }
    }

    public bool IsReplaying { get; private set; }

    public TimeSpan TimerGrain => hub.TimerGrain;

    private bool IsOver => _orchestrator.IsCompleted || _nextInput is not null;

    public void Run(IReadOnlyList<Arrival> arrivals)
    {
        bool isFirst = instance.Episodes.Count == 0;
        _now = isFirst ? now : instance.Episodes[0].Time;
        IsReplaying = !isFirst;
        _orchestrator = hub.Code.Orchestrator(this, instance.Input);
        foreach ((DateTimeOffset time, IReadOnlyList<Arrival> past) in instance.Episodes)
        {
            _now = time;
            foreach (Arrival arrival in past)
            {
                Take(arrival);
            }
        }

        if (_operations.Count < instance.Operations.Count)
        {
            Misbehave($"A replay of {instance} did not ask again for: {instance.Operations[_operations.Count]}");
        }

        IsReplaying = false;
        _now = now;
        foreach (Arrival arrival in arrivals)
        {
            if (IsOver)
            {
                _left.Add(arrival);
            }
            else
            {
                _taken.Add(arrival);
                Take(arrival);
            }
        }
    }

    /// <summary>Makes what this episode did durable.</summary>
    public void Commit()
    {
        instance.Episodes.Add((now, _taken));
        instance.IsOfOlderVersion = false;
        instance.Operations.Clear();
        instance.Operations.AddRange(_operations);
        instance.CustomStatus = _status;
        foreach (int timer in _cancelledTimers)
        {
            instance.CancelTimer(timer);
        }

        foreach ((int operation, Action begin) in instance.Leaks)
        {
            if (operation < _operations.Count)
            {
                begin();
            }
        }

        instance.Leaks.Clear();
        foreach (Action effect in _effects)
        {
            effect();
        }

        if (_misbehaviour is null && _orchestrator.IsFaulted)
        {
            _misbehaviour = _orchestrator.Exception!.InnerException;
        }

        if (_misbehaviour is not null)
        {
            instance.Status = OrchestrationStatus.Failed;
            instance.Failure = _misbehaviour;
        }
        else if (_nextInput is { } input)
        {
            CheckTimers();
            instance.BeginAnew(input, [.. _messages.Select(static m => new Arrival.Message(m)), .. _left]);
        }
        else if (_orchestrator.IsCompleted)
        {
            CheckTimers();
            instance.Status = OrchestrationStatus.Completed;
        }
    }

    /// <summary>Lets what this episode called be done, though its outcome is not taken.</summary>
    public void Leak() => instance.Leaks.AddRange(_leaks);

    public Task<string> CallActivity(string name, string input)
    {
        int operation = Ask($"activity {name} {input}");
        return Call(operation, name, hub.Code.Find("activity", name, input));
    }

    public async Task<JsonAny> CallFunction(string name, JsonAny input)
    {
        int operation = Ask($"function {name} {input}");
        return JsonAny.Parse(await Call(operation, "function", hub.Code.Find("function", name, input.ToString())));
    }

    public Task CreateTimer(DateTimeOffset due, CancellationToken cancel)
    {
        int operation = Ask(string.Create(CultureInfo.InvariantCulture, $"timer {due:O}"));
        var fired = new TaskCompletionSource<string>();
        _calls.Add(operation, fired);
        _timers.Add(operation, due);
        if (operation >= instance.Operations.Count)
        {
            int generation = instance.Generation;
            _leaks.Add((operation, () => hub.Deliver(instance, new Arrival.TimerFired(generation, operation))));
            _effects.Add(() =>
            {
                if (_timers.ContainsKey(operation))
                {
                    instance.SetTimer(operation, due);
                }
            });
        }

        cancel.Register(() =>
        {
            CheckThread();
            if (_timers.Remove(operation))
            {
                _cancelledTimers.Add(operation);
                fired.TrySetCanceled(cancel);
            }
        });
        return fired.Task;
    }

    public Task<string> WaitForMessage()
    {
        CheckThread();
        if (_listener is { Task.IsCompleted: false })
        {
            Misbehave("More than one wait for a message.");
        }

        _listener = new TaskCompletionSource<string>();
        if (_messages.TryDequeue(out string? message))
        {
            _listener.SetResult(message);
        }

        return _listener.Task;
    }

    public void SetStatus(string status)
    {
        CheckThread();
        if (status.Length > 8192)
        {
            Misbehave("The status is too long.");
        }

        _status = status;
    }

    public void ContinueAsNew(string input)
    {
        CheckThread();
        _nextInput = input;
    }

    private Task<string> Call(int operation, string name, Func<CancellationToken, Task<string>>? run)
    {
        var answer = new TaskCompletionSource<string>();
        _calls.Add(operation, answer);
        if (operation >= instance.Operations.Count)
        {
            int generation = instance.Generation;
            void Begin() => hub.StartActivity(instance, generation, operation, name, run);
            _effects.Add(Begin);
            _leaks.Add((operation, Begin));
        }

        return answer.Task;
    }

    private void Take(Arrival arrival)
    {
        switch (arrival)
        {
            case Arrival.Message message when _listener is { Task.IsCompleted: false } listener:
                listener.SetResult(message.Text);
                break;
            case Arrival.Message message:
                _messages.Enqueue(message.Text);
                break;
            case Arrival.Completed completed when completed.Generation == instance.Generation:
                // As real engines do: the answer to a number, whatever was asked under it.
                _timers.Remove(completed.Operation);
                if (completed.Failure is { } failure)
                {
                    _calls[completed.Operation].TrySetException(failure);
                }
                else
                {
                    _calls[completed.Operation].TrySetResult(completed.Result!);
                }

                break;
            case Arrival.TimerFired fired when fired.Generation == instance.Generation:
                _timers.Remove(fired.Operation);
                _calls.GetValueOrDefault(fired.Operation)?.TrySetResult(fired.Operation.ToString(CultureInfo.InvariantCulture));

                break;
        }
    }

    /// <summary>Notes what the orchestrator asks for; in a replay it must be the same as before.</summary>
    private int Ask(string what)
    {
        CheckThread();
        int operation = _operations.Count;
        _operations.Add(what);
        if (operation < instance.Operations.Count ? !IsSame(instance.Operations[operation], what) : IsReplaying)
        {
            string before = operation < instance.Operations.Count ? instance.Operations[operation] : "nothing";
            Misbehave($"A replay of {instance} asked for\n{what}\nand before for\n{before}");
        }

        return operation;
    }

    private bool IsSame(string before, string now) =>
        before == now || (instance.IsOfOlderVersion && KindOf(before).SequenceEqual(KindOf(now), StringComparer.Ordinal));

    /// <summary>What is asked for without its input: <c>timer</c>, or what is called by which name.</summary>
    private static IEnumerable<string> KindOf(string operation) =>
        operation.Split(' ').Take(operation.StartsWith("timer ", StringComparison.Ordinal) ? 1 : 2);

    private void CheckTimers()
    {
        if (_timers.Count > 0)
        {
            instance.Status = OrchestrationStatus.Failed;
            instance.Failure = new SimulationException($"{instance} ended with timers that were not cancelled: {string.Join(", ", _timers.Values)}");
        }
    }

    private void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Misbehave("The orchestrator left its thread: it awaited something that is not durable.");
        }
    }

    private void Misbehave(string how) => _misbehaviour ??= new SimulationException(how);
}
