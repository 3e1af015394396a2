namespace FunctionsAsl.Core.States;

/// <summary>A number of seconds that is not written down.</summary>
internal static class SecondsField
{
    /// <summary>What a path refers to, which may be a string of digits too (ST dataflow_execution).</summary>
    /// <exception cref="StatesException">With AWS's texts (conformance: test_base_wait_seconds_path).</exception>
    public static long Read(string field, JsonPath path, JsonAny input, Scope scope) => Read(
        field, path, path.Find(input, scope, out _) ?? throw Refuse($"The {field} parameter does not reference an input value: {path.Text}"));

    /// <inheritdoc cref="Read(string, JsonPath, JsonAny, Scope)"/>
    public static long Read(string field, JsonPath path, JsonAny value)
    {
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

    /// <summary>What an expression computes.</summary>
    /// <exception cref="StatesException">
    /// With AWS's texts (gabrielmoreira/tiny-asl-machine, snapshots Feature.JSONataValidation-007 to -010, recorded on AWS).
    /// </exception>
    public static long Read(JsonataExpression expression, JsonAny input, Scope scope)
    {
        JsonNumber seconds = expression.EvaluateInteger(new StatesScope(input, scope));
        return seconds.AsDouble is >= 0 and <= Limits.Seconds
            ? (long)seconds.AsDouble
            : throw expression.Failure($"{expression.Field} must be between 0 and {Limits.Seconds} but was: {seconds.Text}");
    }

    private static StatesException Refuse(string cause) => new(ErrorName.Runtime, cause);
}
