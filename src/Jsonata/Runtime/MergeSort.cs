namespace FunctionsAsl.Jsonata.Runtime;

/// <summary>
/// A stable merge sort, which compares what the reference implementation compares, in the same order: a comparison may be a function of
/// the expression, of which nobody knows whether it is one at all.
/// </summary>
internal static class MergeSort
{
    /// <summary>The indexes of so many items in order.</summary>
    /// <param name="count">How many items.</param>
    /// <param name="isAfter">Whether the item of the first index belongs behind that of the second.</param>
    /// <param name="run">What bounds the work.</param>
    public static int[] Sort(int count, Func<int, int, bool> isAfter, Evaluation run)
    {
        run.Memory.TakePlaces(count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        Sort(order, new int[count], 0, count, isAfter, run);
        return order;
    }

    private static void Sort(int[] order, int[] scratch, int from, int to, Func<int, int, bool> isAfter, Evaluation run)
    {
        if (to - from < 2)
        {
            return;
        }

        int middle = from + ((to - from) / 2);
        Sort(order, scratch, from, middle, isAfter, run);
        Sort(order, scratch, middle, to, isAfter, run);
        run.Spend(to - from);
        Array.Copy(order, from, scratch, from, to - from);
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++)
        {
            bool takesRight = left == middle || (right < to && isAfter(scratch[left], scratch[right]));
            order[at] = takesRight ? scratch[right++] : scratch[left++];
        }
    }
}
