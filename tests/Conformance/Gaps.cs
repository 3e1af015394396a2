using System.Runtime.CompilerServices;
using System.Text;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// The cases that are known to fail against a target, by id with the reason. A case that stands there and passes fails the run, so
/// the lists only shrink.
/// </summary>
public sealed class Gaps
{
    /// <summary>What every target lacks.</summary>
    public static readonly Gaps OfAll = new("gaps.json", null);

    /// <summary>What the durable backend lacks beyond that.</summary>
    public static readonly Gaps OfDurable = new("gaps.durable.json", OfAll);

    private readonly string _file;
    private readonly Gaps? _common;
    private readonly Dictionary<string, string> _reasons;

    private Gaps(string file, Gaps? common)
    {
        _file = file;
        _common = common;
        _reasons = ((JsonObject)JsonValue.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, file))))
            .SelectMany(group => ((JsonArray)group.Value).Cast<JsonString>().Select(id => (Id: id.Value, Reason: group.Key)))
            .ToDictionary(gap => gap.Id, gap => gap.Reason, StringComparer.Ordinal);
    }

    /// <summary>Whether the lists are to be written anew from what fails now: first that of all, then those of the others.</summary>
    public static bool AreWritten => Environment.GetEnvironmentVariable("CONFORMANCE_WRITE_GAPS") is "1";

    public IEnumerable<string> Ids => _reasons.Keys.Concat(_common?.Ids ?? []);

    public string? ReasonOf(string id) => _reasons.GetValueOrDefault(id) ?? _common?.ReasonOf(id);

    /// <summary>Writes the list into the source directory: reason to ids, a line each. A case keeps the reason it has.</summary>
    public void Write(IEnumerable<Case> failed, [CallerFilePath] string source = "")
    {
        var text = new StringBuilder("{");
        string separator = "\n";
        IEnumerable<IGrouping<string, Case>> groups = failed
            .Where(c => _common?.ReasonOf(c.Id) is null)
            .GroupBy(c => ReasonOf(c.Id) ?? Features.ClassOf(c));
        foreach (IGrouping<string, Case> group in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            IEnumerable<string> sorted = group.Select(c => c.Id).Order(StringComparer.Ordinal);
            string ids = string.Join(",\n    ", sorted.Select(id => new JsonString(id).ToString()));
            text.Append(separator).Append("  ").Append(new JsonString(group.Key)).Append(": [\n    ").Append(ids).Append("\n  ]");
            separator = ",\n";
        }

        File.WriteAllText(Path.Combine(Path.GetDirectoryName(source)!, _file), text.Append("\n}\n").ToString());
    }
}
