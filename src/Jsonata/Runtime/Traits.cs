namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>What the language knows of an array while it evaluates, in the marks of the array.</summary>
internal static class Traits
{
    /// <summary>An array that was made of the results of a path, not one that stands in the data.</summary>
    public const JsonMarks Sequence = (JsonMarks)1;

    /// <summary>A sequence that stays an array when it has one item.</summary>
    public const JsonMarks KeepSingleton = (JsonMarks)2;

    /// <summary>An array that an array constructor in a path made, which the path does not flatten.</summary>
    public const JsonMarks Constructed = (JsonMarks)4;

    /// <summary>The sequence of one item in which an input that is an array is wrapped.</summary>
    public const JsonMarks Wrapper = (JsonMarks)8;
}
