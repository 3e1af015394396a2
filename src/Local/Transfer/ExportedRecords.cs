using FunctionsAsl.Core.Execution;

namespace FunctionsAsl.Local.Transfer;

/// <summary>Lines of an export as the records that a store keeps.</summary>
internal static class ExportedRecords
{
    public static ActivityRecord Activity(JsonMap line)
    {
        JsonMap shown = Map(line, ExportedLine.Activity);
        return new ActivityRecord
        {
            Arn = Text(shown, "activityArn"),
            Name = Text(shown, "name"),
            CreationDate = RunningServer.Time(shown, "creationDate"),
            EncryptionConfiguration = shown["encryptionConfiguration"] as JsonMap,
            Tags = Tags(line),
        };
    }

    public static StateMachineRecord StateMachine(JsonMap line)
    {
        JsonMap shown = Map(line, ExportedLine.StateMachine);
        return Configured(shown, new StateMachineRecord
        {
            Arn = Text(shown, "stateMachineArn"),
            Name = Text(shown, "name"),
            Definition = "",
            RoleArn = "",
            Type = Text(shown, "type"),
            Status = "ACTIVE",
            CreationDate = RunningServer.Time(shown, "creationDate"),
            Tags = Tags(line),
        });
    }

    /// <summary>The versions of a machine with what each of them is, by number.</summary>
    public static IEnumerable<(StateMachineVersion Version, StateMachineRecord Revision)> Versions(JsonMap line, StateMachineRecord machine) =>
        Items(line, ExportedLine.Versions)
            .Select(shown => (
                new StateMachineVersion(
                    MachineReference.Parse(Text(shown, "stateMachineArn")).Version ?? throw new InvalidCastException("stateMachineArn"),
                    Revision: "",
                    RunningServer.Time(shown, "creationDate"),
                    RunningServer.Text(shown, "revisionId"),
                    RunningServer.Text(shown, "description")),
                Configured(shown, machine)))
            .OrderBy(static v => v.Item1.Number);

    public static IEnumerable<StateMachineAlias> Aliases(JsonMap line) => Items(line, ExportedLine.Aliases).Select(static shown => new StateMachineAlias(
        Text(shown, "name"),
        [.. Items(shown, "routingConfiguration").Select(static route => new AliasRoute(
            MachineReference.Parse(Text(route, "stateMachineVersionArn")).Version ?? throw new InvalidCastException("stateMachineVersionArn"), (int)Whole(route, "weight")))],
        RunningServer.Time(shown, "creationDate"),
        shown.Contains("updateDate") ? RunningServer.Time(shown, "updateDate") : null,
        RunningServer.Text(shown, "description")));

    /// <param name="whole">The machine whose execution it is, or that has the Distributed Map whose items it runs.</param>
    public static ExecutionRecord Execution(JsonMap line, StateMachineRecord whole)
    {
        JsonMap shown = Map(line, ExportedLine.Execution);
        StateMachineRecord machine = Configured(Map(line, ExportedLine.Definition), whole);
        string machineArn = Text(shown, "stateMachineArn");
        if (machineArn != whole.Arn)
        {
            // Only those of the type STANDARD are listed.
            machine = machine with { Arn = machineArn, Label = machineArn[(whole.Arn.Length + 1)..], Type = "STANDARD" };
        }

        return new ExecutionRecord
        {
            Arn = Text(shown, "executionArn"),
            Name = Text(shown, "name"),
            StateMachineArn = machine.Arn,
            StateMachine = machine,
            MapRunArn = RunningServer.Text(shown, "mapRunArn"),
            ItemCount = line.Contains(ExportedLine.ItemCount) ? (int)Whole(line, ExportedLine.ItemCount) : null,
            Version = RunningServer.Text(shown, "stateMachineVersionArn") is { } version ? MachineReference.Parse(version).Version : null,
            Alias = RunningServer.Text(shown, "stateMachineAliasArn") is { } alias ? MachineReference.Parse(alias).Alias : null,
            Input = RunningServer.Text(shown, "input") ?? "{}",
            Status = Status(shown),
            StartDate = RunningServer.Time(shown, "startDate"),
            StopDate = shown.Contains("stopDate") ? RunningServer.Time(shown, "stopDate") : null,
            Output = RunningServer.Text(shown, "output") is { } output ? JsonAny.ParseVerbatim(output) : null,
            Error = RunningServer.Text(shown, "error"),
            Cause = RunningServer.Text(shown, "cause"),
            Redrives = Redrives(shown),
            TraceHeader = RunningServer.Text(shown, "traceHeader"),
        };
    }

