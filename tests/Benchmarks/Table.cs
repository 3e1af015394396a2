using System.Globalization;

namespace FunctionsAsl.Benchmarks;

/// <summary>A plain table: the first column to the left, figures to the right.</summary>
internal static class Table
{
    private const int FirstWidth = 44;
    private const int Width = 20;

    public static void Row(string first, params ReadOnlySpan<object> cells)
    {
        Console.Write(first.PadRight(FirstWidth));
        foreach (object cell in cells)
        {
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{cell:N2}").PadLeft(Width));
        }

        Console.WriteLine();
    }
}
