namespace FunctionsAsl.Json;

/// <summary>
/// What an expression language knows of a value while it evaluates. It is no part of the JSON: what an expression returns has none,
/// and neither has what is read.
/// </summary>
[Flags]
internal enum JsonTraits : byte
{
    None = 0,

    /// <summary>An array that JSONata made of the results of a path, not one that stands in the data.</summary>
    Sequence = 1,

    /// <summary>A sequence that stays an array when it has one item.</summary>
    KeepSingleton = 2,

    /// <summary>An array that an array constructor in a path made, which the path does not flatten.</summary>
    Constructed = 4,

    /// <summary>The sequence of one item in which JSONata wraps an input that is an array.</summary>
    Wrapper = 8,

    /// <summary>No JSON at all: a function, or a number that is not finite.</summary>
    NotJson = 16,

    /// <summary>A container of something that has traits.</summary>
    Tainted = 32,
}
