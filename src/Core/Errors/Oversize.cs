namespace FunctionsAsl.Core.Errors;

/// <summary>Refuses what an expression has made and is too large for where it goes.</summary>
internal static class Oversize
{
    /// <summary>The value itself, if it can be written and read again: nobody behind the expressions has to reckon with others.</summary>
    /// <exception cref="StatesException">It has 2 GiB or more, or is nested deeper than <see cref="JsonAny.MaxDepth"/>.</exception>
    public static JsonAny Refuse(JsonAny value)
    {
        RefuseDepth(value);
        return JsonSize.Of(value) < int.MaxValue
            ? value
            : throw new StatesException(ErrorName.DataLimitExceeded, "The value is too large.");
    }

    /// <exception cref="StatesException">It is nested deeper than <see cref="JsonAny.MaxDepth"/>.</exception>
    public static void RefuseDepth(JsonAny value)
    {
        if (value.Depth > JsonAny.MaxDepth)
        {
            throw TooDeep();
        }
    }

    /// <summary>What a state gives to its task, branch or iteration; the payload limit holds for it too (DG/service-quotas).</summary>
    /// <exception cref="StatesException">It is too large. AWS's text is not known.</exception>
    public static JsonAny RefuseInput(JsonAny input, string state) => JsonSize.Of(input) <= Limits.PayloadBytes
        ? input
        : throw new StatesException(
            ErrorName.DataLimitExceeded,
            $"The state/task '{state}' was given an input with a size exceeding the maximum number of bytes service limit.");

    /// <summary>What AWS says of a task or state whose result is larger than a payload may be.</summary>
    public static string ResultText(string subject) =>
        $"The state/task '{subject}' returned a result with a size exceeding the maximum number of bytes service limit.";

    public static StatesException TooDeep() => new(ErrorName.Runtime, new JsonDepthException().Message);
}
