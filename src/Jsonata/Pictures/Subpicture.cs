namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>The picture of positive or of negative numbers: XPath functions 4.7.3 to 4.7.5.</summary>
internal sealed class Subpicture
{
    private readonly NumberSymbols _symbols;
    private readonly double _scale;
    private readonly string _prefix;
    private readonly string _suffix;
    private readonly Grouping _grouping;
    private readonly int[] _fractionSeparators;
    private readonly int _scalingFactor;
    private readonly int _leastInteger;
    private readonly int _leastFraction;
    private readonly int _mostFraction;
    private readonly int _leastExponent;

    private Subpicture(string text, NumberSymbols symbols)
    {
        _symbols = symbols;
        int first = 0;
        while (first < text.Length && !IsActiveEdge(text[first]))
        {
            first++;
        }

        int end = text.Length;
        while (end > first && !IsActiveEdge(text[end - 1]))
        {
            end--;
        }

        // Without an active character there is nothing that a prefix could come before.
        string active = first == end ? text : text[first..end];
        _prefix = first == end ? "" : text[..first];
        _suffix = first == end ? "" : text[end..];

        int e = active.IndexOf(symbols.Exponent, StringComparison.Ordinal);
        string mantissa = e < 0 ? active : active[..e];
        string? exponent = e < 0 ? null : active[(e + 1)..];
        int point = mantissa.IndexOf(symbols.Decimal, StringComparison.Ordinal);
        string integer = point < 0 ? mantissa : mantissa[..point];
        string fraction = point < 0 ? "" : mantissa[(point + 1)..];
        if (FindProblem(text, active, integer, fraction, exponent) is string code)
        {
            throw new JsonataException(code);
        }

        _scale = text.Contains(symbols.Percent, StringComparison.Ordinal) ? 100
            : text.Contains(symbols.PerMille, StringComparison.Ordinal) ? 1000 : 1;
        _grouping = new(CountDigitsAfterSeparators(integer));
        _fractionSeparators = [.. CountDigitsBeforeSeparators(fraction)];
        _scalingFactor = integer.Count(symbols.Family.Contains);
        _leastInteger = _scalingFactor;
        _leastFraction = fraction.Count(symbols.Family.Contains);
        _mostFraction = fraction.Count(symbols.IsDigit);
        _leastExponent = exponent?.Length ?? 0;
        if (_leastInteger == 0 && _mostFraction == 0)
        {
            (_leastInteger, _leastFraction, _mostFraction) = exponent is null ? (1, 0, 0) : (0, 1, 1);
        }

        if (exponent is not null && _leastInteger == 0 && integer.Contains(symbols.Digit, StringComparison.Ordinal))
        {
            _leastInteger = 1;
        }

        if (_leastInteger == 0 && _leastFraction == 0)
        {
            _leastFraction = 1;
        }
    }

    /// <exception cref="JsonataException">D3081 to D3093: what is wrong with the picture.</exception>
    public static Subpicture Compile(string text, NumberSymbols symbols) => new(text, symbols);

    /// <summary>The number's magnitude, with prefix and suffix.</summary>
    public string Format(double value)
    {
        double mantissa = Math.Abs(value) * _scale;
        int exponent = _leastExponent > 0 ? Normalize(ref mantissa) : 0;
        if (double.IsInfinity(mantissa))
        {
            return _prefix + _symbols.Infinity + _suffix;
        }

        string digits = Rounding.HalfToEven(mantissa, _mostFraction).ToString("F" + _mostFraction, NumberFormatInfo.InvariantInfo);
        int point = _mostFraction == 0 ? digits.Length : digits.Length - _mostFraction - 1;
        string integer = digits[..point].TrimStart('0').PadLeft(_leastInteger, '0');
        string fraction = digits[Math.Min(point + 1, digits.Length)..].TrimEnd('0').PadRight(_leastFraction, '0');

        var text = new StringBuilder(_prefix);
        text.Append(_grouping.Apply(_symbols.Family.FromAscii(integer)));
        AppendFraction(text, _symbols.Family.FromAscii(fraction));
        if (_leastExponent > 0)
        {
            text.Append(_symbols.Exponent).Append(exponent < 0 ? _symbols.Minus : "");
            text.Append(_symbols.Family.FromAscii(Math.Abs(exponent).ToString(NumberFormatInfo.InvariantInfo).PadLeft(_leastExponent, '0')));
        }

        return text.Append(_suffix).ToString();
    }

