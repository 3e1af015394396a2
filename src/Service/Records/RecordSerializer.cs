using System.Security.Cryptography;
using System.Text.Json;

namespace FunctionsAsl.Service.Records;

/// <summary>Saves, loads and compares records.</summary>
public static class RecordSerializer
{
    public static byte[] Save<T>(T record)
        where T : class, IRecord<T> => JsonSerializer.SerializeToUtf8Bytes(record, T.Json);

    /// <exception cref="FormatException">These bytes are no such record; the message says where they are broken.</exception>
    public static T Load<T>(ReadOnlySpan<byte> saved)
        where T : class, IRecord<T> => JsonReader.ReadSaved(saved, T.Json);

    /// <summary>Stands for the content of a saved record: hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> saved) => Convert.ToHexStringLower(SHA256.HashData(saved));

    /// <summary>Whether both are saved alike, or there is neither.</summary>
    public static bool AreAlike<T>(T? a, T? b)
        where T : class, IRecord<T> => ReferenceEquals(a, b) || (a is not null && b is not null && Save(a).AsSpan().SequenceEqual(Save(b)));
}
