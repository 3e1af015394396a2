using System.Globalization;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Local.Transfer;

/// <summary>
/// Takes what was exported into a store, line by line. What is there already and the same is passed over, so that an import that broke off can
/// be begun again. Executions that still ran are left out: they go on where they run.
/// </summary>
internal sealed class Import(IStore store)
{
    private readonly Dictionary<string, StateMachineRecord> _machines = new(StringComparer.Ordinal);

    // By machine.
    private readonly Dictionary<string, PublicationRecord> _published = new(StringComparer.Ordinal);

    // Of the executions that were taken, but for those of Map Runs, which go with them.
    private readonly List<DateTimeOffset> _ends = [];

    public int Machines { get; private set; }

    public int Activities { get; private set; }

    public int Executions { get; private set; }

    public int MapRuns { get; private set; }

    /// <summary>How many executions ran and were left out.</summary>
    public int Running { get; private set; }

    /// <summary>How many of the executions that were taken a server on the store would remove as soon as it starts.</summary>
    /// <param name="service">What it keeps: <see cref="ServiceOptions.Retention"/>, <see cref="ServiceOptions.RetentionCount"/>.</param>
    public async Task<int> CountExpiredAsync(ServiceOptions service)
    {
        DateTimeOffset? byCount = service.RetentionCount is { } count ? await store.FindEndBehind(count) : null;
        return _ends.Count(end => end <= service.KeptSince || end <= byCount);
    }

    /// <exception cref="ImportException">A line is none of an export, or has what is there already and is something else: with its number.</exception>
    public async Task ReadAsync(TextReader lines, CancellationToken cancel)
    {
        for (int number = 1; await lines.ReadLineAsync(cancel) is { } text; number++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            try
            {
                await AddAsync(JsonAny.Parse(text) as JsonMap ?? throw new ImportException("It is no JSON object."), cancel);
            }
            catch (Exception e) when (e is JsonSyntaxException or ImportException or InvalidCastException or ArgumentException or FormatException or InvalidOperationException)
            {
                string problem = e is ImportException ? e.Message : $"It is no line of an export: {e.Message}";
                throw new ImportException(string.Create(CultureInfo.InvariantCulture, $"Line {number}: {problem}"));
            }
        }
    }

    private async Task AddAsync(JsonMap line, CancellationToken cancel)
    {
        if (line.Contains(ExportedLine.Activity))
        {
            Activities += await AddAsync(ExportedRecords.Activity(line), cancel) ? 1 : 0;
        }
        else if (line.Contains(ExportedLine.StateMachine))
        {
            await AddMachineAsync(line, cancel);
        }
        else if (line.Contains(ExportedLine.Execution))
        {
            await AddExecutionAsync(line, cancel);
        }
        else if (line.Contains(ExportedLine.MapRun))
        {
            await AddMapRunAsync(line, cancel);
        }
        else
        {
            throw new ImportException($"It has neither {ExportedLine.Activity}, {ExportedLine.StateMachine}, {ExportedLine.Execution} nor {ExportedLine.MapRun}.");
        }
    }

    private async Task AddMachineAsync(JsonMap line, CancellationToken cancel)
    {
        StateMachineRecord machine = ExportedRecords.StateMachine(line);
        PublicationRecord published = PublicationRecord.Of(machine);
        foreach ((StateMachineVersion version, StateMachineRecord revision) in ExportedRecords.Versions(line, machine))
        {
            published = published.With(version with { Revision = await store.Revisions.Keep(revision, cancel) });
        }

        foreach (StateMachineAlias alias in ExportedRecords.Aliases(line))
        {
            published = published.With(alias);
        }

        // An earlier import may have come across an execution of a version that was deleted.
        PublicationRecord? known = await store.Records<PublicationRecord>().Find(published.Arn, cancel);
        published = published with { LastVersion = Math.Max(published.LastVersion, known?.LastVersion ?? 0) };

        // Whoever sees the machine sees its versions.
        if (published.LastVersion > 0)
        {
            await AddAsync(published, cancel);
        }

        _published[machine.Arn] = published;

        Machines += await AddAsync(machine, cancel) ? 1 : 0;
        _machines[machine.Arn] = machine;
    }

    private async Task AddExecutionAsync(JsonMap line, CancellationToken cancel)
    {
        string arn = RunningServer.Text((JsonMap)line[ExportedLine.Execution]!, "stateMachineArn")
            ?? throw new ImportException("The execution has no stateMachineArn.");
        // That of an item: the machine's, and behind a slash the label of the Distributed Map.
        string whole = arn.Split('/')[0];
        ExecutionRecord execution = ExportedRecords.Execution(
            line, _machines.GetValueOrDefault(whole) ?? throw new ImportException($"The state machine {whole} must come before its executions."));
        if (execution.MapRunArn is { } run && await store.FindExecution(run, cancel) is null)
        {
            // It was left out.
            return;
        }

        await NumberBehindAsync(whole, execution.Version ?? 0, cancel);
        if (execution.Status == ExecutionStatus.Running)
        {
            Running++;
        }
        else if (await AddAsync(execution, ExportedRecords.History(line), cancel))
        {
            Executions++;
            if (execution.MapRunArn is null)
            {
                _ends.Add(execution.StopDate ?? DateTimeOffset.MaxValue);
            }
        }
    }

    /// <summary>A number that a version had once is not given out again, also where the version was deleted.</summary>
    private async Task NumberBehindAsync(string machine, int version, CancellationToken cancel)
    {
        PublicationRecord published = _published[machine];
        if (version > published.LastVersion)
        {
            PublicationRecord raised = published with { LastVersion = version };
            IRecords<PublicationRecord> records = store.Records<PublicationRecord>();
            if (!await records.TryWrite(null, raised, cancel))
            {
                await records.Change(raised.Arn, stored => stored with { LastVersion = version }, cancel);
            }

            _published[machine] = raised;
        }
    }

    private async Task AddMapRunAsync(JsonMap line, CancellationToken cancel)
    {
        string arn = RunningServer.Text((JsonMap)line[ExportedLine.MapRun]!, "executionArn") ?? throw new ImportException("The Map Run has no executionArn.");
        // With an execution that was left out it is, too.
        if (await store.FindExecution(arn, cancel) is { } parent && await AddAsync(ExportedRecords.MapRun(line, parent), [], cancel))
        {
            MapRuns++;
        }
    }

    /// <returns>Whether it is new.</returns>
    private async Task<bool> AddAsync(ExecutionRecord execution, IReadOnlyList<HistoryEvent> history, CancellationToken cancel) =>
        await store.TryAddExecution(new ExecutionStep(execution, history, null, null))
            || ((await store.FindExecution(execution.Arn, cancel))?.StartDate == execution.StartDate
                ? false
                : throw new ImportException($"{execution.Arn} is there already, and another."));

    /// <returns>Whether it is new.</returns>
    private async Task<bool> AddAsync<T>(T record, CancellationToken cancel)
        where T : class, IRecord<T>
    {
        IRecords<T> records = store.Records<T>();
        return await records.TryWrite(null, record, cancel)
            || (RecordSerializer.AreAlike(record, await records.Find(record.Arn, cancel)) ? false : throw new ImportException($"{record.Arn} is there already, and different."));
    }
}

/// <summary>An import cannot go on; the message says where and why.</summary>
internal sealed class ImportException(string message) : Exception(message);
