using System.Runtime.CompilerServices;

namespace FunctionsAsl.Json;

/// <summary>
/// Marks on a value. The lower four bits belong to whoever computes with values, and mean what that says. Marks are no part of the JSON:
/// they are neither read, written nor compared, and <see cref="JsonUnmarking"/> takes them off what a computation hands on.
/// </summary>
[Flags]
internal enum JsonMarks : byte
{
    None = 0,

    /// <summary>No JSON at all: a number that is not finite, or what stands for a value during a computation.</summary>
    NotJson = 16,

    /// <summary>An array or object of something that has marks.</summary>
    Within = 32,
}

/// <summary>Copies values without their marks. What occurs in several places does so afterwards: walking them all could take forever.</summary>
/// <param name="standIn">What takes the place of a value that is no JSON.</param>
internal readonly struct JsonUnmarking(Func<JsonAny, JsonAny> standIn)
{
    private readonly Dictionary<JsonAny, JsonAny> _done = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="JsonDepthException">There is no room on the stack.</exception>
    public static JsonAny Of(JsonAny value, Func<JsonAny, JsonAny> standIn) => value switch
    {
        _ when value.Marks == JsonMarks.None => value,
        JsonList array when !array.Has(JsonMarks.Within) => array.WithMarks(JsonMarks.None),
        _ => new JsonUnmarking(standIn).Copy(value),
    };

    private JsonAny Copy(JsonAny value)
    {
        if (value.Marks == JsonMarks.None)
        {
            return value;
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonDepthException();
        }

        if (!_done.TryGetValue(value, out JsonAny? copy))
        {
            copy = value switch
            {
                JsonList array when !array.Has(JsonMarks.Within) => array.WithMarks(JsonMarks.None),
                JsonList array => JsonList.Adopt(CopyAll(array.Items)),
                JsonMap o => JsonMap.Adopt(o.Shape, CopyAll(o.Values)),
                _ => standIn(value),
            };
            _done.Add(value, copy);
        }

        return copy;
    }

    private JsonAny[] CopyAll(ReadOnlySpan<JsonAny> values)
    {
        var copies = new JsonAny[values.Length];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = Copy(values[i]);
        }

        return copies;
    }
}
