namespace FunctionsAsl.Jsonata.Pictures;

/// <summary>The components that were read from a text, and the point in time that they stand for.</summary>
internal sealed class DateTimeFields
{
    private const string DateFields = "YXMxWwdD";
    private const string TimeFields = "PHhmsf";
    private const string Date = "YMD";
    private const string OrdinalDate = "Yd";
    private const string Time = "Hmsf";
    private const string HalfDayTime = "Phmsf";

    private readonly Dictionary<char, double> _values = [];

    public bool IsEmpty => _values.Count == 0;

    public double this[char specifier]
    {
        private get => _values.GetValueOrDefault(specifier);
        set => _values[specifier] = value;
    }

    /// <summary>
    /// The point in time, in milliseconds since 1970. What is larger than the largest component given is that of now, what is smaller
    /// than the smallest is the least there is.
    /// </summary>
    /// <returns><see langword="null"/> where the point is out of range.</returns>
    /// <exception cref="JsonataException">D3136: a component between others is missing, or the date is one of weeks.</exception>
    public long? ToMillis(in CalendarTime now)
    {
        if (AreOnly("Xxw", DateFields) || AreOnly("XW", DateFields))
        {
            throw new JsonataException("D3136");
        }

        string date = !AreOnly(Date, DateFields) && AreOnly(OrdinalDate, DateFields) ? OrdinalDate : Date;
        string time = !AreOnly(Time, TimeFields) && AreOnly(HalfDayTime, TimeFields) ? HalfDayTime : Time;
        Complete(date + time, now);

        // ECMAScript's Date.UTC takes a year of two digits for one of the 20th century.
        double year = this['Y'] is >= 0 and < 100 ? 1900 + this['Y'] : this['Y'];
        double hour = time == Time ? this['H'] : (this['h'] == 12 ? 0 : this['h']) + (this['P'] * 12);
        double zone = this['Z'] == 0 ? this['z'] : this['Z'];
        double millis = (((((hour * 60) + this['m'] - zone) * 60) + this['s']) * 1000) + this['f'];
        return date == Date
            ? CalendarTime.ToMillis(year, Math.Max(this['M'], 1), this['D'], millis)
            : CalendarTime.ToMillis(year, 1, this['d'], millis);
    }

    /// <summary>Whether there is one of some components, and of those beside them none.</summary>
    private bool AreOnly(string some, string all) =>
        some.Any(_values.ContainsKey) && !all.Except(some).Any(_values.ContainsKey);

    private void Complete(string fields, in CalendarTime now)
    {
        bool isStarted = false;
        bool isEnded = false;
        foreach (char field in fields)
        {
            if (_values.ContainsKey(field))
            {
                isStarted = true;
                if (isEnded)
                {
                    throw new JsonataException("D3136");
                }
            }
            else
            {
                // The half of the day is never that of now: without it, the hours are those before noon.
                isEnded = isStarted;
                this[field] = !isStarted ? NumberComponent.ValueOf(field, now) : field is 'M' or 'D' or 'd' ? 1 : 0;
            }
        }
    }
}
