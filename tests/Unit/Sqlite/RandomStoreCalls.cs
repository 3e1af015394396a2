using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Records;

namespace FunctionsAsl.Unit.Sqlite;

/// <summary>A random sequence of calls that an engine could make; each answers with a text of what the store answered.</summary>
internal sealed class RandomStoreCalls(int seed)
{
    private static readonly string[] Names = ["a", "a/l", "a-l", "B", "c", "é"];

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, (ExecutionRecord Record, long Events)> _executions = new(StringComparer.Ordinal);
    private readonly HashSet<int> _kinds = [];

    public int Kinds => _kinds.Count;

    public Func<IStore, Task<string>> Next()
    {
        int kind = _random.Next(19);
        _kinds.Add(kind);
        string machine = Sample.StateMachine(Name(), 0).Arn;
        string? after = _random.Next(3) == 0 ? machine : null;
        int count = _random.Next(1, 5);
        ExecutionStatus? status = _random.Next(2) == 0 ? null : (ExecutionStatus)_random.Next(5);
        string execution = Sample.Execution(Name(), Number(), default).Arn;
        return kind switch
        {
            0 => async s => Show(await s.Records<StateMachineRecord>().Find(machine, default)),
            1 => WriteStateMachine(),
            2 when _random.Next(8) == 0 => Remove(machine),
            2 or 3 => async s => ShowAll(await s.Records<StateMachineRecord>().List("", after, count, default), Show),
            4 => WriteActivity(),
            5 => Activities(),
            6 => async s => Show(await s.FindExecution(execution, default)),
            7 => Pages(new ExecutionFilter(machine, status, OneOf(1, 2), OneOf("PROD", "test")), count),
            8 => ReadHistory(execution),
            9 or 10 => Add(),
            11 => async s => Show(await s.LoadExecution(execution)),
            12 when _random.Next(5) == 0 => async s => string.Join(' ', await s.ListAwake()),
            12 when _random.Next(3) == 0 => Rest(execution),
            12 => RestingInPages(count),
            13 when _random.Next(3) == 0 => async s => string.Join(' ', (await s.ListRunning(machine, int.MaxValue)).Order(StringComparer.Ordinal)),
            16 => Keep(),
            17 => Publish(),
            18 when _random.Next(3) == 0 => RemoveEnded(),
            18 => EndedInPages(count),
            14 when _random.Next(3) == 0 => async s => $"{await s.CountOpen()} {(await s.ListRunning(machine, 1)).Count}",
            _ => Save(),
        };
    }

    private Func<IStore, Task<string>> WriteStateMachine()
    {
        // Only executions are of a part of a machine.
        string name = Name().Split('/')[0];
        StateMachineRecord record = Sample.StateMachine(name, _random.Next(4));
        StateMachineRecord? expected = Version() is { } version ? Sample.StateMachine(name, version) : null;
        return async s => $"{await s.Records<StateMachineRecord>().TryWrite(expected, record, default)}";
    }

    /// <summary>Keeps a machine as it is at a time, and looks for it.</summary>
    private Func<IStore, Task<string>> Keep()
    {
        StateMachineRecord machine = Sample.StateMachine(Name().Split('/')[0], _random.Next(3));
        return async s =>
        {
            string id = await s.Revisions.Keep(machine, default);
            return $"{id} {await s.Revisions.Find(machine.Arn, id, default)} {await s.Revisions.Find(machine.Arn, "none", default)}";
        };
    }

    private Func<IStore, Task<string>> Publish()
    {
        PublicationRecord none = PublicationRecord.Of(Sample.StateMachine(Name().Split('/')[0], _random.Next(2)));
        PublicationRecord one = none.With(new StateMachineVersion(1, "r", DateTimeOffset.UnixEpoch, null, "first"))
            .With(new StateMachineAlias("PROD", [new AliasRoute(1, 100)], DateTimeOffset.UnixEpoch));
        PublicationRecord[] states = [one, one with { LastVersion = 2, Versions = [] }];
        PublicationRecord wanted = states[_random.Next(2)];
        PublicationRecord? expected = _random.Next(3) is > 0 and var i ? states[i - 1] : null;
        return _random.Next(3) == 0
            ? async s => (await s.Records<PublicationRecord>().Find(none.Arn, default)) is { } found
                ? System.Text.Encoding.UTF8.GetString(RecordSerializer.Save(found))
                : "none"
            : async s => $"{await s.Records<PublicationRecord>().TryWrite(expected, wanted, default)}";
    }

