using System.Text;

namespace FunctionsAsl.Conformance;

/// <summary>Passed and failed cases as a table.</summary>
public static class Summary
{
    public static string Table(string title, IEnumerable<Case> all, IReadOnlyCollection<Case> passed, Func<Case, string> group)
    {
        var text = new StringBuilder().Append($"{title,-52} passed failed\n");
        int total = 0;
        foreach (IGrouping<string, Case> cases in all.GroupBy(group).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            int good = cases.Count(passed.Contains);
            total += cases.Count();
            AppendRow(text, cases.Key, good, cases.Count());
        }

        AppendRow(text, "all", passed.Count, total);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string name, int good, int all) =>
        text.Append($"{name,-52} {good,6} {all - good,6} {100.0 * good / Math.Max(1, all),6:0.0}%\n");
}
