using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Finds and reads the cases, which are never copied into the project.</summary>
public static class CaseSource
{
    private static readonly Lazy<Dictionary<string, Case>> Loaded = new(Load);

    /// <summary>The cases by id; none where the shared data is missing.</summary>
    public static IReadOnlyDictionary<string, Case> All => Loaded.Value;

    private static Dictionary<string, Case> Load()
    {
        string? directory = SharedData.Find("asl", "cases");
        return directory is null
            ? new Dictionary<string, Case>(StringComparer.Ordinal)
            : Directory.EnumerateFiles(directory, "*.json")
                .Select(file => new Case((JsonObject)JsonValue.Parse(File.ReadAllBytes(file))))
                .OrderBy(c => c.Id, StringComparer.Ordinal)
                .ToDictionary(c => c.Id, StringComparer.Ordinal);
    }
}