    private Func<IStore, Task<string>> WriteActivity()
    {
        string name = Name();
        ActivityRecord record = Sample.Activity(name, _random.Next(3));
        ActivityRecord? expected = Version() is { } version ? Sample.Activity(name, version) : null;
        return async s => $"{await s.Records<ActivityRecord>().TryWrite(expected, record, default)}";
    }

    private Func<IStore, Task<string>> Activities()
    {
        string arn = Sample.Activity(Name(), 0).Arn;
        int kind = _random.Next(3);
        return async s =>
        {
            switch (kind)
            {
                case 0:
                    await s.Records<ActivityRecord>().Remove(arn, default);
                    return "";
                case 1:
                    return $"{await s.Records<ActivityRecord>().Find(arn, default)}";
                default:
                    return ShowAll(await s.Records<ActivityRecord>().List("", arn, 2, default), a => a.ToString());
            }
        };
    }

    private Func<IStore, Task<string>> Remove(string machine)
    {
        foreach (string arn in _executions.Where(e => (e.Value.Record.StateMachineArn + "/").StartsWith(machine + "/", StringComparison.Ordinal)).Select(e => e.Key).ToArray())
        {
            _executions.Remove(arn);
        }

        return async s =>
        {
            return $"{await s.RemoveStateMachine(machine, default)}";
        };
    }

    /// <summary>All pages of a list.</summary>
    private static Func<IStore, Task<string>> Pages(ExecutionFilter filter, int count) => async s =>
    {
        List<string> pages = [];
        string? next = null;
        do
        {
            Page<ExecutionSummary> page = await s.ListExecutions(filter, next, count, default);
            pages.Add(ShowAll(page, static e => $"{e}"));
            next = page.Next;
        }
        while (next is not null);
        return string.Join('\n', pages);
    };

    private Func<IStore, Task<string>> ReadHistory(string execution)
    {
        long? after = _random.Next(3) == 0 ? null : _random.Next(0, 12);
        bool reverse = _random.Next(2) == 0 && after != 0;
        int count = _random.Next(1, 8);
        return async s => ShowHistory(await s.ReadHistory(execution, after, count, long.MaxValue, reverse, default));
    }

    private Func<IStore, Task<string>> Add()
    {
        // Some start at the same time, and not all in the order of their start.
        ExecutionRecord record = Sample.Execution(Name(), Number(), DateTimeOffset.UnixEpoch.AddSeconds(_random.Next(20)));
        record = record with { StateMachine = Sample.StateMachine("m", _random.Next(3)) };
        if (_random.Next(2) == 0)
        {
            record = record with { Version = _random.Next(1, 3), Alias = _random.Next(2) == 0 ? null : _random.Next(2) == 0 ? "PROD" : "test" };
        }

        if (_random.Next(3) == 0)
        {
            record = End(record);
        }

        bool runs = record.Status == ExecutionStatus.Running;
        int events = _random.Next(4);
        var step = new ExecutionStep(record, Sample.History(1, events), runs ? Bytes() : null, null);
        _executions.TryAdd(record.Arn, (record, events));
        return async s => $"{await s.TryAddExecution(step)}";
    }

    private Func<IStore, Task<string>> Save()
    {
        (ExecutionRecord Record, long Events)[] running =
            [.. _executions.Values.Where(e => e.Record.Status == ExecutionStatus.Running)];
        if (running.Length == 0)
        {
            return static _ => Task.FromResult("");
        }

        (ExecutionRecord record, long events) = running[_random.Next(running.Length)];
        record = _random.Next(4) == 0 ? End(record) : record;
        bool runs = record.Status == ExecutionStatus.Running;
        int added = _random.Next(3);
        byte[]? snapshot = runs && _random.Next(3) == 0 ? Bytes() : null;
        var step = new ExecutionStep(
            record,
            Sample.History(events + 1, added),
            snapshot,
            runs && snapshot is null && _random.Next(3) > 0 ? Bytes() : null);
        _executions[record.Arn] = (record, events + added);
        return async s =>
        {
            await s.SaveExecution(step);
            return "";
        };
    }

