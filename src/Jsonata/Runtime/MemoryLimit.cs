namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>
/// How large a value may get on the way. In Step Functions that is 6,990,256 bytes, of which a number takes eight and a character one
/// (measured: <c>[1..873782]</c> is the largest range); elsewhere it is what .NET can hold.
/// </summary>
internal sealed class MemoryLimit(bool isStepFunctions)
{
    public const int NumberSize = 8;

    public static readonly MemoryLimit StepFunctions = new(isStepFunctions: true);
    public static readonly MemoryLimit None = new(isStepFunctions: false);

    private const long MaxSize = 6_990_256;
    private const long MaxLength = 500_000_000;

    private readonly long _max = isStepFunctions ? MaxSize : MaxLength;

    /// <exception cref="JsonataException">A value of this size is too large.</exception>
    public void Refuse(long size)
    {
        if (size > _max)
        {
            throw new JsonataException(
                JsonataException.LimitExceeded, "Expression evaluation memory limit exceeded: Check for excessive memory usage");
        }
    }

    /// <exception cref="JsonataException">The array is too large.</exception>
    public void Refuse(JsonArray array)
    {
        if (!isStepFunctions)
        {
            return;
        }

        long size = 0;
        foreach (JsonValue item in array.Items)
        {
            size += item switch
            {
                JsonNumber => NumberSize,
                JsonString text => text.Value.Length,
                JsonArray or JsonObject => JsonSize.Of(item),
                _ => 1,
            };
        }

        Refuse(size);
    }
}
