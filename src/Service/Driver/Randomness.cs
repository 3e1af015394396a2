using System.Security.Cryptography;

namespace FunctionsAsl.Service.Driver;

/// <summary>What hosts and the service draw by chance; the core draws nothing itself.</summary>
public class Randomness
{
    private const int KeyBytes = 32;

    /// <summary>Draws that nobody can foretell.</summary>
    public static Randomness System { get; } = new();

    /// <summary>A seed for an event.</summary>
    public virtual ulong Seed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>A key for the task tokens of an execution.</summary>
    public virtual string TokenKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>A number from 0 to 99, all alike: where an alias leads to.</summary>
    public virtual int Percent() => RandomNumberGenerator.GetInt32(100);
}
