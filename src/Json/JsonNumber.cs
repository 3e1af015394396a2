using System.Buffers.Text;
using System.Globalization;

namespace FunctionsAsl.Json;

/// <summary>
/// A JSON number. One that was read keeps the text it was written with, so that passing it through changes nothing;
/// one that was computed is written the way JavaScript and Jackson write it.
/// </summary>
public sealed class JsonNumber : JsonAny
{
    private const int SmallestCached = -1;
    private const int LargestCached = 255;
    private const int Million = 1_000_000;
    private const int Thousand = 1_000;
    private const int Billion = 1_000_000_000;

    // 15 digits, a sign, a point, and the zeros that are cut off.
    internal const int ShortLength = 24;

    private static readonly JsonNumber[] Cache = BuildCache();

    // The text as written, unless it is just what formatting would give; of a fraction that was computed, once someone asks.
    private string? _text;

    // The integer, or the bits of the double.
    private readonly long _bits;

    private JsonNumber(long integer)
        : base(JsonMarks.None)
    {
        IsInteger = true;
        _bits = integer;
    }

    private JsonNumber(double value, string? text)
        : base(double.IsFinite(value) ? JsonMarks.None : JsonMarks.NotJson)
    {
        _text = text;
        IsInteger = value == Math.Floor(value) && Math.Abs(value) <= 9007199254740992;
        _bits = IsInteger ? (long)value : BitConverter.DoubleToInt64Bits(value);
    }

    public override JsonKind Kind => JsonKind.Number;

    /// <summary>Whether the value is a whole number that a <see cref="long"/> holds exactly; <c>1.0</c> and <c>1e2</c> are.</summary>
    public bool IsInteger
    {
        get => Flag;
        private init => Flag = value;
    }

    /// <summary>Whether the number is written without fraction and exponent.</summary>
    public bool IsIntegerLiteral => IsCanonical || Text.AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    public double AsDouble => IsInteger ? _bits : BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The number as written, or as JSON writes it.</summary>
    public string Text => _text ?? (IsInteger ? _bits.ToString(NumberFormatInfo.InvariantInfo) : _text = FormatDouble(AsDouble));

    // An integer that is written the way it would be formatted.
    private bool IsCanonical => _text is null && IsInteger;

    public static JsonNumber Of(long value) =>
        value is >= SmallestCached and <= LargestCached ? Cache[value - SmallestCached] : new(value);

