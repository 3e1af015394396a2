using System.Collections.Frozen;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Finds in a part of a history which visits of states, and which attempts of tasks, end in it. Events say whose they are by what they link
/// back to. What has to be known of the part before stands in the execution's state: nothing is kept between the parts.
/// </summary>
internal sealed class StateVisits
{
    private static readonly FrozenDictionary<HistoryEventType, Meaning> Meanings =
        Enum.GetValues<HistoryEventType>().ToFrozenDictionary(static type => type, static type => MeaningOf(type.ToString()));

    // Where the history stands behind an event, by its id.
    private readonly Dictionary<long, Place> _places = [];
    private readonly Dictionary<long, StateVisit> _open = [];
    // What a redrive goes on with.
    private StateVisit[] _interrupted = [];

    /// <param name="before">Where the execution stood; states around come first.</param>
    public StateVisits(IReadOnlyCollection<OpenState> before)
    {
        foreach (OpenState open in before)
        {
            StateVisit? around = _open.GetValueOrDefault(open.ParentEnteredEventId);
            StateVisit? visit = open.EnteredEventId == 0 ? null
                : new StateVisit(open.EnteredEventId, open.Name, kind: null, open.EnteredTime, around)
                {
                    HasBranches = open.HasBranches,
                    Scheduled = open.Scheduled,
                    Started = open.Started,
                };
            // A branch that has written nothing yet links to the event of the state around, which is known already.
            _places.TryAdd(open.LastEventId, new Place(visit, around));
            if (visit is not null)
            {
                _open[visit.EnteredEventId] = visit;
            }
        }
    }

    private enum Meaning
    {
        None,
        Entered,
        Exited,
        Aborted,
        BranchesBegin,
        IterationBegins,
        IterationEnds,
        BranchesSucceed,
        BranchesFail,
        Scheduled,
        Started,
        AttemptSucceeded,
        AttemptFailed,
        ExecutionEnds,
        ExecutionGoesOn,
    }

    /// <summary>Whether the execution begins with an event, or goes on after a redrive.</summary>
    public static bool Begins(HistoryEventType type) => type is HistoryEventType.ExecutionStarted or HistoryEventType.ExecutionRedriven;

    /// <summary>Whether an event ends the execution, and with it all that was open.</summary>
    public static bool EndsExecution(HistoryEventType type) => Meanings[type] == Meaning.ExecutionEnds;

    /// <summary>What ends with the event that comes next.</summary>
    public IReadOnlyList<EndedVisit> Add(HistoryEvent e)
    {
        List<EndedVisit> ended = [];
        Place place = _places.GetValueOrDefault(e.PreviousEventId);
        _places[e.Id] = Meanings[e.Type] switch
        {
            Meaning.Entered => Enter(place, e, ended),
            Meaning.Exited => Leave(Named(place, e), e, isFailed: false, ended),
            Meaning.Aborted => Leave(IsOfBranches(e) ? OfBranches(place, e, ended) : place.Visit, e, isFailed: true, ended),
            Meaning.IterationBegins => new Place(null, place.Visit ?? place.Around),
            Meaning.BranchesBegin or Meaning.IterationEnds or Meaning.BranchesSucceed => At(OfBranches(place, e, ended)),
            Meaning.BranchesFail => Fail(OfBranches(place, e, ended)),
            Meaning.Scheduled => Schedule(place, e),
            Meaning.Started => Begin(place, e),
            Meaning.AttemptSucceeded => EndAttempt(place, e, isFailed: false, ended),
            Meaning.AttemptFailed => EndAttempt(place, e, isFailed: true, ended),
            Meaning.ExecutionEnds => End(e, ended),
            Meaning.ExecutionGoesOn => GoOn(place),
            _ => place,
        };
        return ended;
    }

    private static Place At(StateVisit? visit) => new(visit, visit?.Around);

    private static Place Fail(StateVisit? visit)
    {
        visit?.HasFailed = true;
        return At(visit);
    }

    private static Place Schedule(Place place, HistoryEvent e)
    {
        place.Visit?.Scheduled = e.Timestamp;
        place.Visit?.Started = null;
        return place;
    }

    private static Place Begin(Place place, HistoryEvent e)
    {
        place.Visit?.Started = e.Timestamp;
        return place;
    }

    private static Place EndAttempt(Place place, HistoryEvent e, bool isFailed, List<EndedVisit> ended)
    {
        if (place.Visit is { } visit)
        {
            ended.Add(new EndedVisit(visit, e, isFailed) { AttemptSince = visit.Scheduled ?? visit.Entered, AttemptStarted = visit.Started });
            visit.Scheduled = null;
            visit.Started = null;
        }

        return place;
    }

