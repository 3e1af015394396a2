namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>The symbols of a number picture, by their names in the decimal format of XPath (functions 4.7.1).</summary>
internal sealed class NumberSymbols
{
    private static readonly NumberSymbols Default = new(JsonMap.Empty);

    private readonly JsonMap _options;

    private NumberSymbols(JsonMap options)
    {
        _options = options;
        Decimal = Character("decimal-separator", '.');
        Grouping = Character("grouping-separator", ',');
        Exponent = Character("exponent-separator", 'e');
        Digit = Character("digit", '#');
        Family = new(Character("zero-digit", '0'));
        Percent = Text("percent", "%");
        PerMille = Text("per-mille", "\u2030");
        Minus = Text("minus-sign", "-");
        Infinity = Text("infinity", "Infinity");
        PatternSeparator = Text("pattern-separator", ";");
    }

    public char Decimal { get; }

    public char Grouping { get; }

    public char Exponent { get; }

    /// <summary>Stands for a digit that may be missing.</summary>
    public char Digit { get; }

    public DigitFamily Family { get; }

    public string Percent { get; }

    public string PerMille { get; }

    public string Minus { get; }

    public string Infinity { get; }

    /// <summary>Stands between the picture of positive and the one of negative numbers.</summary>
    public string PatternSeparator { get; }

    /// <exception cref="JsonataException">T0410: an option is not a text of the length it must have.</exception>
    public static NumberSymbols Of(JsonMap? options) => options is null or { Count: 0 } ? Default : new(options);

    /// <summary>Whether the character means something between the digits of a picture.</summary>
    public bool IsActive(char c) => IsDigit(c) || c == Decimal || c == Grouping || c == Exponent;

    /// <summary>Whether the character stands for a digit, be it needed or not.</summary>
    public bool IsDigit(char c) => c == Digit || Family.Contains(c);

    private char Character(string name, char otherwise) =>
        Text(name, otherwise.ToString()) is [char only] ? only : throw Refuse();

    private string Text(string name, string otherwise) => _options[name] switch
    {
        null => otherwise,
        JsonString { Value.Length: > 0 } text => text.Value,
        _ => throw Refuse(),
    };

    private JsonataException Refuse() => new("T0410", token: "formatNumber", value: _options) { Index = 3 };
}
