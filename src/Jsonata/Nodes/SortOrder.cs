namespace FunctionsAsl.Jsonata.Nodes;

/// <summary>What to sort by.</summary>
internal readonly record struct SortTerm(Node Value, bool Descending);

/// <summary>One sorting by terms. What a term comes to for an item is evaluated once, and only if it decides.</summary>
internal sealed class SortOrder(SortTerm[] terms, int position, int count, Evaluation run)
{
    private readonly JsonAny?[][] _keys = [.. terms.Select(_ => new JsonAny?[count])];

    private double[]? _numbers;

    /// <summary>The indexes of the items in order.</summary>
    public int[] Sort(ReadOnlySpan<JsonAny> items, Frame frame)
    {
        run.Memory.TakePlaces((long)items.Length * terms.Length);
        for (int i = 0; i < items.Length; i++)
        {
            _keys[0][i] = terms[0].Value.Evaluate(items[i], frame) ?? Undefined.Instance;
        }

        JsonAny[] all = terms.Length > 1 ? items.ToArray() : [];
        return Sort((term, item) => terms[term].Value.Evaluate(all[item], frame));
    }

    /// <summary>As <see cref="Sort(ReadOnlySpan{JsonAny}, Frame)"/>, for tuples.</summary>
    public int[] Sort(List<JsonAny?[]> tuples, Frame frame)
    {
        JsonAny? Key(int term, int item) => terms[term].Value.Evaluate(tuples[item][0], new Frame(frame.Run, frame, tuples[item]));
        run.Memory.TakePlaces((long)tuples.Count * terms.Length);
        for (int i = 0; i < tuples.Count; i++)
        {
            _keys[0][i] = Key(0, i) ?? Undefined.Instance;
        }

        return Sort(Key);
    }

    private int[] Sort(Func<int, int, JsonAny?> evaluate)
    {
        if (terms.Length == 1 && Array.TrueForAll(_keys[0], static key => key is JsonNumber))
        {
            _numbers = Array.ConvertAll(_keys[0], static key => ((JsonNumber)key!).AsDouble);
            return terms[0].Descending
                ? MergeSort.Sort(count, (a, b) => _numbers[a] < _numbers[b], run)
                : MergeSort.Sort(count, (a, b) => _numbers[a] > _numbers[b], run);
        }

        return MergeSort.Sort(count, (a, b) => Compare(a, b, evaluate) == 1, run);
    }

    private int Compare(int a, int b, Func<int, int, JsonAny?> evaluate)
    {
        int result = 0;
        for (int term = 0; term < terms.Length && result == 0; term++)
        {
            JsonAny x = _keys[term][a] ??= evaluate(term, a) ?? Undefined.Instance;
            JsonAny y = _keys[term][b] ??= evaluate(term, b) ?? Undefined.Instance;
            if (ReferenceEquals(x, Undefined.Instance) || ReferenceEquals(y, Undefined.Instance))
            {
                // What has no key comes last, in either direction.
                result = ReferenceEquals(x, y) ? 0 : ReferenceEquals(x, Undefined.Instance) ? 1 : -1;
                continue;
            }

            if (x is not (JsonString or JsonNumber) || y is not (JsonString or JsonNumber))
            {
                throw new JsonataException("T2008", position, value: x is JsonString or JsonNumber ? y : x);
            }

            run.Spend(1 + Equality.Cost(x));
            result = (x, y) switch
            {
                (JsonNumber m, JsonNumber n) => m.AsDouble == n.AsDouble ? 0 : m.AsDouble < n.AsDouble ? -1 : 1,
                (JsonString s, JsonString t) => Math.Sign(string.CompareOrdinal(s.Value, t.Value)),
                _ => throw new JsonataException("T2007", position, value: x) { Other = y },
            };
            result = terms[term].Descending ? -result : result;
        }

        return result;
    }
}
