using System.Runtime.CompilerServices;
using FunctionsAsl.Json;

namespace FunctionsAsl.Unit.Samples;

/// <summary>The files of the samples as they lie in the repository.</summary>
internal static class Sample
{
    private static readonly string Folder = FindFolder();

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.asl.json").Select(static file => Path.GetFileName(file).Split('.')[0]);

    public static string Definition(string name) => File.ReadAllText(Path.Combine(Folder, name + ".asl.json"));

    /// <summary>Where a file of the samples lies.</summary>
    public static string FileOf(string name) => Path.Combine(Folder, name);

    public static JsonMap Input(string name) =>
        (JsonMap)JsonAny.Parse(File.ReadAllText(Path.Combine(Folder, name + ".input.json")));

    /// <summary>The value with one member replaced or added, at a path of member names with dots between.</summary>
    public static JsonMap Change(this JsonMap value, string path, JsonAny member)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? value.With(path, member)
            : value.With(path[..dot], ((JsonMap)value[path[..dot]]!).Change(path[(dot + 1)..], member));
    }

    /// <summary>What stands at a path of member names with dots between.</summary>
    public static JsonAny? At(this JsonAny value, string path)
    {
        JsonAny? found = value;
        foreach (string name in path.Split('.'))
        {
            found = (found as JsonMap)?[name];
        }

        return found;
    }

    private static string FindFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Samples"));
}
