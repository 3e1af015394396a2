namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>
/// The picture of a date and time as <c>$fromMillis</c> and <c>$toMillis</c> take it (XPath functions 9.8.4): text, and components
/// between brackets. Where the reference writes or reads something that is no time at all, or the wrong one - zones west of UTC
/// with minutes, times out of range - the time is right here, or the error clear.
/// </summary>
internal sealed class DateTimePicture
{
    private static readonly DateTimePicture Iso8601Picture = Compile("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]");

    private readonly Part[] _parts;
    private readonly int _length;

    // Built by the first that reads; pictures that only write need none.
    private TextShape? _shape;

    private DateTimePicture(Part[] parts, int length)
    {
        _parts = parts;
        _length = length;
    }

    /// <exception cref="JsonataException">D3131, D3132, D3135: what is wrong with the picture.</exception>
    public static DateTimePicture Compile(string picture)
    {
        var parts = new List<Part>();
        int start = 0;
        for (int open = picture.IndexOf('[', StringComparison.Ordinal); open >= 0; open = picture.IndexOf('[', start))
        {
            AddLiteral(parts, picture[start..open]);
            if (picture.AsSpan(open + 1).StartsWith('['))
            {
                AddLiteral(parts, "[");
                start = open + 2;
                continue;
            }

            int close = picture.IndexOf(']', open);
            if (close < 0)
            {
                throw new JsonataException("D3135");
            }

            string marker = string.Concat(picture[(open + 1)..close].Where(static c => !char.IsWhiteSpace(c)));
            parts.Add(new(null, DateTimeComponent.Compile(marker)));
            start = close + 1;
        }

        AddLiteral(parts, picture[start..]);
        return new([.. parts], picture.Length);
    }

    /// <param name="millis">Milliseconds since 1970.</param>
    /// <param name="picture">The picture; <see langword="null"/> for ISO 8601.</param>
    /// <param name="timezone">The offset from UTC as <c>±hhmm</c>; <see langword="null"/> for UTC.</param>
    /// <exception cref="JsonataException">D3130 to D3135: what is wrong with the picture; T0410: with the other arguments.</exception>
    public static string Format(long millis, string? picture, string? timezone) =>
        (picture is null ? Iso8601Picture : Compile(picture)).Format(millis, timezone);

    /// <inheritdoc cref="Parse(string, DateTimeOffset, StepBudget)"/>
    /// <param name="text">The text.</param>
    /// <param name="picture">The picture; <see langword="null"/> for ISO 8601.</param>
    /// <param name="now">Where what the picture does not tell is taken from.</param>
    /// <param name="steps">What bounds the matching.</param>
    public static long? Parse(string text, string? picture, DateTimeOffset now, StepBudget steps) =>
        picture is not null
            ? Compile(picture).Parse(text, now, steps)
            : Iso8601.Parse(text) ?? throw new JsonataException("D3110", value: text);

    /// <inheritdoc cref="Format(long, string?, string?)"/>
    public string Format(long millis, string? timezone)
    {
        int offset = timezone is null ? 0 : ParseOffset(timezone);
        if (millis is < -CalendarTime.MaxMillis or > CalendarTime.MaxMillis)
        {
            throw new JsonataException("T0410", token: "fromMillis", value: millis) { Index = 1 };
        }

        var time = new CalendarTime(millis, offset);
        var text = new StringBuilder();
        foreach (Part part in _parts)
        {
            text.Append(part.Literal ?? part.Component!.Format(time));
        }

        return text.ToString();
    }

    /// <summary>Milliseconds since 1970; <see langword="null"/> where the text does not look like the picture, or that shows no component.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">Where what the picture does not tell is taken from.</param>
    /// <param name="steps">What bounds the matching.</param>
    /// <exception cref="JsonataException">
    /// D3130 to D3136: what is wrong with the picture; D3110: the text is not ISO 8601, or its time out of range.
    /// </exception>
    /// <exception cref="StepBudgetException">The steps are used up.</exception>
    public long? Parse(string text, DateTimeOffset now, StepBudget steps)
    {
        TextShape shape = _shape ??= BuildShape();
        steps.Spend((long)_length * (text.Length + 1));
        if (shape.Match(text) is not int[] ends)
        {
            return null;
        }

        var fields = new DateTimeFields();
        for (int i = 0; i < ends.Length; i++)
        {
            if (_parts[i].Component is DateTimeComponent component)
            {
                Read(component, text[(i == 0 ? 0 : ends[i - 1])..ends[i]], fields);
            }
        }

        return fields.IsEmpty
            ? null
            : fields.ToMillis(new CalendarTime(now.ToUnixTimeMilliseconds(), 0)) ?? throw new JsonataException("D3110", value: text);
    }

    private static void AddLiteral(List<Part> parts, string literal)
    {
        if (literal.Length > 0)
        {
            parts.Add(new(literal.Replace("]]", "]", StringComparison.Ordinal), null));
        }
    }

    /// <summary>Minutes east of UTC.</summary>
    private static int ParseOffset(string timezone)
    {
        ReadOnlySpan<char> digits = timezone.AsSpan().TrimStart("+-");
        if (digits.Length is 0 or > 4 || timezone.Length > digits.Length + 1 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            throw new JsonataException("T0410", token: "fromMillis", value: timezone) { Index = 3 };
        }

        (int hours, int minutes) = Math.DivRem(int.Parse(digits, NumberStyles.None, NumberFormatInfo.InvariantInfo), 100);
        return ((hours * 60) + minutes) * (timezone[0] == '-' ? -1 : 1);
    }

    private static void Read(DateTimeComponent component, string text, DateTimeFields fields)
    {
        if (component.Read(text) is double value)
        {
            fields[component.Specifier] = value;
        }
        else if (component.Specifier != 'F')
        {
            // A day of the week tells nothing that the date does not, so any word will do.
            throw new JsonataException("D3136");
        }
    }

    private TextShape BuildShape() => new([.. _parts.Select((part, i) => part.Component is null
        ? [ShapePiece.Literal(part.Literal!)]
        : part.Component.Shape(isFixed: i + 1 < _parts.Length && _parts[i + 1].Component is NumberComponent))]);

    /// <summary>Either text or a component.</summary>
    private readonly record struct Part(string? Literal, DateTimeComponent? Component);
}
