using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsAsl.Service.Records;

/// <summary>The part of an execution's record that is there once it has ended: what came of it.</summary>
/// <param name="OutputText">An output that came in as input, which comes out as it was written.</param>
public sealed record ExecutionOutcome(
    DateTimeOffset StopDate, string? OutputText = null, JsonAny? Output = null, string? Error = null, string? Cause = null)
{
    /// <summary>As <see cref="ExecutionRecord.KeepsState"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepsState { get; init; }

    /// <summary>As <see cref="ExecutionRecord.RedriveObstacle"/>.</summary>
    public string? RedriveObstacle { get; init; }

    /// <summary>As <see cref="ExecutionRecord.MapRun"/>.</summary>
    public MapRunFigures? MapRun { get; init; }

    /// <summary>The output, however it is saved.</summary>
    public JsonAny? Value => OutputText is null ? Output : JsonAny.ParseVerbatim(OutputText);

    public static ExecutionOutcome Of(DateTimeOffset stopDate, JsonAny? output, string? error, string? cause) =>
        output?.ContainsSourceText() == true
            ? new ExecutionOutcome(stopDate, OutputText: output.ToString(), null, error, cause)
            : new ExecutionOutcome(stopDate, null, output, error, cause);

    /// <summary>What came of an execution that has come to this state, which does not run any more.</summary>
    public static ExecutionOutcome Of(DateTimeOffset stopDate, ExecutionState state) =>
        Of(stopDate, state.Output, state.Error, state.Cause) with
        {
            KeepsState = state.IsRedrivable,
            RedriveObstacle = state.RedriveObstacle,
            MapRun = state.MapRun,
        };

    /// <summary>What came of an execution; <see langword="null"/> while it runs.</summary>
    public static ExecutionOutcome? Of(ExecutionRecord record) => record.StopDate is not { } stop ? null
        : Of(stop, record.Output, record.Error, record.Cause) with
        {
            KeepsState = record.KeepsState,
            RedriveObstacle = record.RedriveObstacle,
            MapRun = record.MapRun,
        };

    public byte[] Save() => JsonSerializer.SerializeToUtf8Bytes(this, RecordJson.Default.ExecutionOutcome);

    /// <summary>Reads what <see cref="Save"/> gave; <see langword="null"/> where there is nothing.</summary>
    /// <exception cref="FormatException">These bytes are no outcome of an execution.</exception>
    public static ExecutionOutcome? Load(ReadOnlySpan<byte> saved) =>
        saved.IsEmpty ? null : JsonReader.ReadSaved(saved, RecordJson.Default.ExecutionOutcome);
}
