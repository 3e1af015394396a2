namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>How a path leads nowhere.</summary>
public enum PathMiss
{
    /// <summary>
    /// Its last step is an index past the end of an array, or a negative one. Jayway's answer is Java's null there, which AWS takes for no
    /// value in all but the fields of a payload template (floci-io/floci#2870, measured on AWS; LS test_json_path_array_access).
    /// </summary>
    PastEnd,

    /// <summary>A step finds nothing: Jayway's PathNotFoundException, which filters and wildcards over arrays pass over.</summary>
    NotFound,

    /// <summary>A step cannot be taken: Jayway's InvalidPathException and all others, which nothing in a path passes over.</summary>
    Failed,
}

/// <summary>Why a path has no value.</summary>
/// <param name="Miss">The kind.</param>
/// <param name="Text">The reason in Jayway's words; the caller says where.</param>
public sealed record PathProblem(PathMiss Miss, string Text);
