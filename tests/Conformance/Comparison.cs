using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Compares exactly: types, members, order of items, and whether a number is written as an integer.</summary>
public static class Comparison
{
    private const int MaxShown = 300;

    /// <summary>Every difference, as lines <c>path: expected … but was …</c>.</summary>
    public static IReadOnlyList<string> Differences(JsonAny expected, JsonAny actual)
    {
        var differences = new List<string>();
        Compare("$", expected, actual, differences);
        return differences;
    }

    /// <summary>Text that is equal for values that compare equal: members sorted by name.</summary>
    public static string Canonical(JsonAny value) => value switch
    {
        JsonList array => "[" + string.Join(',', array.Select(Canonical)) + "]",
        JsonMap o =>
            "{" + string.Join(',', o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Key + ":" + Canonical(m.Value))) + "}",
        _ => value.ToString(),
    };

    private static void Compare(string path, JsonAny expected, JsonAny actual, List<string> differences)
    {
        switch (expected, actual)
        {
            case (JsonMap e, JsonMap a):
                foreach ((string name, JsonAny value) in e)
                {
                    CompareMember(path, name, value, a[name], differences);
                }

                differences.AddRange(a.Where(m => !e.Contains(m.Key)).Select(m => $"{path}.{m.Key}: not expected, but is {Show(m.Value)}"));
                break;
            case (JsonList e, JsonList a):
                for (int i = 0; i < Math.Min(e.Count, a.Count); i++)
                {
                    Compare($"{path}[{i}]", e[i], a[i], differences);
                }

                differences.AddRange(e.Skip(a.Count).Select((item, i) => $"{path}[{a.Count + i}]: expected {Show(item)}, but is missing"));
                differences.AddRange(a.Skip(e.Count).Select((item, i) => $"{path}[{e.Count + i}]: not expected, but is {Show(item)}"));
                break;
            case (JsonNumber e, JsonNumber a) when Same(e, a):
                break;
            case (JsonNumber, JsonNumber):
                differences.Add($"{path}: expected {Show(expected)}, but is {Show(actual)}");
                break;
            default:
                if (expected.Kind != actual.Kind || !expected.Equals(actual))
                {
                    differences.Add($"{path}: expected {Show(expected)}, but is {Show(actual)}");
                }

                break;
        }
    }

    private static void CompareMember(string path, string name, JsonAny expected, JsonAny? actual, List<string> differences)
    {
        if (actual is null)
        {
            differences.Add($"{path}.{name}: expected {Show(expected)}, but is missing");
        }
        else
        {
            Compare($"{path}.{name}", expected, actual, differences);
        }
    }

    // The recordings went through Python: an integer keeps its digits, a fraction keeps its value.
    private static bool Same(JsonNumber expected, JsonNumber actual) => expected.IsIntegerLiteral
        ? string.Equals(expected.Text, actual.Text, StringComparison.Ordinal)
        : !actual.IsIntegerLiteral && expected.AsDouble.Equals(actual.AsDouble);

    private static string Show(JsonAny value)
    {
        string text = value.ToString();
        return text.Length <= MaxShown ? text : new StringBuilder(text, 0, MaxShown, MaxShown + 3).Append("...").ToString();
    }
}
