namespace FunctionsAsl.Core.States;

/// <summary>
/// The one state of a Map Run, which is an execution of its own: it ends with what a Distributed Map's children give. Nobody is shown
/// its history.
/// </summary>
internal sealed class MapRunState : State, IOpensBranches, IAwaitsTask, IRunsItems
{
    private readonly DistributedMapState _map;
    private readonly ChildExecutions _children;
    private readonly FileRun _files;

    public MapRunState(DistributedMapState map)
        : base(map.Name, StateEvents.Map)
    {
        _map = map;
        _children = new ChildExecutions(this, map.Processor);
        _files = new FileRun(this, map.Processor);
    }

    public DistributedMapState Map => _map;

    State IRunsItems.State => this;

    internal override void Enter(Turn turn, Branch branch)
    {
        var start = MapRunStart.Load(branch.Input);
        // What fails here failed in the state around it.
        branch.EnteredEventId = start.EnteredEventId;
        if (start.IsOverFiles)
        {
            _files.Begin(turn, branch, start);
            return;
        }

        int concurrency = MapState.AtOnce(start.MaxConcurrency, Limits.DistributedMapConcurrency);
        var waiting = new Waiting.ForBranches(start.Input, start.Items, MapItem.Count(start.Items), concurrency, Started: 0, Ended: 0)
        {
            MapRun = new MapRun(turn.Execution.Arn, start.ToleratedFailureCount, start.ToleratedFailurePercentage)
            {
                MaxConcurrency = start.MaxConcurrency,
            },
        };
        _children.GoOn(turn, branch, waiting);
    }

    /// <summary>Somebody changes how it goes on.</summary>
    public void Update(Turn turn, Branch branch, Event.MapRunUpdated update)
    {
        var waiting = (Waiting.ForBranches)branch.Waiting!;
        MapRun run = waiting.MapRun!;
        long concurrency = update.MaxConcurrency ?? run.MaxConcurrency;
        // Results are written once it is decided: what was given up is not run any more.
        bool isDecided = run.Files?.Phase == MapRunPhase.Writing;
        waiting = waiting with
        {
            Concurrency = MapState.AtOnce(concurrency, Limits.DistributedMapConcurrency),
            MapRun = run with
            {
                MaxConcurrency = concurrency,
                ToleratedCount = isDecided ? run.ToleratedCount : update.ToleratedFailureCount ?? run.ToleratedCount,
                ToleratedPercentage = isDecided ? run.ToleratedPercentage : update.ToleratedFailurePercentage ?? run.ToleratedPercentage,
            },
        };
        if (run.Files is null)
        {
            _children.GoOn(turn, branch, waiting);
        }
        else
        {
            _files.GoOn(turn, branch, waiting);
        }
    }

    Action<Branch>? IAwaitsTask.Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting) =>
        IsOverFiles(turn.Branches.Find("")!) ? _files.Take(happened, turn, waiting) : _children.Take(happened, turn, waiting);

    Command.RunTask IAwaitsTask.Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state) =>
        IsOverFiles(state.Branches[""]) ? _files.Outstanding(branch, waiting, state) : _children.Outstanding(branch, waiting, state);

    void IOpensBranches.Redriven(Turn turn, Branch parent)
    {
        if (IsOverFiles(parent))
        {
            _files.Redriven(turn, parent);
        }
        else
        {
            _children.Redriven(turn, parent);
        }
    }

    ItemBatch? IRunsItems.Batch(Branch branch) =>
        ((JsonMap)branch.Input)["batch"] is JsonMap batch ? ItemBatch.Load(new Saved(batch)) : null;

    JsonAny IRunsItems.ItemInput(Turn turn, Branch branch, JsonAny input, JsonMap item) =>
        _map.ItemInput(input, item, new MapRunScope((JsonMap)branch.Input, item, turn.Entropy, turn.Now, turn.Steps));

    public void Succeed(Turn turn, Branch branch, JsonAny results)
    {
        turn.MapRun = MapRunFigures.Of(branch, ExecutionStatus.Succeeded);
        branch.Waiting = null;
        branch.Output = results;
    }

    public void Fail(Turn turn, Branch branch, string? error, string? cause)
    {
        turn.MapRun = MapRunFigures.Of(branch, ExecutionStatus.Failed);
        turn.Fail(branch, error, cause);
    }

    private static bool IsOverFiles(Branch root) => root.Waiting is Waiting.ForBranches { MapRun.Files: not null };
}
