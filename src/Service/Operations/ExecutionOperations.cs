namespace FunctionsAsl.Service.Operations;

internal sealed class ExecutionOperations(ServiceContext context)
{
    /// <summary>
    /// How much a page of a history shows (<see cref="HistoryEvent.Weight"/>): an answer is held in memory a few times over. Where there
    /// are more events, the next page goes on with them.
    /// </summary>
    private const long HistoryPageBytes = 2 * 1024 * 1024;

    internal static readonly JsonMap Included = JsonMap.Of(("included", true));

    /// <summary>Idempotent while the execution runs: the same name and input text get the same answer (API/API_StartExecution).</summary>
    public ValueTask<JsonMap> Start(Request request, CancellationToken cancel) => Start(request, null, isAwaited: false, cancel);

    /// <param name="parentTask">
    /// The task that starts the execution (<see cref="ExecutionRecord.ParentTask"/>). For it the start is idempotent whatever has
    /// become of the execution since.
    /// </param>
    /// <param name="isAwaited">Whether that task waits for its end.</param>
    public async ValueTask<JsonMap> Start(Request request, string? parentTask, bool isAwaited, CancellationToken cancel)
    {
        ExecutionStart start = await ExecutionStart.ReadAsync(context, request, cancel);
        if (start.Machine.IsExpress && isAwaited)
        {
            throw ServiceContext.WrongMachineType();
        }

        if (start.Machine.IsExpress)
        {
            // Names of Express executions need not differ. A task that asks once more means the same one.
            string id = parentTask is null ? Guid.NewGuid().ToString() : ResourceName.OfTask(parentTask);
            ExecutionRecord record = start.ToRecord(context.Arns.Express(start.Machine.Name, start.Name, id), context.Now()) with
            {
                IsAsynchronousExpress = true,
            };
            await context.Engine.StartExpress(record, cancel);
            return Started(record);
        }

        (ExecutionRecord stored, bool created) = await context.Engine.StartExecution(
            start.ToRecord(context.Arns.Execution(start.Machine.Name, start.Name), context.Now()) with { ParentTask = parentTask }, cancel);
        return created || IsSameStart(stored, start) || (parentTask is not null && stored.ParentTask == parentTask)
            ? Started(stored)
            : throw new ApiException("ExecutionAlreadyExists", $"Execution Already Exists: '{stored.Arn}'");
    }

    public async ValueTask<JsonMap> Stop(Request request, CancellationToken cancel)
    {
        string arn = request.Text("executionArn");
        Arns.Check(arn, Arns.ExecutionType);
        ExecutionRecord stopped =
            await context.Engine.StopExecution(arn, request.OptionalText("error"), request.OptionalText("cause"), cancel)
            ?? throw ServiceContext.NoExecution(arn);
        return JsonMap.Of(("stopDate", Timestamp.Of(stopped.StopDate ?? context.Now())));
    }

    public async ValueTask<JsonMap> Redrive(Request request, CancellationToken cancel)
    {
        string arn = request.Text("executionArn");
        Arns.Check(arn, Arns.ExecutionType);
        if (MapRunArn.IsOfChild(arn))
        {
            throw new ApiException("ValidationException", "Labeled Execution ARNs are not supported for this API");
        }

        ExecutionRecord execution = await context.GetExecution(arn, cancel);
        bool isDeleting = await context.StateMachines.Find(execution.StateMachineArn, cancel) is not { IsDeleting: false };
        RedriveAnswer answer = isDeleting
            ? new RedriveAnswer(null, "The state machine is being deleted")
            : await context.Engine.RedriveExecution(arn, request.OptionalText("clientToken"), cancel) ?? throw ServiceContext.NoExecution(arn);
        return answer.Date is { } date
            ? JsonMap.Of(("redriveDate", Timestamp.Of(date)))
            : throw new ApiException("ExecutionNotRedrivable", $"Execution {arn} invalid for redrive as: {answer.Refusal}");
    }

    public async ValueTask<JsonMap> Describe(Request request, CancellationToken cancel)
    {
        ExecutionRecord execution = await context.GetExecution(request.Text("executionArn"), cancel);
        bool hidden = Configuration.HidesData(
            execution.StateMachine.EncryptionConfiguration, request.OptionalText("includedData"));
        return Show(execution, context.Now(), hidden);
    }

    /// <summary>An execution as DescribeExecution shows it.</summary>
    public static JsonMap Show(ExecutionRecord execution, DateTimeOffset now, bool hidden)
    {
        bool hasOutput = !hidden && execution.Output is not null;
        string? notRedrivable = execution.WhyNotRedrivable(now);
        return Alphabetical.Of(
            ("cause", hidden ? null : Alphabetical.Text(execution.Cause)),
            ("error", hidden ? null : Alphabetical.Text(execution.Error)),
            ("executionArn", execution.Arn),
            ("input", Alphabetical.Text(hidden ? null : execution.Input)),
            ("inputDetails", hidden ? null : Included),
            ("mapRunArn", Alphabetical.Text(execution.MapRunArn)),
            ("name", execution.Name),
            ("output", Alphabetical.Text(hasOutput ? execution.Output!.ToString() : null)),
            ("outputDetails", hasOutput ? Included : null),
            // A child of a Map Run has it only once it has ended (ST distributed_map).
            ("redriveCount", execution is { MapRunArn: not null, Status: ExecutionStatus.Running } ? null : execution.Redrives?.Count ?? 0),
            ("redriveDate", execution.Redrives is { } redrives ? Timestamp.Of(redrives.Date) : null),
            ("redriveStatus", notRedrivable is not null ? "NOT_REDRIVABLE" : execution.MapRunArn is null ? "REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN"),
            ("redriveStatusReason", Alphabetical.Text(notRedrivable)),
            ("startDate", Timestamp.Of(execution.StartDate)),
            ("stateMachineAliasArn", Alphabetical.Text(MachineReference.ArnOf(execution.StateMachineArn, execution.Alias))),
            ("stateMachineArn", execution.StateMachineArn),
            ("stateMachineVersionArn", Alphabetical.Text(MachineReference.ArnOf(execution.StateMachineArn, execution.Version))),
            ("status", execution.Status.ApiName()),
            ("stopDate", execution.StopDate is { } stop ? Timestamp.Of(stop) : null),
            ("traceHeader", Alphabetical.Text(execution.TraceHeader)));
    }

