using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.Expressions;

/// <summary>
/// Values are shared, so an expression can make in little memory and time one that no text can hold. Nobody behind the
/// expressions has to reckon with that.
/// </summary>
internal static class Oversize
{
    // As much as a state may get; only values that were put together inside it are larger.
    private const int MaxShown = 262_144;

    /// <summary>The value itself, if it can be written and read again.</summary>
    /// <exception cref="StatesException">It has 2 GiB or more, or is nested deeper than <see cref="JsonValue.MaxDepth"/>.</exception>
    public static JsonValue Refuse(JsonValue value)
    {
        if (value.Depth > JsonValue.MaxDepth)
        {
            throw TooDeep();
        }

        return Measure(value) < int.MaxValue
            ? value
            : throw new StatesException(ErrorName.DataLimitExceeded, "The value is too large.");
    }

    /// <summary>The value as a cause quotes it: its JSON, unless that could fill the memory.</summary>
    public static string Show(JsonValue value) => Measure(value) <= MaxShown ? value.ToString() : $"(more than {MaxShown} bytes)";

    public static StatesException TooDeep() => new(ErrorName.Runtime, new JsonDepthException().Message);

    /// <summary>Bytes of the value as JSON; <see cref="int.MaxValue"/> stands for all that is larger.</summary>
    public static int Measure(JsonValue value)
    {
        try
        {
            return value.Utf8Length;
        }
        catch (OverflowException)
        {
            return int.MaxValue;
        }
    }
}
