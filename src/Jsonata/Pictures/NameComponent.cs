namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>A component that is written as an English name: a month, a day of the week, the half of the day.</summary>
/// <param name="specifier">The component.</param>
/// <param name="setCase">Brings a name to the case of the picture.</param>
/// <param name="most">How many characters of a month or day are written at most.</param>
internal sealed class NameComponent(char specifier, Func<string, string> setCase, int? most) : DateTimeComponent(specifier)
{
    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    // There is one calendar, ISO 8601's, and it has no eras.
    public override string Format(in CalendarTime time) => Specifier switch
    {
        'C' or 'E' => "ISO",
        'P' => setCase(time.Hour < 12 ? "am" : "pm"),
        _ => setCase(Shorten(Names()[NumberComponent.ValueOf(Specifier, time) - 1])),
    };

    public override ShapePiece[] Shape(bool isFixed)
    {
        if (Specifier != 'P')
        {
            _ = Names();
        }

        return [ShapePiece.Run(char.IsAsciiLetter)];
    }

    public override double? Read(string text)
    {
        if (Specifier == 'P')
        {
            return text.ToLowerInvariant() switch { "am" => 0, "pm" => 1, _ => null };
        }

        int i = Array.FindLastIndex(Names(), name => text.Equals(Shorten(name), StringComparison.OrdinalIgnoreCase));
        return i < 0 ? null : i + 1;
    }

    private string Shorten(string name) => most < name.Length ? name[..most.Value] : name;

    private string[] Names() => Specifier switch
    {
        'M' or 'x' => Months,
        'F' => Days,
        _ => throw new JsonataException("D3133", value: Specifier.ToString()),
    };
}
