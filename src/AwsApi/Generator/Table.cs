using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace FunctionsAsl.AwsApi.Generator;

/// <summary>The file that <see cref="ServiceTable"/> reads. Nothing in it depends on when or where it is made.</summary>
internal static class Table
{
    private const int Quality = 11;
    private const int Window = 24;

    public static byte[] Write(Botocore botocore)
    {
        string[] names = [.. botocore.Services.Keys];
        var models = new (string Id, byte[] Segment, byte[] Packed)[names.Length];
        Parallel.For(0, names.Length, i =>
        {
            (string id, byte[] segment) = WriteModel(botocore, names[i]);
            models[i] = (id, segment, Pack(segment));
        });

        var catalogue = new StringBuilder(botocore.Version).Append('\n');
        int start = 0;
        foreach ((string name, (string id, byte[] segment, byte[] packed)) in names.Zip(models))
        {
            catalogue.Append(new ServiceEntry(name, id) { Start = start, PackedLength = packed.Length, Length = segment.Length }.Write());
            start += packed.Length;
        }

        byte[] head = Encoding.UTF8.GetBytes(catalogue.ToString());
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, head.Length);
        return [.. length, .. head, .. models.SelectMany(static model => model.Packed)];
    }

    /// <summary>One service: its id, and its model as <see cref="ServiceModel"/> reads it.</summary>
    /// <exception cref="InvalidDataException">The model has something that the table cannot hold.</exception>
    public static (string Id, byte[] Segment) WriteModel(Botocore botocore, string service)
    {
        using JsonDocument model = botocore.Open(service);
        try
        {
            string id = model.RootElement.GetProperty("metadata").GetProperty("serviceId").GetString()!;
            return (id, new ModelWriter(model.RootElement).Write());
        }
        catch (Exception e) when (e is InvalidDataException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{botocore.Services[service]}: {e.Message}", e);
        }
    }

    private static byte[] Pack(byte[] segment)
    {
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(segment.Length)];
        return BrotliEncoder.TryCompress(segment, packed, out int length, Quality, Window)
            ? packed[..length]
            : throw new InvalidDataException("It cannot be packed.");
    }
}
