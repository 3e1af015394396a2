using FunctionsAsl.Jsonata.Pictures;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions of pictures, dates and times.</summary>
internal static class PictureFunctions
{
    // As far as JavaScript's dates reach, in milliseconds from 1970 on.
    private const double MaxMillis = 8.64e15;

    private const int PictureSteps = 100;

    public static JsonAny? FormatNumber(JsonAny?[] arguments, Evaluation run) => arguments[0] is JsonNumber number
        ? run.Text(NumberPicture.Format(number.AsDouble, Picture(arguments[1], run) ?? "", arguments[2] as JsonMap))
        : null;

    public static JsonAny? FormatInteger(JsonAny?[] arguments, Evaluation run) => arguments[0] is JsonNumber number
        ? run.Text(IntegerPicture.Format(number.AsDouble, Picture(arguments[1], run) ?? ""))
        : null;

    public static JsonAny? ParseInteger(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        run.Spend(text.Value.Length);
        return JsonNumber.Computed(IntegerPicture.Parse(text.Value, Picture(arguments[1], run) ?? ""));
    }

    public static JsonAny? Now(JsonAny?[] arguments, Evaluation run) =>
        run.Text(DateTimePicture.Format(run.Scope.Now.ToUnixTimeMilliseconds(), Picture(arguments[0], run), Picture(arguments[1], run)));

    public static JsonAny? Millis(JsonAny?[] arguments, Evaluation run) => JsonNumber.Of(run.Scope.Now.ToUnixTimeMilliseconds());

    public static JsonAny? FromMillis(JsonAny?[] arguments, Evaluation run) => arguments[0] switch
    {
        JsonNumber { AsDouble: >= -MaxMillis and <= MaxMillis } millis =>
            run.Text(DateTimePicture.Format((long)millis.AsDouble, Picture(arguments[1], run), Picture(arguments[2], run))),
        JsonNumber millis => throw new JsonataException("D1001", value: millis),
        _ => null,
    };

    public static JsonAny? ToMillis(JsonAny?[] arguments, Evaluation run)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        return DateTimePicture.Parse(text.Value, Picture(arguments[1], run), run.Scope.Now, run.Budget) is long millis ? JsonNumber.Of(millis) : null;
    }

    /// <summary>A picture, or a part of the time zone's; reading and filling it takes as much as many other parts of an expression.</summary>
    private static string? Picture(JsonAny? value, Evaluation run)
    {
        string? picture = (value as JsonString)?.Value;
        run.Spend(PictureSteps + (4L * (picture?.Length ?? 0)));
        return picture;
    }
}
