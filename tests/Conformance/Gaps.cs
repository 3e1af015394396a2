using System.Runtime.CompilerServices;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// The cases that are known to fail against a target, by id with the gap. A case that stands there and passes, or fails otherwise
/// than its gap says, fails the run: so the lists only shrink, and nothing hides behind them.
/// </summary>
public sealed class Gaps
{
    /// <summary>What every target lacks.</summary>
    public static readonly Gaps OfAll = new("gaps.json");

    /// <summary>Where other services take part: mostly what their double answers otherwise than AWS.</summary>
    public static readonly Gaps OfServices = new("Services/gaps.json");

    /// <summary>Where paths answer otherwise than Jayway.</summary>
    public static readonly Gaps OfJsonPath = new("JsonPath/gaps.json");

    private readonly string _file;
    private readonly Dictionary<string, Gap> _gaps;

    private Gaps(string file)
    {
        _file = file;
        _gaps = ((JsonList)JsonAny.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, file))))
            .Cast<JsonMap>()
            .Select(entry => (Gap: new Gap(Case.Text(entry, "reason")!, [.. Texts(entry, "fails")]), Ids: Texts(entry, "cases")))
            .SelectMany(entry => entry.Ids.Select(id => (id, entry.Gap)))
            .ToDictionary(entry => entry.id, entry => entry.Gap, StringComparer.Ordinal);
    }

    /// <summary>Whether the lists are to be written anew from what fails now.</summary>
    public static bool AreWritten => Environment.GetEnvironmentVariable("CONFORMANCE_WRITE_GAPS") is "1";

    public IEnumerable<string> Ids => _gaps.Keys;

    public Gap? Find(string id) => _gaps.GetValueOrDefault(id);

    /// <summary>Writes the list into the source directory. A case keeps the gap that explains it; any other gets one of its own differences.</summary>
    public void Write(IEnumerable<(Case Case, IReadOnlyList<string> Differences)> failed, [CallerFilePath] string source = "")
    {
        IEnumerable<string> entries = failed
            .GroupBy(
                f => Head(Find(f.Case.Id) is { } gap && gap.Explains(f.Differences) ? gap : new Gap(Features.ClassOf(f.Case), f.Differences)),
                f => new JsonString(f.Case.Id).ToString(),
                StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"  {{\n{g.Key}    \"cases\": [\n      {string.Join(",\n      ", g.Order(StringComparer.Ordinal))}\n    ]\n  }}");
        File.WriteAllText(
            Path.Combine(Path.GetDirectoryName(source)!, _file),
            $"[\n{string.Join(",\n", entries)}\n]\n");
    }

    private static string Head(Gap gap)
    {
        string fails = string.Join(", ", gap.Fails.Select(text => new JsonString(text).ToString()));
        return $"    \"reason\": {new JsonString(gap.Reason)},\n    \"fails\": [{fails}],\n";
    }

    private static IEnumerable<string> Texts(JsonMap entry, string name) =>
        ((JsonList)entry[name]!).Cast<JsonString>().Select(text => text.Value);
}

/// <summary>Why cases fail.</summary>
/// <param name="Reason">What is missing.</param>
/// <param name="Fails">The texts by which a failure for this reason is known: the refusal's, or where the answers differ.</param>
public sealed record Gap(string Reason, IReadOnlyList<string> Fails)
{
    /// <summary>Whether a case fails as it must: every difference has one of the texts, and every text is in one of them.</summary>
    public bool Explains(IReadOnlyList<string> differences) =>
        differences.Count > 0
        && differences.All(d => Fails.Any(text => d.Contains(text, StringComparison.Ordinal)))
        && Fails.All(text => differences.Any(d => d.Contains(text, StringComparison.Ordinal)));
}
