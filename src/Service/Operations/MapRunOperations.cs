namespace FunctionsAsl.Service.Operations;

/// <summary>Operations on the runs of Distributed Maps.</summary>
internal sealed class MapRunOperations(ServiceContext context)
{
    public async ValueTask<JsonMap> Describe(Request request, CancellationToken cancel)
    {
        ExecutionRecord run = await context.GetMapRun(request.Text("mapRunArn"), cancel);
        MapRunFigures? figures = run.MapRun ?? await context.Engine.ReadMapRun(run.Arn, cancel);
        if (figures is null)
        {
            // It has ended meanwhile, or nothing of it was ever read.
            run = await context.GetMapRun(run.Arn, cancel);
            figures = run.MapRun;
        }

        return Alphabetical.Of(
            ("executionArn", run.Owner!),
            ("executionCounts", figures is null ? JsonMap.Empty : Show(figures.Executions, run.Redrives)),
            ("itemCounts", figures is null ? JsonMap.Empty : Show(figures.Items, run.Redrives)),
            ("mapRunArn", run.Arn),
            ("maxConcurrency", figures?.MaxConcurrency),
            ("redriveCount", run.Redrives?.Count),
            ("redriveDate", run.Redrives is { } redrives ? Timestamp.Of(redrives.Date) : null),
            ("startDate", Timestamp.Of(run.StartDate)),
            ("status", run.Status.ApiName()),
            ("stopDate", run.StopDate is { } stop ? Timestamp.Of(stop) : null),
            ("toleratedFailureCount", figures?.ToleratedFailureCount),
            ("toleratedFailurePercentage", Alphabetical.Float(figures?.ToleratedFailurePercentage)));
    }

    public async ValueTask<JsonMap> List(Request request, CancellationToken cancel)
    {
        ExecutionRecord execution = await context.GetExecution(request.Text("executionArn"), cancel);
        string scope = $"ListMapRuns {execution.Arn}";
        Page<ExecutionSummary> page = await context.Engine.ListExecutions(
            new ExecutionFilter(execution.StateMachine.WholeArn, Owner: execution.Arn),
            PageToken.Open(scope, request.OptionalText("nextToken")),
            request.PageSize(),
            cancel);
        return Listing.Of("mapRuns", scope, page, run => Alphabetical.Of(
            ("executionArn", execution.Arn),
            ("mapRunArn", run.Arn),
            ("startDate", Timestamp.Of(run.StartDate)),
            ("stateMachineArn", run.StateMachineArn),
            ("stopDate", run.StopDate is { } stop ? Timestamp.Of(stop) : null)));
    }

    public async ValueTask<JsonMap> Update(Request request, CancellationToken cancel)
    {
        long? concurrency = request.Number("maxConcurrency");
        long? count = request.Number("toleratedFailureCount");
        double? percentage = request.Fraction("toleratedFailurePercentage");
        ExecutionRecord run = await context.GetMapRun(request.Text("mapRunArn"), cancel);
        if ((concurrency, count, percentage) is (null, null, null))
        {
            throw new ApiException(
                "ValidationException",
                "One of maxConcurrency, toleratedFailureCount and toleratedFailurePercentage must be specified")
            {
                Reason = "MISSING_REQUIRED_PARAMETER",
            };
        }

        return run.Status == ExecutionStatus.Running && await context.Engine.UpdateMapRun(run.Arn, concurrency, count, percentage, cancel)
            ? JsonMap.Empty
            : throw new ApiException(
                "ValidationException", $"Map Run has ended and cannot be updated: '{run.Arn}'")
            {
                Reason = "CANNOT_UPDATE_COMPLETED_MAP_RUN",
            };
    }

    /// <summary>What concerns redrives is shown once there was one: the recording is of a run without (test_list_map_runs_and_describe_map_run).</summary>
    private static JsonMap Show(MapRunCounts counts, ExecutionRedrives? redrives) => Alphabetical.Of(
        ("aborted", counts.Aborted),
        ("failed", counts.Failed),
        ("failuresNotRedrivable", redrives is null ? null : 0),
        ("pending", counts.Pending),
        ("pendingRedrive", redrives is null ? null : counts.PendingRedrive),
        ("resultsWritten", counts.ResultsWritten),
        ("running", counts.Running),
        ("succeeded", counts.Succeeded),
        ("timedOut", counts.TimedOut),
        ("total", counts.Total));
}
