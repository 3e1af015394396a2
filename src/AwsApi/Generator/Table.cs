using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FunctionsAsl.AwsApi.Generator;

/// <summary>The file that <see cref="ServiceTable"/> reads. Nothing in it depends on when or where it is made.</summary>
internal static class Table
{
    private const int Quality = 11;
    private const int Window = 24;

    public static byte[] Write(Installation botocore)
    {
        string[] names = [.. botocore.Models.Services];
        var models = new (string Id, byte[] Segment, byte[] Packed)[names.Length];
        Parallel.For(0, names.Length, i =>
        {
            (ServiceEntry entry, byte[] segment) = botocore.Models.ReadSegment(names[i]);
            models[i] = (entry.Id, segment, Pack(segment));
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

    private static byte[] Pack(byte[] segment)
    {
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(segment.Length)];
        return BrotliEncoder.TryCompress(segment, packed, out int length, Quality, Window)
            ? packed[..length]
            : throw new InvalidDataException("It cannot be packed.");
    }
}
