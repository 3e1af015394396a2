namespace FunctionsAsl.AwsApi;

/// <summary>What a member is or has. Stands in the table as a number: new traits go to the end.</summary>
[Flags]
internal enum MemberTraits
{
    None = 0,
    Required = 1 << 0,

    /// <summary>The location name is the member's own.</summary>
    SameName = 1 << 1,

    /// <summary>The location name is the member's own with a small first letter.</summary>
    SmallName = 1 << 2,

    /// <summary>What few members have follows.</summary>
    Detailed = 1 << 3,

    IdempotencyToken = 1 << 4,
    Streaming = 1 << 5,
    Flattened = 1 << 6,
    XmlAttribute = 1 << 7,
    JsonValue = 1 << 8,
    HostLabel = 1 << 9,
    EventPayload = 1 << 10,
}
