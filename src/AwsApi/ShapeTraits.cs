namespace FunctionsAsl.AwsApi;

/// <summary>What a shape is or has. Stands in the table as a number: new traits go to the end.</summary>
[Flags]
internal enum ShapeTraits
{
    None = 0,
    Sensitive = 1 << 0,
    Union = 1 << 1,
    Document = 1 << 2,
    Streaming = 1 << 3,
    EventStream = 1 << 4,
    Event = 1 << 5,
    Flattened = 1 << 6,
    Sparse = 1 << 7,
    Exception = 1 << 8,
    Fault = 1 << 9,

    /// <summary>Bounds, a pattern or a choice follow.</summary>
    Constrained = 1 << 10,

    /// <summary>What few shapes have follows.</summary>
    Detailed = 1 << 11,
}
