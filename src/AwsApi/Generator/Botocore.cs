using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FunctionsAsl.AwsApi.Generator;

/// <summary>An installed botocore: the newest model of each service.</summary>
internal sealed partial class Botocore
{
    private static readonly string[] FileNames = ["service-2.json", "service-2.json.gz"];

    /// <param name="folder">The package's folder, with <c>__init__.py</c> and <c>data</c>.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public Botocore(string folder)
    {
        string package = Path.Combine(folder, "__init__.py");
        Match version = File.Exists(package) ? VersionLine().Match(File.ReadAllText(package)) : Match.Empty;
        if (!version.Success)
        {
            throw new InvalidDataException($"{folder} is no folder of botocore: it has no __init__.py with a __version__.");
        }

        Version = version.Groups["version"].Value;
        Services = new SortedDictionary<string, string>(
            Directory.EnumerateDirectories(Path.Combine(folder, "data"))
                .Select(static service => (Name: Path.GetFileName(service), Model: Newest(service)))
                .Where(static service => service.Model is not null)
                .ToDictionary(static service => service.Name, static service => service.Model!, StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    public string Version { get; }

    /// <summary>Service name to the file of its model.</summary>
    public IReadOnlyDictionary<string, string> Services { get; }

    public JsonDocument Open(string service)
    {
        string path = Services[service];
        using FileStream file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return JsonDocument.Parse(text);
    }

    // A folder for each version of the API, which is a date.
    private static string? Newest(string service) => Directory.EnumerateDirectories(service)
        .OrderDescending(StringComparer.Ordinal)
        .SelectMany(static version => FileNames.Select(name => Path.Combine(version, name)))
        .FirstOrDefault(File.Exists);

    [GeneratedRegex("^__version__ = '(?<version>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex VersionLine();
}
