using FunctionsAsl.Jsonata.Pictures;
using FunctionsAsl.Jsonata.Runtime;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of pictures, dates and times.</summary>
internal static class PictureFunctions
{
    // As far as JavaScript's dates reach, in milliseconds from 1970 on.
    private const double MaxMillis = 8.64e15;

    public static JsonValue? FormatNumber(JsonValue?[] arguments, Evaluation run) => arguments[0] is JsonNumber number
        ? run.Text(NumberPicture.Format(number.AsDouble, TextOf(arguments[1]) ?? "", arguments[2] as JsonObject))
        : null;

    public static JsonValue? FormatInteger(JsonValue?[] arguments, Evaluation run) => arguments[0] is JsonNumber number
        ? run.Text(IntegerPicture.Format(number.AsDouble, TextOf(arguments[1]) ?? ""))
        : null;

    public static JsonValue? ParseInteger(JsonValue?[] arguments, Evaluation run) => arguments[0] is JsonString text
        ? JsonNumber.Computed(IntegerPicture.Parse(text.Value, TextOf(arguments[1]) ?? ""))
        : null;

    public static JsonValue? Now(JsonValue?[] arguments, Evaluation run) =>
        run.Text(DateTimePicture.Format(run.Scope.Now.ToUnixTimeMilliseconds(), TextOf(arguments[0]), TextOf(arguments[1])));

    public static JsonValue? Millis(JsonValue?[] arguments, Evaluation run) => JsonNumber.Of(run.Scope.Now.ToUnixTimeMilliseconds());

    public static JsonValue? FromMillis(JsonValue?[] arguments, Evaluation run) => arguments[0] switch
    {
        JsonNumber { AsDouble: >= -MaxMillis and <= MaxMillis } millis =>
            run.Text(DateTimePicture.Format((long)millis.AsDouble, TextOf(arguments[1]), TextOf(arguments[2]))),
        JsonNumber millis => throw new JsonataException("D1001", value: millis),
        _ => null,
    };

    public static JsonValue? ToMillis(JsonValue?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        return DateTimePicture.Parse(text.Value, TextOf(arguments[1]), run.Scope.Now, run.Budget) is long millis ? JsonNumber.Of(millis) : null;
    }

    private static string? TextOf(JsonValue? value) => (value as JsonString)?.Value;
}
