namespace FunctionsAsl.AwsApi;

/// <summary>The checksum of Ethernet and ZIP (IEEE 802.3), which AWS's streams of events and S3 have.</summary>
public static class Crc32
{
    // Of each byte.
    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(static b => RemainderOf((uint)b))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc = (crc >> 8) ^ Remainders[(byte)(crc ^ b)];
        }

        return ~crc;
    }

    private static uint RemainderOf(uint value)
    {
        const uint Polynomial = 0xEDB8_8320;
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    }
}