    // An exponent separator counts only between other active characters.
    private bool IsActiveEdge(char c) => c != _symbols.Exponent && _symbols.IsActive(c);

    /// <summary>The code of what is wrong; of several, the last in the order of the specification, as the reference has it.</summary>
    private string? FindProblem(string text, string active, string integer, string fraction, string? exponent)
    {
        NumberSymbols symbols = _symbols;
        bool hasPercent = text.Contains(symbols.Percent, StringComparison.Ordinal);
        bool hasPerMille = text.Contains(symbols.PerMille, StringComparison.Ordinal);
        int point = text.IndexOf(symbols.Decimal, StringComparison.Ordinal);
        int optionalInFraction = fraction.LastIndexOf(symbols.Digit);
        int optionalInInteger = integer.IndexOf(symbols.Digit, StringComparison.Ordinal);
        return exponent switch
        {
            not null when exponent.Length == 0 || !exponent.All(symbols.Family.Contains) => "D3093",
            not null when hasPercent || hasPerMille => "D3092",
            _ when optionalInFraction >= 0 && fraction.Skip(optionalInFraction).Any(symbols.Family.Contains) => "D3091",
            _ when optionalInInteger >= 0 && integer.Take(optionalInInteger).Any(symbols.Family.Contains) => "D3090",
            _ when text.Contains(new string(symbols.Grouping, 2), StringComparison.Ordinal) => "D3089",
            _ when point < 0 && integer.EndsWith(symbols.Grouping) => "D3088",
            _ when point >= 0 && (text[..point].EndsWith(symbols.Grouping) || text[(point + 1)..].StartsWith(symbols.Grouping)) => "D3087",
            _ when !active.All(symbols.IsActive) => "D3086",
            _ when !integer.Any(symbols.IsDigit) && !fraction.Any(symbols.IsDigit) => "D3085",
            _ when hasPercent && hasPerMille => "D3084",
            _ when IsRepeated(text, symbols.PerMille) => "D3083",
            _ when IsRepeated(text, symbols.Percent) => "D3082",
            _ when point >= 0 && text.LastIndexOf(symbols.Decimal) != point => "D3081",
            _ => null,
        };
    }

    private static bool IsRepeated(string text, string symbol) =>
        text.IndexOf(symbol, StringComparison.Ordinal) != text.LastIndexOf(symbol, StringComparison.Ordinal);

    private List<(int Position, string Sign)> CountDigitsAfterSeparators(string integer)
    {
        var separators = new List<(int, string)>();
        int digits = 0;
        foreach (char c in integer.Reverse())
        {
            if (c == _symbols.Grouping)
            {
                separators.Add((digits, c.ToString()));
            }
            else
            {
                digits++;
            }
        }

        return separators;
    }

    private IEnumerable<int> CountDigitsBeforeSeparators(string fraction)
    {
        int digits = 0;
        foreach (char c in fraction)
        {
            if (c == _symbols.Grouping)
            {
                yield return digits;
            }
            else
            {
                digits++;
            }
        }
    }

    /// <summary>Brings the mantissa to as many digits before the point as the picture needs; the power of ten that it takes.</summary>
    private int Normalize(ref double mantissa)
    {
        double least = Math.Pow(10, _scalingFactor - 1);
        double most = Math.Pow(10, _scalingFactor);
        int exponent = 0;
        if (mantissa == 0)
        {
            return exponent;
        }

        for (; mantissa < least; exponent--)
        {
            mantissa *= 10;
        }

        // The reference lets a mantissa of just this power be: 10 as 0e0 is 10e0.
        for (; mantissa > most && double.IsFinite(mantissa); exponent++)
        {
            mantissa /= 10;
        }

        return exponent;
    }

    private void AppendFraction(StringBuilder text, string fraction)
    {
        if (fraction.Length == 0)
        {
            return;
        }

        text.Append(_symbols.Decimal);
        int from = 0;
        foreach (int to in _fractionSeparators.TakeWhile(to => to < fraction.Length))
        {
            text.Append(fraction, from, to - from).Append(_symbols.Grouping);
            from = to;
        }

        text.Append(fraction, from, fraction.Length - from);
    }
}
