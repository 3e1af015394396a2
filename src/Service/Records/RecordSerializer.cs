using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Service.Records;

/// <summary>
/// Saves and loads records as JSON. An execution is saved in two parts: what it began with, which never changes, and what came of it.
/// </summary>
public static class RecordSerializer
{
    public static byte[] Save(StateMachineRecord record) => new JsonObject.Builder()
        .Set("arn", record.Arn)
        .Set("name", record.Name)
        .SetIfPresent("label", Json(record.Label))
        .Set("definition", record.Definition)
        .Set("roleArn", record.RoleArn)
        .Set("type", record.Type)
        .Set("status", record.Status)
        .Set("creationDate", Ticks(record.CreationDate))
        .SetIfPresent("revisionId", Json(record.RevisionId))
        .SetIfPresent("updateDate", Ticks(record.UpdateDate))
        .SetIfPresent("loggingConfiguration", record.LoggingConfiguration)
        .SetIfPresent("tracingConfiguration", record.TracingConfiguration)
        .SetIfPresent("encryptionConfiguration", record.EncryptionConfiguration)
        .Set("tags", record.Tags)
        .Build()
        .ToUtf8();

    /// <exception cref="FormatException">These bytes are not a saved state machine.</exception>
    public static StateMachineRecord LoadStateMachine(ReadOnlySpan<byte> utf8)
    {
        JsonObject saved = Parse(utf8);
        return new StateMachineRecord
        {
            Arn = Text(saved, "arn"),
            Name = Text(saved, "name"),
            Label = OptionalText(saved, "label"),
            Definition = Text(saved, "definition"),
            RoleArn = Text(saved, "roleArn"),
            Type = Text(saved, "type"),
            Status = Text(saved, "status"),
            CreationDate = Time(saved, "creationDate"),
            RevisionId = OptionalText(saved, "revisionId"),
            UpdateDate = OptionalTime(saved, "updateDate"),
            LoggingConfiguration = saved["loggingConfiguration"] as JsonObject,
            TracingConfiguration = saved["tracingConfiguration"] as JsonObject,
            EncryptionConfiguration = saved["encryptionConfiguration"] as JsonObject,
            Tags = saved["tags"] as JsonObject ?? throw Missing("tags"),
        };
    }

    public static byte[] Save(ActivityRecord record) => new JsonObject.Builder()
        .Set("arn", record.Arn)
        .Set("name", record.Name)
        .Set("creationDate", Ticks(record.CreationDate))
        .SetIfPresent("encryptionConfiguration", record.EncryptionConfiguration)
        .Set("tags", record.Tags)
        .Build()
        .ToUtf8();

    /// <exception cref="FormatException">These bytes are not a saved activity.</exception>
    public static ActivityRecord LoadActivity(ReadOnlySpan<byte> utf8)
    {
        JsonObject saved = Parse(utf8);
        return new ActivityRecord
        {
            Arn = Text(saved, "arn"),
            Name = Text(saved, "name"),
            CreationDate = Time(saved, "creationDate"),
            EncryptionConfiguration = saved["encryptionConfiguration"] as JsonObject,
            Tags = saved["tags"] as JsonObject ?? throw Missing("tags"),
        };
    }

    /// <summary>What an execution began with, but for its machine.</summary>
    public static byte[] SaveBeginning(ExecutionRecord record) => new JsonObject.Builder()
        .Set("arn", record.Arn)
        .Set("name", record.Name)
        .Set("stateMachineArn", record.StateMachineArn)
        .Set("startDate", Ticks(record.StartDate))
        .Set("input", record.Input)
        .SetIfPresent("traceHeader", Json(record.TraceHeader))
        .SetIfPresent("parentTask", Json(record.ParentTask))
        .SetIfPresent("mapRunArn", Json(record.MapRunArn))
        .SetIfPresent("testCase", Json(record.TestCase))
        .Build()
        .ToUtf8();

    /// <summary>What came of an execution; <see langword="null"/> while it runs and nothing has.</summary>
    public static byte[]? SaveOutcome(ExecutionRecord record) =>
        record.StopDate is { } stop ? SaveOutcome(stop, record.Output, record.Error, record.Cause) : null;

    /// <inheritdoc cref="SaveOutcome(ExecutionRecord)"/>
    public static byte[] SaveOutcome(DateTimeOffset stopDate, JsonValue? output, string? error, string? cause)
    {
        // An output that came in as input comes out as it was written.
        bool isVerbatim = output?.ContainsSourceText() == true;
        return new JsonObject.Builder()
            .Set("stopDate", Ticks(stopDate))
            .SetIfPresent(isVerbatim ? "outputText" : "output", isVerbatim ? Json(output!.ToString()) : output)
            .SetIfPresent("error", Json(error))
            .SetIfPresent("cause", Json(cause))
            .Build()
            .ToUtf8();
    }

    /// <param name="machine">The machine that the execution began with.</param>
    /// <param name="status">How far it is.</param>
    /// <param name="beginning">From <see cref="SaveBeginning"/>.</param>
    /// <param name="outcome">From <see cref="SaveOutcome(ExecutionRecord)"/>; empty for none.</param>
    /// <exception cref="FormatException">These bytes are not a saved execution.</exception>
    public static ExecutionRecord LoadExecution(
        StateMachineRecord machine, ExecutionStatus status, ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> outcome)
    {
        JsonObject begun = Parse(beginning);
        JsonObject ended = outcome.IsEmpty ? JsonObject.Empty : Parse(outcome);
        return new ExecutionRecord
        {
            Arn = Text(begun, "arn"),
            Name = Text(begun, "name"),
            StateMachineArn = Text(begun, "stateMachineArn"),
            StateMachine = machine,
            Input = Text(begun, "input"),
            Status = status,
            StartDate = Time(begun, "startDate"),
            TraceHeader = OptionalText(begun, "traceHeader"),
            ParentTask = OptionalText(begun, "parentTask"),
            MapRunArn = OptionalText(begun, "mapRunArn"),
            TestCase = OptionalText(begun, "testCase"),
            StopDate = OptionalTime(ended, "stopDate"),
            Output = OptionalText(ended, "outputText") is { } text ? JsonValue.ParseVerbatim(text) : ended["output"],
            Error = OptionalText(ended, "error"),
            Cause = OptionalText(ended, "cause"),
        };
    }

    private static JsonObject Parse(ReadOnlySpan<byte> utf8) =>
        JsonReader.ReadSaved(utf8) as JsonObject ?? throw new FormatException("A saved record is a JSON object.");

    private static JsonString? Json(string? text) => text is null ? null : new JsonString(text);

    private static JsonNumber Ticks(DateTimeOffset time) => JsonNumber.Of(time.UtcTicks);

    private static JsonNumber? Ticks(DateTimeOffset? time) => time is { } value ? Ticks(value) : null;

    private static string Text(JsonObject saved, string name) => OptionalText(saved, name) ?? throw Missing(name);

    private static string? OptionalText(JsonObject saved, string name) => (saved[name] as JsonString)?.Value;

    private static DateTimeOffset Time(JsonObject saved, string name) => OptionalTime(saved, name) ?? throw Missing(name);

    private static DateTimeOffset? OptionalTime(JsonObject saved, string name) =>
        saved[name] is JsonNumber number && number.TryGetInt64(out long ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private static FormatException Missing(string name) => new($"The saved record's member '{name}' is missing or broken.");
}