    /// <summary>The execution that a Map Run is; what it was given is not told.</summary>
    /// <param name="parent">The execution that has begun it.</param>
    public static ExecutionRecord MapRun(JsonMap line, ExecutionRecord parent)
    {
        JsonMap shown = Map(line, ExportedLine.MapRun);
        string arn = Text(shown, "mapRunArn");
        string label = MapRunArn.LabelOf(arn) ?? throw new InvalidCastException("mapRunArn");
        return new ExecutionRecord
        {
            Arn = arn,
            Name = arn[(arn.LastIndexOf(':') + 1)..],
            StateMachineArn = $"{parent.StateMachine.WholeArn}/{label}",
            StateMachine = parent.StateMachine,
            Input = "{}",
            ParentTask = parent.Arn + "#",
            Status = Status(shown),
            StartDate = RunningServer.Time(shown, "startDate"),
            StopDate = shown.Contains("stopDate") ? RunningServer.Time(shown, "stopDate") : null,
            Redrives = Redrives(shown),
            MapRun = new MapRunFigures(
                Whole(shown, "maxConcurrency"),
                Whole(shown, "toleratedFailureCount"),
                shown["toleratedFailurePercentage"] is JsonNumber share ? share.AsDouble : throw new InvalidCastException("toleratedFailurePercentage"),
                Counts(Map(shown, "itemCounts")),
                Counts(Map(shown, "executionCounts"))),
        };
    }

    public static IReadOnlyList<HistoryEvent> History(JsonMap line) => [.. Items(line, ExportedLine.History).Select(RunningServer.Read)];

    private static MapRunCounts Counts(JsonMap shown) => new(
        Whole(shown, "pending"),
        Whole(shown, "running"),
        Whole(shown, "succeeded"),
        Whole(shown, "failed"),
        Whole(shown, "timedOut"),
        Whole(shown, "aborted"),
        Whole(shown, "resultsWritten"),
        shown.Contains("pendingRedrive") ? Whole(shown, "pendingRedrive") : 0);

    private static ExecutionStatus Status(JsonMap shown) => ExecutionStatusNames.Find(Text(shown, "status")) ?? throw new InvalidCastException("status");

    /// <summary>A redrive's date; a Map Run's count is told without one, too.</summary>
    private static ExecutionRedrives? Redrives(JsonMap shown) => shown.Contains("redriveDate")
        ? new ExecutionRedrives(Whole(shown, "redriveCount"), RunningServer.Time(shown, "redriveDate"), [])
        : null;

    /// <summary>A machine as it was described at some time.</summary>
    private static StateMachineRecord Configured(JsonMap shown, StateMachineRecord machine) => machine with
    {
        Definition = Text(shown, "definition"),
        RoleArn = Text(shown, "roleArn"),
        RevisionId = RunningServer.Text(shown, "revisionId"),
        UpdateDate = shown.Contains("updateDate") ? RunningServer.Time(shown, "updateDate") : null,
        LoggingConfiguration = shown["loggingConfiguration"] as JsonMap,
        TracingConfiguration = shown["tracingConfiguration"] as JsonMap,
        EncryptionConfiguration = shown["encryptionConfiguration"] as JsonMap,
    };

    private static JsonMap Tags(JsonMap line) =>
        JsonMap.Of([.. Items(line, ExportedLine.Tags).Select(static tag => (Text(tag, "key"), (JsonAny)Text(tag, "value")))]);

    private static JsonMap Map(JsonMap of, string name) => of[name] as JsonMap ?? throw new InvalidCastException(name);

    private static IEnumerable<JsonMap> Items(JsonMap of, string name) =>
        of[name] is JsonList list ? list.Cast<JsonMap>() : throw new InvalidCastException(name);

    private static string Text(JsonMap of, string name) => RunningServer.Text(of, name) ?? throw new InvalidCastException(name);

    private static long Whole(JsonMap of, string name) => of[name] is JsonNumber number && number.TryGetInt64(out long whole) ? whole : throw new InvalidCastException(name);
}
