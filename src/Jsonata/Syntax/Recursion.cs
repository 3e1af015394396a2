using System.Runtime.CompilerServices;

namespace FunctionsAsl.Jsonata.Syntax;

/// <summary>
/// What walks a syntax tree recurses as deep as the tree is high. The height is bounded so that it fits the stacks that threads have; a
/// thread with less gets an error, too.
/// </summary>
internal static class Recursion
{
    /// <summary>How deep parts of an expression may stand within each other.</summary>
    public const int MaxHeight = 500;

    /// <exception cref="JsonataException">There is no room on the stack.</exception>
    public static void EnsureRoom()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonataException("D1011");
        }
    }
}
