using System.IO.Compression;
using System.Text.Json;

namespace FunctionsAsl.AwsApi.Botocore;

/// <summary>
/// A folder of models as botocore and the AWS CLI have one (<c>botocore/data</c>): <c>SERVICE/VERSION/service-2.json</c>, packed with gzip or
/// not. Of each service the newest version is read.
/// </summary>
public sealed class ModelFolder
{
    private static readonly string[] FileNames = ["service-2.json", "service-2.json.gz"];

    private readonly SortedDictionary<string, string> _files;

    /// <exception cref="IOException">There is no such folder.</exception>
    public ModelFolder(string folder) => _files = new SortedDictionary<string, string>(
        Directory.EnumerateDirectories(folder)
            .Select(static service => (Name: Path.GetFileName(service), Model: Newest(service)))
            .Where(static service => service.Model is not null)
            .ToDictionary(static service => service.Name, static service => service.Model!, StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>The names of the services, as botocore has them.</summary>
    public IReadOnlyCollection<string> Services => _files.Keys;

    /// <summary>The file with the model of a service.</summary>
    public string FileOf(string service) => _files[service];

    /// <exception cref="InvalidDataException">It is no model, or has something that cannot be said here.</exception>
    public ServiceModel Read(string service)
    {
        (ServiceEntry entry, byte[] segment) = ReadSegment(service);
        return new ServiceModel(entry, segment);
    }

    /// <summary>A model as the table has it.</summary>
    /// <exception cref="InvalidDataException">It is no model, or has something that the table cannot hold.</exception>
    internal (ServiceEntry Entry, byte[] Segment) ReadSegment(string service)
    {
        try
        {
            using JsonDocument model = Open(service);
            string id = model.RootElement.GetProperty("metadata").GetProperty("serviceId").GetString()!;
            return (new ServiceEntry(service, id), new ModelWriter(model.RootElement).Write());
        }
        catch (Exception e) when (e is InvalidDataException or KeyNotFoundException or InvalidOperationException or JsonException)
        {
            throw new InvalidDataException($"{_files[service]}: {e.Message}", e);
        }
    }

    internal JsonDocument Open(string service)
    {
        string path = _files[service];
        using FileStream file = File.OpenRead(path);
        using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return JsonDocument.Parse(text);
    }

    // A folder for each version of the API, which is a date.
    private static string? Newest(string service) => Directory.EnumerateDirectories(service)
        .OrderDescending(StringComparer.Ordinal)
        .SelectMany(static version => FileNames.Select(name => Path.Combine(version, name)))
        .FirstOrDefault(File.Exists);
}