    public async ValueTask<JsonMap> List(Request request, CancellationToken cancel)
    {
        string? arn = request.OptionalText("stateMachineArn");
        string? mapRun = request.OptionalText("mapRunArn");
        if ((arn is null) == (mapRun is null))
        {
            throw new ApiException("ValidationException", "Exactly one of stateMachineArn and mapRunArn must be specified");
        }

        string? redriveFilter = request.OptionalText("redriveFilter");
        if (redriveFilter is not null && mapRun is null)
        {
            throw new ApiException("ValidationException", "redriveFilter can only be specified with mapRunArn");
        }

        ExecutionFilter of = arn is null ? await OfMapRun(mapRun!, redriveFilter, cancel) : await OfMachine(arn, cancel);
        string? status = request.OptionalText("statusFilter");
        string scope = $"ListExecutions {arn ?? mapRun} {status} {redriveFilter}";
        string? after = PageToken.Open(scope, request.OptionalText("nextToken"));
        Page<ExecutionSummary> page = status == "PENDING_REDRIVE"
            // A child that waits for a redrive has the status that it ended with, until it goes on.
            ? new Page<ExecutionSummary>([], null)
            : await context.Engine.ListExecutions(of with { Status = ExecutionStatusNames.Find(status) }, after, request.PageSize(), cancel);
        return Listing.Of("executions", scope, page, static execution => Alphabetical.Of(
            ("executionArn", execution.Arn),
            ("itemCount", execution.ItemCount),
            ("mapRunArn", Alphabetical.Text(execution.Owner)),
            ("name", execution.Name),
            ("redriveCount", execution.RedriveCount),
            ("redriveDate", execution.RedriveDate is { } redriven ? Timestamp.Of(redriven) : null),
            ("startDate", Timestamp.Of(execution.StartDate)),
            ("stateMachineAliasArn", Alphabetical.Text(MachineReference.ArnOf(execution.StateMachineArn, execution.Alias))),
            ("stateMachineArn", execution.StateMachineArn),
            ("stateMachineVersionArn", Alphabetical.Text(MachineReference.ArnOf(execution.StateMachineArn, execution.Version))),
            ("status", execution.Status.ApiName()),
            ("stopDate", execution.StopDate is { } stop ? Timestamp.Of(stop) : null)));
    }

    private async ValueTask<ExecutionFilter> OfMachine(string arn, CancellationToken cancel)
    {
        // Those of a version that was deleted are still there (ST control_lifecycle).
        Arns.Check(arn, Arns.StateMachineType);
        var reference = MachineReference.Parse(arn);
        StateMachineRecord machine = await context.StateMachines.Find(reference.MachineArn, cancel) ?? throw ServiceContext.NoStateMachine(arn);
        return machine.IsExpress
            ? throw ServiceContext.WrongMachineType()
            : new ExecutionFilter(machine.Arn, Version: reference.Version, Alias: reference.Alias);
    }

    private async ValueTask<ExecutionFilter> OfMapRun(string arn, string? redriveFilter, CancellationToken cancel)
    {
        ExecutionRecord run = await context.GetMapRun(arn, cancel);
        return new ExecutionFilter(run.StateMachineArn, Owner: arn, Redriven: redriveFilter is null ? null : redriveFilter == "REDRIVEN");
    }

    public async ValueTask<JsonMap> GetHistory(Request request, CancellationToken cancel)
    {
        ExecutionRecord execution = await context.GetExecution(request.Text("executionArn"), cancel);
        bool reverse = request.Flag("reverseOrder");
        bool includeData = request.Flag("includeExecutionData", absent: true);
        string scope = $"GetExecutionHistory {execution.Arn} {reverse}";
        string? position = PageToken.Open(scope, request.OptionalText("nextToken"));
        long after = 0;
        if (position is not null && !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            throw PageToken.Invalid();
        }

        int size = request.PageSize();

        // One more than fits tells whether there is a next page.
        IReadOnlyList<HistoryEvent> events = await context.Engine.ReadHistory(
            execution.Arn, position is null ? null : after, size + 1, HistoryPageBytes, reverse, cancel);
        int shown = 0;
        for (long bytes = 0; shown < Math.Min(size, events.Count); shown++)
        {
            bytes += events[shown].Weight;
            if (bytes > HistoryPageBytes && shown > 0)
            {
                break;
            }
        }

        return Listing.Of(
            "events",
            [.. events.Take(shown).Select(e => HistoryView.Show(e, includeData))],
            shown < events.Count ? PageToken.Issue(scope, events[shown - 1].Id.ToString(CultureInfo.InvariantCulture)) : null);
    }

    private static JsonMap Started(ExecutionRecord record) =>
        JsonMap.Of(("executionArn", record.Arn), ("startDate", Timestamp.Of(record.StartDate)));

    private static bool IsSameStart(ExecutionRecord stored, ExecutionStart start) =>
        stored.Status == ExecutionStatus.Running && stored.Input == start.Input && stored.TestCase == start.TestCase;
}
