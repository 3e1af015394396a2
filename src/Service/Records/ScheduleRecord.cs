using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>How far a schedule has come, so that it goes on from there after a restart.</summary>
public sealed record ScheduleRecord : IRecord<ScheduleRecord>
{
    public static string Kind => "schedules";

    public static JsonTypeInfo<ScheduleRecord> Json => RecordJson.Default.ScheduleRecord;

    public required string Arn { get; init; }

    /// <summary>The expression with its time zone.</summary>
    public required string Expression { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Nothing is to be done any more for times up to this one; <see langword="null"/> before the first.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Up to this time who has written it is about to start what is due; <see langword="null"/> where nobody is.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    public override string ToString() => Arn;
}
