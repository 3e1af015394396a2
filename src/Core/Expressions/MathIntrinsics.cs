namespace FunctionsAsl.Core.Expressions;

/// <summary>The intrinsic functions that calculate.</summary>
internal static class MathIntrinsics
{
    public static JsonAny Add(IntrinsicArguments arguments) => arguments.Integer(0) + arguments.Integer(1);

    /// <summary>A number from the first argument up to but not including the second; the same each time where a seed is given.</summary>
    public static JsonAny Random(IntrinsicArguments arguments)
    {
        long start = arguments.Integer(0);
        long end = arguments.Integer(1);
        if (end <= start)
        {
            throw arguments.Fail("The end number must be greater than the start number");
        }

        Entropy entropy = arguments.Count > 2 ? new Entropy((ulong)arguments.Integer(2)) : arguments.Entropy;
        return start + (long)(entropy.NextUInt64() % (ulong)(end - start));
    }
}
