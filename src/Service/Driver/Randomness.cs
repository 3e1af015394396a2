using System.Security.Cryptography;

namespace FunctionsAsl.Service.Driver;

/// <summary>What hosts draw for the core, which draws nothing itself.</summary>
public static class Randomness
{
    private const int KeyBytes = 32;

    /// <summary>A seed for an event.</summary>
    public static ulong Seed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>A key for the task tokens of an execution.</summary>
    public static string TokenKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
}
