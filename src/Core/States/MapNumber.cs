using System.Globalization;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>A number field of a Map state (MaxConcurrency, ToleratedFailure…): a literal, or what its Path form refers to.</summary>
internal sealed record MapNumber(string Field, double Literal, JsonPath? Path)
{
    /// <summary>Reads a number of iterations.</summary>
    public static MapNumber? ReadCount(Fields fields, string field) =>
        Read(fields, field, fields.Integer(field, 0, int.MaxValue));

    /// <summary>Reads a share in percent.</summary>
    public static MapNumber? ReadShare(Fields fields, string field) => Read(fields, field, fields.Number(field, 0, 100));

    private static MapNumber? Read(Fields fields, string field, double? literal)
    {
        fields.AtMostOne(field, field + "Path");
        JsonPath? path = fields.DataNodePath(field + "Path");
        return path is null && literal is null ? null : new MapNumber(field, literal ?? 0, path);
    }

    /// <exception cref="StatesException">With AWS's texts (conformance: test_max_concurrency_path, test_map_state_tolerated_failure_count_path).</exception>
    public long ReadInteger(JsonValue input, Scope scope)
    {
        long value = (long)Literal;
        if (Path is not null)
        {
            JsonValue referred = Path.Evaluate(input, scope);
            value = long.TryParse(Shown(referred), NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out long integer)
                ? integer
                : throw Refuse($"The {Field}Path field refers to value \"{Shown(referred)}\" which is not a valid integer: {Path.Text}");
        }

        return value >= 0 ? value : throw Refuse($"{Field} cannot be negative.");
    }

    /// <inheritdoc cref="ReadInteger"/>
    public double ReadPercentage(JsonValue input, Scope scope)
    {
        double value = Literal;
        if (Path is not null)
        {
            JsonValue referred = Path.Evaluate(input, scope);
            value = double.TryParse(Shown(referred), NumberStyles.Float, NumberFormatInfo.InvariantInfo, out double number)
                ? number
                : throw Refuse($"The {Field}Path field refers to value \"{Shown(referred)}\" which is not a valid float: {Path.Text}");
        }

        return value is >= 0 and <= 100 ? value : throw Refuse($"{Field} must be between 0 and 100.");
    }

    private static string Shown(JsonValue value) => (value as JsonString)?.Value ?? value.ToString();

    private static StatesException Refuse(string cause) => new(ErrorName.Runtime, cause);
}
