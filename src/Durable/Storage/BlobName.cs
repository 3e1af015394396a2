using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace FunctionsAsl.Durable.Storage;

/// <summary>How names of the API stand in names of blobs: legal ASCII in nearly the same order, which leads back to the name.</summary>
internal static class BlobName
{
    /// <summary>The longest name of a state machine, execution or activity, in characters (API/API_CreateStateMachine).</summary>
    public const int LongestPart = 80;

    // A blob's name may have 1,024 characters.
    private const int Longest = 1000;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!'()+=@");

    /// <summary>The blob of a record: its kind, and each part of the ARN behind the type; <see langword="null"/> for what no record can have.</summary>
    public static string? Record(string kind, string arn) =>
        PartsOf(arn) is { Length: > 0 } parts && Array.TrueForAll(parts, static p => p.Length is > 0 and <= LongestPart)
            ? Records(kind, arn + ":")[..^1]
            : null;

    /// <summary>What the names of records begin with whose ARNs begin with <paramref name="arnPrefix"/>, which ends with a colon if it is not empty.</summary>
    public static string Records(string kind, string arnPrefix) =>
        string.Concat([kind, "/", .. PartsOf(arnPrefix).SkipLast(1).Select(static p => $"{Escape(p)}/")]);

    public static string Claim(string machine, string execution) => $"names/{Escape(machine)}/{Escape(execution)}";

    public static string Sweep(string machine) => $"sweep/{Escape(machine)}";

    public static string Revision(string machine, string id) => $"revisions/{Escape(machine)}/{id}";

    /// <summary>What the names of all blobs begin with that a machine leaves, but its own: what leads to others comes first.</summary>
    public static IEnumerable<string> AllOf(string machine, DateTimeOffset created)
    {
        foreach (string kind in (string[])["names", "executions", "history", "states", "tasks", "payloads", "redrives", PublicationRecord.Kind])
        {
            yield return $"{kind}/{Escape(machine)}/";
            yield return PartsOf(kind, machine);
        }

        yield return Revision(machine, string.Create(CultureInfo.InvariantCulture, $"{created.UtcTicks}-"));
    }

    /// <summary>What the names of a machine's Map Runs, and of their children, begin with (<see cref="ExecutionKey.Machine"/>).</summary>
    public static string PartsOf(string kind, string machine) => $"{kind}/{Escape($"{machine}/")}";

    // arn, partition, states, region, account, type, and what is meant here
    private static string[] PartsOf(string arn) => arn.Split(':') is { Length: > 6 } parts ? parts[6..] : [];

    /// <summary>
    /// The name as far as every store takes it as it is, then <c>~</c> and the rest's UTF-8 in hexadecimal. A name of dots would be
    /// a path of its own, so dots at the end count as what is not taken.
    /// </summary>
    public static string Escape(string name)
    {
        int plain = name.AsSpan().IndexOfAnyExcept(Plain);
        plain = name.AsSpan(0, plain < 0 ? name.Length : plain).TrimEnd('.').Length;
        return plain == name.Length ? name : $"{name.AsSpan(0, plain)}~{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name[plain..]))}";
    }

    /// <summary>The name that <see cref="Escape"/> was given.</summary>
    /// <exception cref="FormatException">It was given none.</exception>
    public static string Unescape(string escaped)
    {
        int tilde = escaped.IndexOf('~', StringComparison.Ordinal);
        return tilde < 0 ? escaped : escaped[..tilde] + Encoding.UTF8.GetString(Convert.FromHexString(escaped.AsSpan(tilde + 1)));
    }

    /// <summary>A name that a blob can have: of one that is too long the end becomes a hash.</summary>
    public static string Bound(string name) => name.Length <= Longest
        ? name
        : $"{name.AsSpan(0, Longest - 2 * SHA256.HashSizeInBytes)}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
}
