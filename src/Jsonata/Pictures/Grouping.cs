namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>Where a picture puts separators between the digits of a whole number (XPath functions 4.6.1 and 4.7.4).</summary>
internal sealed class Grouping
{
    // Ascending by the number of digits that stand right of the separator.
    private readonly (int Position, string Sign)[] _separators;
    private readonly int _interval;

    /// <param name="separators">Each separator and how many digits stand right of it, from right to left.</param>
    public Grouping(IReadOnlyCollection<(int Position, string Sign)> separators)
    {
        _separators = [.. separators];
        _interval = IsRegular() ? _separators[0].Position : 0;
    }

    public IEnumerable<string> Signs => _separators.Select(static s => s.Sign);

    /// <summary>The separator of regular groups, which goes on as far as there are digits; else <see langword="null"/>.</summary>
    public string? RegularSign => _interval > 0 ? _separators[0].Sign : null;

    /// <summary>The digits with their separators; none comes before the first digit.</summary>
    public string Apply(string digits)
    {
        if (_separators.Length == 0)
        {
            return digits;
        }

        var text = new StringBuilder(digits.Length * 2);
        int next = _separators.Length - 1;
        for (int i = 0; i < digits.Length; i++)
        {
            int rest = digits.Length - i;
            if (_interval == 0)
            {
                for (; next >= 0 && _separators[next].Position >= rest; next--)
                {
                    if (i > 0)
                    {
                        text.Append(_separators[next].Sign);
                    }
                }
            }
            else if (i > 0 && rest % _interval == 0)
            {
                text.Append(_separators[0].Sign);
            }

            text.Append(digits[i]);
        }

        for (; _interval == 0 && next >= 0; next--)
        {
            text.Append(_separators[next].Sign);
        }

        return text.ToString();
    }

    private bool IsRegular()
    {
        for (int i = 0; i < _separators.Length; i++)
        {
            if (_separators[i].Position != (i + 1) * _separators[0].Position || _separators[i].Sign != _separators[0].Sign)
            {
                return false;
            }
        }

        return _separators.Length > 0 && _separators[0].Position > 0;
    }
}