    private Place Enter(Place place, HistoryEvent e, List<EndedVisit> ended)
    {
        // The first state of a branch links to what the state around has written.
        var visit = new StateVisit(
            e.Id, (e.Details?["name"] as JsonString)?.Value ?? "", e.Type.ToString()[..^"StateEntered".Length], e.Timestamp, place.Visit ?? place.Around);
        _open[e.Id] = visit;
        return e.Type == HistoryEventType.FailStateEntered ? Leave(visit, e, isFailed: true, ended) : At(visit);
    }

    private Place Leave(StateVisit? visit, HistoryEvent e, bool isFailed, List<EndedVisit> ended)
    {
        if (visit is null)
        {
            return default;
        }

        // Not every event links to the one that closed it.
        if (_open.Remove(visit.EnteredEventId))
        {
            ended.Add(new EndedVisit(visit, e, isFailed));
        }

        return new Place(null, visit.Around);
    }

    /// <summary>The state that an event names: a Parallel or Map state is left behind the last event of a branch.</summary>
    private StateVisit? Named(Place place, HistoryEvent e)
    {
        string? name = (e.Details?["name"] as JsonString)?.Value;
        for (StateVisit? visit = place.Visit ?? place.Around; visit is not null; visit = visit.Around)
        {
            if (visit.Name == name)
            {
                return visit;
            }
        }

        // An expression that failed at the entry links to what that linked to: it was entered last.
        return _open.Values.Where(visit => visit.Name == name && visit.Around == place.Around).MaxBy(static visit => visit.EnteredEventId);
    }

    /// <summary>The Parallel or Map state that an event is of. What is left open within it has failed, without an event of its own.</summary>
    private StateVisit? OfBranches(Place place, HistoryEvent e, List<EndedVisit> ended)
    {
        string kind = KindOfBranches(e);
        StateVisit? visit = place.Visit ?? place.Around;
        while (visit is not null && (!visit.HasBranches || visit.HasFailed || (visit.Kind ?? kind) != kind))
        {
            Leave(visit, e, isFailed: true, ended);
            visit = visit.Around;
        }

        return visit;
    }

    private Place End(HistoryEvent e, List<EndedVisit> ended)
    {
        foreach (StateVisit visit in _open.Values)
        {
            ended.Add(new EndedVisit(visit, e, IsFailed: true));
        }

        _interrupted = [.. _open.Values];
        _open.Clear();
        return default;
    }

    private Place GoOn(Place place)
    {
        foreach (StateVisit visit in _interrupted)
        {
            visit.HasFailed = false;
            _open[visit.EnteredEventId] = visit;
        }

        return place;
    }

    private static bool IsOfBranches(HistoryEvent e) => KindOfBranches(e).Length > 0;

    private static string KindOfBranches(HistoryEvent e)
    {
        string type = e.Type.ToString();
        return type.StartsWith("Map", StringComparison.Ordinal) ? "Map"
            : type.StartsWith("Parallel", StringComparison.Ordinal) ? "Parallel"
            : "";
    }

    private static Meaning MeaningOf(string type) => type switch
    {
        "ExecutionSucceeded" or "ExecutionFailed" or "ExecutionAborted" or "ExecutionTimedOut" => Meaning.ExecutionEnds,
        "ExecutionRedriven" => Meaning.ExecutionGoesOn,
        "MapStateStarted" or "ParallelStateStarted" => Meaning.BranchesBegin,
        "MapIterationStarted" => Meaning.IterationBegins,
        "MapIterationSucceeded" or "MapIterationFailed" or "MapIterationAborted" => Meaning.IterationEnds,
        "MapStateSucceeded" or "ParallelStateSucceeded" => Meaning.BranchesSucceed,
        "MapStateFailed" or "ParallelStateFailed" => Meaning.BranchesFail,
        _ when type.EndsWith("StateEntered", StringComparison.Ordinal) => Meaning.Entered,
        _ when type.EndsWith("StateExited", StringComparison.Ordinal) => Meaning.Exited,
        _ when type.EndsWith("StateAborted", StringComparison.Ordinal) => Meaning.Aborted,
        _ when !IsOfTask(type) => Meaning.None,
        _ when type.EndsWith("Scheduled", StringComparison.Ordinal) => Meaning.Scheduled,
        _ when type.EndsWith("Started", StringComparison.Ordinal) => Meaning.Started,
        _ when type.EndsWith("Succeeded", StringComparison.Ordinal) => Meaning.AttemptSucceeded,
        _ when type.EndsWith("Failed", StringComparison.Ordinal) || type.EndsWith("TimedOut", StringComparison.Ordinal) => Meaning.AttemptFailed,
        _ => Meaning.None,
    };

    private static bool IsOfTask(string type) => type.StartsWith("Task", StringComparison.Ordinal)
        || type.StartsWith("LambdaFunction", StringComparison.Ordinal) || type.StartsWith("Activity", StringComparison.Ordinal);

    /// <param name="Visit">The state that a branch stands in; <see langword="null"/> between two.</param>
    /// <param name="Around">The Parallel or Map state that the branch belongs to.</param>
    private readonly record struct Place(StateVisit? Visit, StateVisit? Around);
}
