namespace FunctionsAsl.Core.States;

/// <summary>
/// The one state of a Map Run, which is an execution of its own: it ends with what a Distributed Map's children give. Nobody is shown
/// its history.
/// </summary>
internal sealed class MapRunState : State, IOpensBranches, IAwaitsTask, IRunsItems
{
    private readonly DistributedMapState _map;
    private readonly ChildExecutions _children;

    public MapRunState(DistributedMapState map)
        : base(map.Name, StateEvents.Map)
    {
        _map = map;
        _children = new ChildExecutions(this, map.Processor);
    }

    State IRunsItems.State => this;

    internal override void Enter(Turn turn, Branch branch)
    {
        var start = MapRunStart.Load(branch.Input);
        // What fails here failed in the state around it.
        branch.EnteredEventId = start.EnteredEventId;
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
        _children.GoOn(turn, branch, waiting with
        {
            Concurrency = MapState.AtOnce(concurrency, Limits.DistributedMapConcurrency),
            MapRun = run with
            {
                MaxConcurrency = concurrency,
                ToleratedCount = update.ToleratedFailureCount ?? run.ToleratedCount,
                ToleratedPercentage = update.ToleratedFailurePercentage ?? run.ToleratedPercentage,
            },
        });
    }

    Action<Branch>? IAwaitsTask.Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting) => _children.Take(happened, turn, waiting);

    Command.RunTask IAwaitsTask.Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state) =>
        _children.Outstanding(branch, waiting, state);

    void IOpensBranches.Redriven(Turn turn, Branch parent) => _children.Redriven(turn, parent);

    ItemBatch? IRunsItems.Batch(Branch branch) =>
        ((JsonObject)branch.Input)["batch"] is JsonObject batch ? ItemBatch.Load(new Saved(batch)) : null;

    JsonValue IRunsItems.ItemInput(Turn turn, Branch branch, JsonValue input, JsonObject item) =>
        _map.ItemInput(input, item, new MapRunScope(turn, (JsonObject)branch.Input, item));

    void IRunsItems.Succeed(Turn turn, Branch branch, JsonArray results)
    {
        turn.MapRun = MapRunFigures.Of(branch, ExecutionStatus.Succeeded);
        branch.Waiting = null;
        branch.Output = results;
    }

    void IRunsItems.Fail(Turn turn, Branch branch, string error, string cause)
    {
        turn.MapRun = MapRunFigures.Of(branch, ExecutionStatus.Failed);
        turn.Fail(branch, error, cause);
    }
}