    /// <summary>A computed number; JSON has no NaN and no infinities.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public static JsonNumber Of(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "JSON has no such number.");
        }

        return Computed(value);
    }

    /// <summary>A number on the way through a computation, which may not be finite; such a one must not get into JSON.</summary>
    internal static JsonNumber Computed(double value) =>
        value == Math.Floor(value) && Math.Abs(value) <= 9007199254740992 ? Of((long)value) : new(value, text: null);

    /// <summary>The number as one that was computed, where it is whole: <c>-0</c> and <c>1.0</c> are written <c>0</c> and <c>1</c>.</summary>
    internal JsonNumber WithoutText() => _text is not null && IsInteger ? Of(_bits) : this;

    /// <summary>A number from text that is known to be a JSON number.</summary>
    internal static JsonNumber FromText(ReadOnlySpan<byte> utf8)
    {
        if (IsCanonicalInteger(utf8) && Utf8Parser.TryParse(utf8, out long integer, out int used) && used == utf8.Length)
        {
            return Of(integer);
        }

        double value = double.Parse(utf8, NumberStyles.Float, NumberFormatInfo.InvariantInfo);

        // Most fractions are written as they would be formatted; no text has to be kept of them.
        Span<char> formatted = stackalloc char[ShortLength];
        bool isUsual = TryFormatShort(value, formatted, out int length) && Ascii.Equals(utf8, formatted[..length]) && value != Math.Floor(value);
        return new JsonNumber(value, isUsual ? null : Encoding.ASCII.GetString(utf8));
    }

    /// <summary>The whole value, where <see cref="IsInteger"/>.</summary>
    public bool TryGetInt64(out long value)
    {
        value = IsInteger ? _bits : 0;
        return IsInteger;
    }

    /// <summary>Compares by value; exactly where both numbers are integers or decimals of up to 28 digits, else as doubles.</summary>
    public static int Compare(JsonNumber a, JsonNumber b)
    {
        if (a.IsInteger && b.IsInteger)
        {
            return a._bits.CompareTo(b._bits);
        }

        return a.TryGetDecimal(out decimal x) && b.TryGetDecimal(out decimal y) ? x.CompareTo(y) : a.AsDouble.CompareTo(b.AsDouble);
    }

    public override bool Equals(JsonAny? other) => other is JsonNumber number && Compare(this, number) == 0;

    public override int GetHashCode() => AsDouble.GetHashCode();

    /// <summary>Writes a double as ECMAScript's Number::toString does.</summary>
    public static string FormatDouble(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        if (FormatShort(value) is { } text)
        {
            return text;
        }

        // "R" gives the shortest digits that read back; only the placing of the point differs from ECMAScript.
        string round = Math.Abs(value).ToString("R", NumberFormatInfo.InvariantInfo);
        int e = round.IndexOf('E', StringComparison.Ordinal);
        ReadOnlySpan<char> mantissa = e < 0 ? round : round.AsSpan(0, e);
        int exponent = e < 0 ? 0 : int.Parse(round.AsSpan(e + 1), NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo);
        int dot = mantissa.IndexOf('.');
        string digits = dot < 0 ? mantissa.ToString() : string.Concat(mantissa[..dot], mantissa[(dot + 1)..]);
        int point = (dot < 0 ? digits.Length : dot) + exponent;
        string significant = digits.TrimStart('0');
        point -= digits.Length - significant.Length;
        return Place(value < 0, significant.TrimEnd('0'), point);
    }

    /// <summary>
    /// Whether a number has so few digits that they are found by a division: one of up to 15 digits is the only such number that reads
    /// as its double, so no others are shorter.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="millionths">It times a million.</param>
    internal static bool IsShort(double value, out long millionths)
    {
        // Of a large one fewer are left behind the point: of seconds since 1970 those of milliseconds.
        int unit = Math.Abs(value) < Billion ? Million : Thousand;
        double scaled = Math.Round(value * unit);
        bool isShort = Math.Abs(scaled) < 1e15 && scaled / unit == value;
        millionths = isShort ? (long)scaled * (Million / unit) : 0;
        return isShort;
    }

    private static string? FormatShort(double value)
    {
        Span<char> text = stackalloc char[ShortLength];
        return TryFormatShort(value, text, out int length) ? text[..length].ToString() : null;
    }

    /// <summary>Writes a number of few digits; at most <see cref="ShortLength"/> characters.</summary>
    internal static bool TryFormatShort(double value, Span<char> text, out int length)
    {
        length = 0;
        if (!IsShort(value, out long millionths))
        {
            return false;
        }

        (long whole, long fraction) = Math.DivRem(Math.Abs(millionths), Million);
        if (value < 0)
        {
            text[length++] = '-';
        }

        whole.TryFormat(text[length..], out int digits, default, NumberFormatInfo.InvariantInfo);
        length += digits;
        if (fraction > 0)
        {
            text[length++] = '.';
            length += FormatFraction((int)fraction, text[length..]);
        }

        return true;
    }

    /// <summary>Writes the digits of so many millionths, without the zeros at their end.</summary>
    private static int FormatFraction(int millionths, Span<char> text)
    {
        // Hundredths are what most fractions are.
        int digits = millionths % 10_000 == 0 ? 2 : 6;
        millionths = digits == 2 ? millionths / 10_000 : millionths;
        for (; millionths % 10 == 0; millionths /= 10)
        {
            digits--;
        }

        for (int i = digits - 1; i >= 0; i--)
        {
            (millionths, int digit) = Math.DivRem(millionths, 10);
            text[i] = (char)('0' + digit);
        }

        return digits;
    }

    private protected override int MeasureUtf8() => IsCanonical ? CountDigits(_bits) : Text.Length;

    private bool TryGetDecimal(out decimal value)
    {
        if (IsCanonical)
        {
            value = _bits;
            return true;
        }

        // A decimal rounds silently past 28 digits, so longer texts are left to the doubles.
        value = 0;
        return Text.Length <= 28 && decimal.TryParse(Text, NumberStyles.Float, NumberFormatInfo.InvariantInfo, out value)
            && (value != 0 || AsDouble == 0);
    }

    private static bool IsCanonicalInteger(ReadOnlySpan<byte> utf8)
    {
        int digits = utf8[0] == '-' ? 1 : 0;
        return utf8.Length - digits <= 19
            && utf8[digits..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && !(digits == 1 && utf8[1] == '0');
    }

    private static int CountDigits(long value)
    {
        int digits = value < 0 ? 2 : 1;
        for (long rest = value / 10; rest != 0; rest /= 10)
        {
            digits++;
        }

        return digits;
    }

    /// <summary>Writes 0.DIGITS times ten to the power of <paramref name="point"/>.</summary>
    private static string Place(bool negative, string digits, int point)
    {
        var text = new StringBuilder(24);
        if (negative)
        {
            text.Append('-');
        }

        if (point is > 0 and <= 21)
        {
            text.Append(digits.Length <= point ? digits.PadRight(point, '0') : digits.Insert(point, "."));
        }
        else if (point is > -6 and <= 0)
        {
            text.Append("0.").Append('0', -point).Append(digits);
        }
        else
        {
            text.Append(digits[0]);
            if (digits.Length > 1)
            {
                text.Append('.').Append(digits, 1, digits.Length - 1);
            }

            text.Append('e').Append(point > 0 ? '+' : '-').Append(Math.Abs(point - 1));
        }

        return text.ToString();
    }

    private static JsonNumber[] BuildCache()
    {
        var cache = new JsonNumber[LargestCached - SmallestCached + 1];
        for (int i = 0; i < cache.Length; i++)
        {
            cache[i] = new JsonNumber(i + SmallestCached);
        }

        return cache;
    }
}
