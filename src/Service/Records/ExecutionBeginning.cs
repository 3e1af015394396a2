using System.Text.Json;

namespace FunctionsAsl.Service.Records;

/// <summary>The part of an execution's record that never changes: what it began with, but for its machine.</summary>
public sealed record ExecutionBeginning(
    string Arn,
    string Name,
    string StateMachineArn,
    DateTimeOffset StartDate,
    string Input,
    string? TraceHeader = null,
    string? ParentTask = null,
    string? MapRunArn = null,
    string? TestCase = null,
    int? ItemCount = null)
{
    public static ExecutionBeginning Of(ExecutionRecord record) => new(
        record.Arn,
        record.Name,
        record.StateMachineArn,
        record.StartDate,
        record.Input,
        record.TraceHeader,
        record.ParentTask,
        record.MapRunArn,
        record.TestCase,
        record.ItemCount);

    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.ExecutionBeginning);

    /// <exception cref="FormatException">These bytes are no beginning of an execution.</exception>
    public static ExecutionBeginning Load(ReadOnlySpan<byte> saved) => JsonReader.ReadSaved(saved, RecordJson.Default.ExecutionBeginning);

    /// <summary>The whole record.</summary>
    /// <param name="outcome">What came of it; <see langword="null"/> where nothing has yet.</param>
    public ExecutionRecord ToRecord(StateMachineRecord machine, ExecutionStatus status, ExecutionOutcome? outcome) => new()
    {
        Arn = Arn,
        Name = Name,
        StateMachineArn = StateMachineArn,
        StateMachine = machine,
        Input = Input,
        Status = status,
        StartDate = StartDate,
        StopDate = outcome?.StopDate,
        Output = outcome?.Value,
        Error = outcome?.Error,
        Cause = outcome?.Cause,
        KeepsState = outcome?.KeepsState ?? false,
        RedriveObstacle = outcome?.RedriveObstacle,
        TraceHeader = TraceHeader,
        ParentTask = ParentTask,
        MapRunArn = MapRunArn,
        TestCase = TestCase,
        ItemCount = ItemCount,
        MapRun = outcome?.MapRun,
    };
}
