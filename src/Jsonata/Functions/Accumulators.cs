namespace FunctionsAsl.Jsonata.Functions;

/// <summary><c>$count</c></summary>
internal sealed class Tally : Accumulator
{
    private long _count;

    public override JsonAny Result => JsonNumber.Of(_count);

    public override bool Add(ReadOnlySpan<JsonAny> values)
    {
        _count += values.Length;
        return true;
    }
}

/// <summary><c>$sum</c> and <c>$average</c>. In Step Functions a sum of integers is exact where 64 bits hold it (measured).</summary>
internal sealed class Total(Evaluation run, bool isAverage = false) : Accumulator
{
    private double _total;
    private Int128 _exact;
    private bool _isExact = run.IsStepFunctions;
    private long _count;

    public override JsonAny? Result
    {
        get
        {
            if (isAverage)
            {
                return _count == 0 ? null : JsonNumber.Computed(Sum.AsDouble / _count);
            }

            return Sum;
        }
    }

    private JsonNumber Sum => _isExact && _exact >= long.MinValue && _exact <= long.MaxValue
        ? JsonNumber.Of((long)_exact)
        : JsonNumber.Computed(_total);

    public override bool Add(ReadOnlySpan<JsonAny> values)
    {
        double total = _total;
        foreach (JsonAny value in values)
        {
            if (value is not JsonNumber number)
            {
                return false;
            }

            total += number.AsDouble;
            if (_isExact)
            {
                _isExact = number.TryGetInt64(out long integer);
                _exact += integer;
            }
        }

        _total = total;
        _count += values.Length;
        return true;
    }
}

/// <summary><c>$max</c> and <c>$min</c></summary>
/// <param name="sign">1 for the greatest, -1 for the least.</param>
internal sealed class Extreme(int sign) : Accumulator
{
    private JsonNumber? _extreme;

    public override JsonAny? Result => _extreme;

    public override bool Add(ReadOnlySpan<JsonAny> values)
    {
        foreach (JsonAny value in values)
        {
            if (value is not JsonNumber number)
            {
                return false;
            }

            if (_extreme is null || Compare(number, _extreme) * sign > 0)
            {
                _extreme = number;
            }
        }

        return true;
    }

    private static int Compare(JsonNumber a, JsonNumber b) => a.TryGetInt64(out long x) && b.TryGetInt64(out long y)
        ? x.CompareTo(y)
        : a.AsDouble.CompareTo(b.AsDouble);
}
