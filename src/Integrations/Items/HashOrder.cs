namespace FunctionsAsl.Integrations.Items;

/// <summary>
/// The order in which a <c>HashMap</c> of Java gives names back: AWS's items of CSV files have their columns in it
/// (LS test_map_item_reader_csv_headers_first_row_typed_headers: 0, True, {} come as 0, {}, True).
/// </summary>
internal static class HashOrder
{
    private const int FirstCapacity = 16;

    /// <returns>Where the names stand that come first, second and so on.</returns>
    public static int[] Of(IReadOnlyList<string> names)
    {
        uint capacity = FirstCapacity;
        while (names.Count > capacity / 4 * 3)
        {
            capacity *= 2;
        }

        // What falls into one place keeps its order.
        return [.. Enumerable.Range(0, names.Count).OrderBy(i => Spread(names[i]) & (capacity - 1))];
    }

    private static uint Spread(string name)
    {
        uint hash = 0;
        foreach (char c in name)
        {
            hash = (31 * hash) + c;
        }

        return hash ^ (hash >> 16);
    }
}
