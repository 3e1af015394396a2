namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>Ten decimal digits that follow each other, as the Arabic-Indic ones from U+0660 on.</summary>
internal readonly record struct DigitFamily(char Zero)
{
    // The zeros of Unicode's decimal digits in the Basic Multilingual Plane.
    private const string Zeros =
        "0\u0660\u06F0\u07C0\u0966\u09E6\u0A66\u0AE6\u0B66\u0BE6\u0C66\u0CE6\u0D66\u0DE6\u0E50\u0ED0\u0F20\u1040\u1090\u17E0\u1810"
        + "\u1946\u19D0\u1A80\u1A90\u1B50\u1BB0\u1C40\u1C50\uA620\uA8D0\uA900\uA9D0\uA9F0\uAA50\uABF0\uFF10";

    public static readonly DigitFamily Ascii = new('0');

    /// <summary>The family of a digit; <see langword="null"/> for any other character.</summary>
    public static DigitFamily? Of(char digit)
    {
        foreach (char zero in Zeros)
        {
            if (digit >= zero && digit <= zero + 9)
            {
                return new(zero);
            }
        }

        return null;
    }

    public bool Contains(char c) => (uint)(c - Zero) <= 9;

    /// <summary>The text with each ASCII digit as the one of this family.</summary>
    public string FromAscii(string digits)
    {
        if (Zero == '0')
        {
            return digits;
        }

        return string.Create(digits.Length, (digits, Zero), static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                char c = source.digits[i];
                target[i] = char.IsAsciiDigit(c) ? (char)(source.Zero + c - '0') : c;
            }
        });
    }

    /// <summary>The ASCII digit for one of this family.</summary>
    public char ToAscii(char digit) => (char)(digit - Zero + '0');
}
