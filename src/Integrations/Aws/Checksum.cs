using System.Buffers.Binary;
using System.Security.Cryptography;
using FunctionsAsl.AwsApi.Protocols;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>The checksum of a request's body, where the operation takes one: AWS's SDKs send it always (LS test_s3_put_object).</summary>
internal static class Checksum
{
    private const string Default = "CRC32";

    /// <exception cref="AwsFormatException">The algorithm is none that is known here.</exception>
    public static void AddTo(Dictionary<string, string> headers, OperationModel operation, JsonMap arguments, ReadOnlySpan<byte> body)
    {
        if (operation.ChecksumMember is not { } member)
        {
            if (!operation.NeedsChecksum)
            {
                return;
            }

#pragma warning disable CA5351 // The header is defined so (RFC 1864); nothing is kept secret by it.
            headers.TryAdd("Content-MD5", Convert.ToBase64String(MD5.HashData(body)));
#pragma warning restore CA5351
            return;
        }

        string algorithm = (arguments[member] as JsonString)?.Value ?? Default;
        string header = "x-amz-checksum-" + algorithm.ToLowerInvariant();
        if (!headers.ContainsKey(header))
        {
            headers.TryAdd("x-amz-sdk-checksum-algorithm", algorithm);
            headers[header] = Convert.ToBase64String(Compute(algorithm, body));
        }
    }

    private static byte[] Compute(string algorithm, ReadOnlySpan<byte> body) => algorithm switch
    {
        Default => OfCrc32(body),
        "SHA256" => SHA256.HashData(body),
#pragma warning disable CA5350 // Likewise.
        "SHA1" => SHA1.HashData(body),
#pragma warning restore CA5350
        _ => throw new AwsFormatException($"The checksum algorithm {algorithm} is not supported: CRC32, SHA1 and SHA256 are."),
    };

    /// <summary>The highest byte first.</summary>
    private static byte[] OfCrc32(ReadOnlySpan<byte> body)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Crc32.Of(body));
        return bytes;
    }
}
