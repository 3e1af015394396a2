namespace FunctionsAsl.Service.Starts;

/// <summary>A field of a cron expression: numbers, names, ranges and steps, with commas between them.</summary>
internal static class CronField
{
    /// <returns>Which numbers up to <paramref name="last"/> are meant.</returns>
    /// <param name="names">What the numbers from <paramref name="first"/> on are called too; empty where nothing.</param>
    /// <exception cref="FormatException">It is no such field.</exception>
    public static bool[] Parse(string text, string field, int first, int last, string[] names)
    {
        bool[] meant = new bool[last + 1];
        foreach (string part in text.Split(','))
        {
            string[] stepped = part.Split('/');
            int step = stepped.Length == 1 ? 1 : Number(stepped[1], field, 1, last, []);
            string[] range = stepped[0].Split('-');
            if (stepped.Length > 2 || range.Length > 2)
            {
                throw Wrong(text, field);
            }

            bool isAll = stepped[0] == "*";
            int from = isAll ? first : Number(range[0], field, first, last, names);
            // One number with a step goes on to the end.
            int to = range.Length == 2 ? Number(range[1], field, first, last, names) : isAll || stepped.Length == 2 ? last : from;
            // A range may go around the end, as FRI-MON.
            int length = (to >= from ? to - from : to - from + last - first + 1) + 1;
            for (int i = 0; i < length; i += step)
            {
                meant[first + ((from - first + i) % (last - first + 1))] = true;
            }
        }

        return meant;
    }

    /// <exception cref="FormatException">It is neither a number from <paramref name="first"/> to <paramref name="last"/> nor a name.</exception>
    public static int Number(string text, string field, int first, int last, string[] names)
    {
        int named = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return named >= 0 ? first + named
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= first && number <= last ? number
            : throw Wrong(text, field);
    }

    private static FormatException Wrong(string text, string field) => new($"'{text}' is not a {field} of cron.");
}
