using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// The places of recordings that cannot be compared, each listed in <c>incomparable.json</c> with its cases and the reason:
/// mostly what AWS changed after they were made. Everything else is compared, also what LocalStack itself skips.
/// </summary>
public static class Incomparable
{
    private static readonly ILookup<string, MemberPath> Paths =
        ((JsonList)JsonAny.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "incomparable.json"))))
        .Cast<JsonMap>()
        .SelectMany(entry => ((JsonList)entry["cases"]!).Cast<JsonString>().Select(id =>
            (Id: id.Value, Path: new MemberPath(Case.Text(entry, "path")!))))
        .ToLookup(entry => entry.Id, entry => entry.Path, StringComparer.Ordinal);

    public static IEnumerable<string> Ids => Paths.Select(group => group.Key);

    public static IEnumerable<MemberPath> PathsOf(string id) => Paths[id];
}