    private Func<IStore, Task<string>> Rest(string execution)
    {
        DateTimeOffset wakes = _random.Next(4) == 0 ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddSeconds(_random.Next(5));
        return async s =>
        {
            await s.Rest(execution, wakes);
            return "";
        };
    }

    /// <summary>All pages of the executions that rest; how they are numbered is the store's matter.</summary>
    private static Func<IStore, Task<string>> RestingInPages(int count) => async s =>
    {
        List<string> pages = [];
        RestingExecution? last = null;
        while ((await s.ListResting(last, count)) is { Count: > 0 } page)
        {
            pages.Add(string.Join(' ', page.Select(static e => $"{e.Arn} {e.Wakes:O}")));
            last = page[^1];
        }

        return string.Join('\n', pages);
    };

    /// <summary>All pages of the executions that ended by a time; how they are numbered is the store's matter.</summary>
    private Func<IStore, Task<string>> EndedInPages(int count)
    {
        DateTimeOffset by = DateTimeOffset.UnixEpoch.AddSeconds(_random.Next(25));
        return async s =>
        {
            List<string> pages = [];
            EndedExecution? last = null;
            while ((await s.ListEnded(last, by, count)) is { Count: > 0 } page)
            {
                pages.Add(string.Join(' ', page.Select(static e => $"{e.Arn} {e.StopDate:O} {e.ParentTask}")));
                last = page[^1];
            }

            pages.Add($"{await s.FindEndBehind(count):O}");
            return string.Join('\n', pages);
        };
    }

    /// <summary>Removes an execution that there may be, if it has ended.</summary>
    private Func<IStore, Task<string>> RemoveEnded()
    {
        string arn = _executions.Count > 0 && _random.Next(4) > 0
            ? _executions.Keys.ElementAt(_random.Next(_executions.Count))
            : Sample.Execution(Name(), Number(), default).Arn;
        DateTimeOffset by = DateTimeOffset.UnixEpoch.AddSeconds(_random.Next(25));
        if (_executions.GetValueOrDefault(arn).Record?.StopDate <= by)
        {
            _executions.Remove(arn);
        }

        return async s =>
        {
            await s.RemoveExecution(arn, by);
            return "";
        };
    }

    private ExecutionRecord End(ExecutionRecord record) => _random.Next(2) == 0
        ? record with
        {
            Status = ExecutionStatus.Succeeded,
            StopDate = record.StartDate.AddSeconds(1),
            Output = JsonAny.ParseVerbatim("[ 1.0 ]"),
        }
        : record with
        {
            Status = (ExecutionStatus)_random.Next(2, 5),
            StopDate = record.StartDate.AddSeconds(2),
            Error = "E",
            Cause = "c",
        };

    private int? OneOf(int a, int b) => _random.Next(4) switch { 0 => a, 1 => b, _ => null };

    private string? OneOf(string a, string b) => _random.Next(6) switch { 0 => a, 1 => b, _ => null };

    private byte[] Bytes()
    {
        byte[] bytes = new byte[_random.Next(1, 9)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Name() => Names[_random.Next(Names.Length)];

    private string Number() => $"e{_random.Next(30)}";

    private int? Version() => _random.Next(4) is > 0 and var version ? version - 1 : null;

    private static string Show(StateMachineRecord? record) => $"{record}";

    private static string Show(ExecutionRecord? record) => $"{record}";

    private static string Show(SavedExecution? saved) => saved is null
        ? "none"
        : $"{saved.Record} {Convert.ToHexString(saved.Snapshot)} {string.Join(' ', saved.Changes.Select(Convert.ToHexString))}";

    private static string ShowAll<T>(Page<T> page, Func<T, string> show) => $"{string.Join('\n', page.Items.Select(show))} | {page.Next}";

    private static string ShowHistory(IReadOnlyList<HistoryEvent> events) =>
        string.Join('\n', events.Select(e => $"{e.Id} {e.PreviousEventId} {e.Timestamp:O} {e.Type} {e.Details}"));
}
