using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FunctionsAsl.AwsApi;

/// <summary>
/// The models of all AWS services, each packed by itself in a resource of this assembly. Nothing is read before the first
/// use, and then the catalogue and no service but the one that is asked for.
/// </summary>
/// <remarks>
/// The resource is the length of the catalogue in bytes (32 bits, the lowest first), the catalogue, and the models. The
/// catalogue is text: a line with the version of botocore, and one for each <see cref="ServiceEntry"/>.
/// </remarks>
public static class ServiceTable
{
    private const string Resource = "services.bin";

    private static readonly byte[] Catalogue = ReadCatalogue();

    /// <summary>The version of botocore that the table was made from.</summary>
    public static string BotocoreVersion => Line(0);

    /// <summary>All services, by name.</summary>
    public static ImmutableArray<ServiceEntry> All() =>
        [.. Encoding.UTF8.GetString(Catalogue).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(ServiceEntry.Parse)];

    /// <summary>Finds a service; <see langword="null"/> where there is none of that name.</summary>
    /// <param name="name">botocore's name or Step Functions', as <c>stepfunctions</c> or <c>sfn</c>.</param>
    public static ServiceEntry? Find(string name)
    {
        // Without a text for each of the others: the first request to this service needs one of them.
        int end = Catalogue.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\n{name}\t"));
        ServiceEntry? found = end < 0 ? null : ServiceEntry.Parse(Line(end + 1));
        return found?.Name == name ? found : All().FirstOrDefault(service => service.SdkName == name);
    }

    /// <summary>Reads a service's model, anew each time: who needs it often keeps it.</summary>
    public static ServiceModel Read(ServiceEntry service) => new(service, Unpack(service));

    internal static byte[] Unpack(ServiceEntry service)
    {
        using Stream table = Open();
        table.Position = sizeof(int) + Catalogue.Length + service.Start;
        byte[] packed = new byte[service.PackedLength];
        table.ReadExactly(packed);
        byte[] segment = new byte[service.Length];
        return BrotliDecoder.TryDecompress(packed, segment, out int written) && written == segment.Length
            ? segment
            : throw new InvalidDataException($"The model of {service.Name} cannot be unpacked.");
    }

    private static Stream Open() => typeof(ServiceTable).Assembly.GetManifestResourceStream(Resource)!;

    private static byte[] ReadCatalogue()
    {
        using Stream table = Open();
        Span<byte> length = stackalloc byte[sizeof(int)];
        table.ReadExactly(length);
        byte[] catalogue = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        table.ReadExactly(catalogue);
        return catalogue;
    }

    private static string Line(int start)
    {
        ReadOnlySpan<byte> rest = Catalogue.AsSpan(start);
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'\n')]);
    }
}
