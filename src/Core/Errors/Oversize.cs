namespace FunctionsAsl.Core.Errors;

/// <summary>Refuses what an expression has made and no text can hold: nobody behind the expressions has to reckon with it.</summary>
internal static class Oversize
{
    /// <summary>The value itself, if it can be written and read again.</summary>
    /// <exception cref="StatesException">It has 2 GiB or more, or is nested deeper than <see cref="JsonValue.MaxDepth"/>.</exception>
    public static JsonValue Refuse(JsonValue value)
    {
        if (value.Depth > JsonValue.MaxDepth)
        {
            throw TooDeep();
        }

        return JsonSize.Of(value) < int.MaxValue
            ? value
            : throw new StatesException(ErrorName.DataLimitExceeded, "The value is too large.");
    }

    public static StatesException TooDeep() => new(ErrorName.Runtime, new JsonDepthException().Message);
}
