using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Finds and reads the cases, which are never copied into the project.</summary>
public static class CaseSource
{
    private static readonly Lazy<Dictionary<string, Case>> Loaded = new(static () => Load("asl", static _ => true));

    private static readonly Lazy<Dictionary<string, Case>> LoadedLogs =
        new(static () => Load("services", static services => services.SetEquals(["logs"])));

    /// <summary>The cases by id; none where the shared data is missing.</summary>
    public static IReadOnlyDictionary<string, Case> All => Loaded.Value;

    /// <summary>The cases in which CloudWatch Logs takes part, and no other service; none where the shared data is missing.</summary>
    public static IReadOnlyDictionary<string, Case> Logs => LoadedLogs.Value;

    private static readonly Lazy<Dictionary<string, Case>> LoadedServices = new(static () => Load(
        "services", static services => !services.Contains("logs")).Where(static c => !LoadedLogs.Value.ContainsKey(c.Key)).ToDictionary());

    /// <summary>The cases in which services take part that a task calls; none where the shared data is missing.</summary>
    public static IReadOnlyDictionary<string, Case> Services => LoadedServices.Value;

    private static Dictionary<string, Case> Load(string folder, Func<HashSet<string>, bool> accept)
    {
        string? directory = SharedData.Find(folder, "cases");
        return directory is null
            ? new Dictionary<string, Case>(StringComparer.Ordinal)
            : Directory.EnumerateFiles(directory, "*.json")
                .Select(static file => (JsonMap)JsonAny.Parse(File.ReadAllBytes(file)))
                .Where(json => accept(Case.ServicesOf(json)))
                .Select(static json => new Case(json))
                .OrderBy(c => c.Id, StringComparer.Ordinal)
                .ToDictionary(c => c.Id, StringComparer.Ordinal);
    }
}
