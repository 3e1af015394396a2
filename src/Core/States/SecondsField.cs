using System.Globalization;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>A number of seconds that a path refers to; a string of digits does too (ST dataflow_execution).</summary>
internal static class SecondsField
{
    /// <exception cref="StatesException">With AWS's texts (conformance: test_base_wait_seconds_path).</exception>
    public static long Read(string field, JsonPath path, JsonValue input, Scope scope)
    {
        JsonValue value = path.Find(input, scope, out _)
            ?? throw Refuse($"The {field} parameter does not reference an input value: {path.Text}");
        string text = (value as JsonString)?.Value ?? value.ToString();
        bool whole = value is JsonNumber or JsonString
            && long.TryParse(text, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out _);
        if (!whole)
        {
            throw Refuse($"The {field} parameter cannot be parsed as a long value: {path.Text} == {text}");
        }

        long seconds = long.Parse(text, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo);
        if (seconds < 0)
        {
            throw Refuse($"The {field} parameter references a negative value: {path.Text} == {text}");
        }

        return seconds <= Limits.Seconds
            ? seconds
            : throw Refuse($"The {field} parameter references a value greater than {Limits.Seconds}: {path.Text} == {text}");
    }

    private static StatesException Refuse(string cause) => new(ErrorName.Runtime, cause);
}
