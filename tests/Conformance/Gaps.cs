using System.Runtime.CompilerServices;
using System.Text;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// The cases that are known to fail, by id with the reason, in <c>gaps.json</c>. A case that stands there and passes fails
/// the run, so the list only shrinks.
/// </summary>
public static class Gaps
{
    private static readonly Dictionary<string, string> Reasons =
        ((JsonObject)JsonValue.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "gaps.json"))))
        .SelectMany(group => ((JsonArray)group.Value).Cast<JsonString>().Select(id => (Id: id.Value, Reason: group.Key)))
        .ToDictionary(gap => gap.Id, gap => gap.Reason, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Ids => Reasons.Keys;

    /// <summary>Whether the list is to be written anew from what fails now.</summary>
    public static bool AreWritten => Environment.GetEnvironmentVariable("CONFORMANCE_WRITE_GAPS") is "1";

    public static string? ReasonOf(string id) => Reasons.GetValueOrDefault(id);

    /// <summary>Writes the list into the source directory: reason to ids, a line each. A case keeps the reason it has.</summary>
    public static void Write(IEnumerable<Case> failed, [CallerFilePath] string source = "")
    {
        var text = new StringBuilder("{");
        string separator = "\n";
        IEnumerable<IGrouping<string, Case>> groups = failed.GroupBy(c => ReasonOf(c.Id) ?? Features.ClassOf(c));
        foreach (IGrouping<string, Case> group in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            IEnumerable<string> sorted = group.Select(c => c.Id).Order(StringComparer.Ordinal);
            string ids = string.Join(",\n    ", sorted.Select(id => new JsonString(id).ToString()));
            text.Append(separator).Append("  ").Append(new JsonString(group.Key)).Append(": [\n    ").Append(ids).Append("\n  ]");
            separator = ",\n";
        }

        File.WriteAllText(Path.Combine(Path.GetDirectoryName(source)!, "gaps.json"), text.Append("\n}\n").ToString());
    }
}
