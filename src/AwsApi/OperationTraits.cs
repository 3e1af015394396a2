namespace FunctionsAsl.AwsApi;

/// <summary>What an operation is or has. Stands in the table as a number: new traits go to the end.</summary>
[Flags]
internal enum OperationTraits
{
    None = 0,
    NeedsChecksum = 1 << 0,
    Unsigned = 1 << 1,
    UnsignedPayload = 1 << 2,

    /// <summary>What few operations have follows.</summary>
    Detailed = 1 << 3,
}
