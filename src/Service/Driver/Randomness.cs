using System.Security.Cryptography;

namespace FunctionsAsl.Service.Driver;

/// <summary>What hosts and the service draw by chance, so that nobody can foretell it; the core draws nothing itself.</summary>
public class Randomness
{
    private const int KeyBytes = 32;
    private const int UuidBytes = 16;

    // Asking the system takes microseconds, however little is asked for (tests/Benchmarks, sync).
    private readonly byte[] _stock = new byte[4096];
    private readonly Lock _lock = new();
    private int _left;

    /// <summary>A seed for an event.</summary>
    public virtual ulong Seed()
    {
        Span<byte> drawn = stackalloc byte[sizeof(ulong)];
        Draw(drawn);
        return BitConverter.ToUInt64(drawn);
    }

    /// <summary>A key for the task tokens of an execution.</summary>
    public virtual string TokenKey()
    {
        Span<byte> drawn = stackalloc byte[KeyBytes];
        Draw(drawn);
        return Convert.ToHexStringLower(drawn);
    }

    /// <summary>A number from 0 to 99, all alike: where an alias leads to.</summary>
    public virtual int Percent() => RandomNumberGenerator.GetInt32(100);

    /// <summary>A UUID that was drawn (RFC 9562, version 4), as text.</summary>
    public string Uuid()
    {
        Span<byte> drawn = stackalloc byte[UuidBytes];
        Draw(drawn);
        drawn[6] = (byte)((drawn[6] & 0x0F) | 0x40);
        drawn[8] = (byte)((drawn[8] & 0x3F) | 0x80);
        return new Guid(drawn, bigEndian: true).ToString();
    }

    /// <summary>Takes from the stock, where nothing stays that was drawn.</summary>
    private void Draw(Span<byte> drawn)
    {
        lock (_lock)
        {
            if (_left < drawn.Length)
            {
                RandomNumberGenerator.Fill(_stock);
                _left = _stock.Length;
            }

            _left -= drawn.Length;
            Span<byte> taken = _stock.AsSpan(_left, drawn.Length);
            taken.CopyTo(drawn);
            taken.Clear();
        }
    }
}
