using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>How far a schedule has come, so that it goes on from there after a restart.</summary>
public sealed record ScheduleRecord : IRecord<ScheduleRecord>
{
    public static string Kind => "schedules";

    public static JsonTypeInfo<ScheduleRecord> Json => RecordJson.Default.ScheduleRecord;

    public required string Arn { get; init; }

    /// <summary>The expression with its time zone. Under another one the schedule begins anew.</summary>
    public required string Expression { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Nothing is to be done any more for times up to this one; <see langword="null"/> before the first.</summary>
    public DateTimeOffset? Until { get; init; }

    public override string ToString() => Arn;
}
