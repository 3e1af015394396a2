using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Records;

/// <summary>The secret that proves the sessions of browsers, where no access keys are configured: one for all processes over a store.</summary>
public sealed record SessionKeyRecord : IRecord<SessionKeyRecord>
{
    /// <summary>There is one, whatever region and account are set.</summary>
    internal const string TheArn = "arn:aws:states:::session-key:browsers";

    public static string Kind => "session-keys";

    public static JsonTypeInfo<SessionKeyRecord> Json => RecordJson.Default.SessionKeyRecord;

    public required string Arn { get; init; }

    /// <summary>Random, and told to nobody.</summary>
    public required string Secret { get; init; }

    public override string ToString() => Arn;
}
