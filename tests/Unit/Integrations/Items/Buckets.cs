using System.IO.Compression;
using System.Text;
using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Unit.Integrations.Items;

/// <summary>Buckets that are folders, of one test, with the bucket <c>bucket</c>.</summary>
internal sealed class Buckets : IDisposable
{
    public const string Name = "bucket";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("asl-buckets-");

    public Buckets()
    {
        _root.CreateSubdirectory(Name);
        All = new FolderBuckets(_root.FullName);
    }

    public FolderBuckets All { get; }

    public string Root => _root.FullName;

    public List<string> Notes { get; } = [];

    public static JsonMap At(string key) => JsonMap.Of(("Bucket", Name), ("Key", key));

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public void Put(string key, string text) => Put(key, Encoding.UTF8.GetBytes(text));

    public void Put(string key, byte[] content)
    {
        string path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    public string Get(string key) => File.ReadAllText(PathOf(key));

    public bool Has(string key) => File.Exists(PathOf(key));

    public string PathOf(string key) => Path.Combine(_root.FullName, Name, key);

    /// <summary>The items of an ItemReader, as a JSON array.</summary>
    /// <param name="reader">As a definition has it, evaluated.</param>
    public async Task<string> Read(string reader) => JsonList.Of((await ReadItems(reader)).Select(static i => i.Value)).ToString();

    public async Task<List<ReadItem>> ReadItems(string reader)
    {
        List<ReadItem> items = [];
        await foreach (ReadItem item in new ItemReader(All) { ReportNote = Notes.Add }.ReadAsync(ItemSource.Of((JsonMap)JsonAny.Parse(reader)), default))
        {
            items.Add(item);
        }

        return items;
    }

    /// <summary>The items of an object.</summary>
    /// <param name="config">The ReaderConfig.</param>
    public Task<string> Read(string key, string config) => Read(
        JsonMap.Of(("Resource", "arn:aws:states:::s3:getObject"), ("Arguments", At(key)), ("ReaderConfig", JsonAny.Parse(config))).ToString());

    public Task<string> List(string arguments, string config = "{}") => Read(
        JsonMap.Of(
            ("Resource", "arn:aws:states:::s3:listObjectsV2"),
            ("Arguments", JsonAny.Parse(arguments)),
            ("ReaderConfig", JsonAny.Parse(config))).ToString());

    public void Dispose() => _root.Delete(recursive: true);
}
