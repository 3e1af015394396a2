namespace FunctionsAsl.Json;

/// <summary>
/// Values are shared, so an expression can make in little memory and time one that no text can hold. Who measures or quotes a value
/// that an expression has made has to reckon with that.
/// </summary>
internal static class JsonSize
{
    // As much as a state may get; only values that were put together inside it are larger.
    private const int MaxShown = 262_144;

    /// <summary>Bytes of the value as JSON; <see cref="int.MaxValue"/> stands for all that is larger.</summary>
    public static int Of(JsonAny value)
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

    /// <summary>The value as a message quotes it: its JSON, unless that could fill the memory.</summary>
    public static string Show(JsonAny value) => Of(value) <= MaxShown ? value.ToString() : $"(more than {MaxShown} bytes)";
}
