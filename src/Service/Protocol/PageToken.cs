using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Service.Protocol;

/// <summary>
/// The tokens of lists: the position after the last item shown, so that items which come and go meanwhile move nothing,
/// behind a checksum over the position and the list it belongs to. A checksum is no signature, and need not be: the
/// position opens nothing that the same caller could not list anyway.
/// </summary>
public static class PageToken
{
    private const int ChecksumLength = 16;

    /// <summary>A token for the page after <paramref name="position"/> of the list that <paramref name="scope"/> names.</summary>
    public static string Issue(string scope, string position)
    {
        byte[] token = new byte[ChecksumLength + Encoding.UTF8.GetByteCount(position)];
        Encoding.UTF8.GetBytes(position, token.AsSpan(ChecksumLength));
        Checksum(scope, token.AsSpan(ChecksumLength)).CopyTo(token, 0);
        return TokenText.Of(Base64Url.EncodeToString(token));
    }

    /// <summary>The position in a token, or <see langword="null"/> where there is no token.</summary>
    /// <exception cref="ApiException">InvalidToken: it was not issued for this list.</exception>
    public static string? Open(string scope, string? token)
    {
        if (token is null)
        {
            return null;
        }

        token = TokenText.Encoded(token);
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(token.Length)];
        return Base64Url.DecodeFromChars(token, bytes, out _, out int length) == OperationStatus.Done
            && length > ChecksumLength
            && bytes.AsSpan(0, ChecksumLength).SequenceEqual(Checksum(scope, bytes.AsSpan(ChecksumLength, length - ChecksumLength)))
                ? Encoding.UTF8.GetString(bytes, ChecksumLength, length - ChecksumLength)
                : throw Invalid();
    }

    public static ApiException Invalid() => new("InvalidToken", "Invalid Token: 'Invalid token'");

    private static byte[] Checksum(string scope, ReadOnlySpan<byte> position)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(scope));
        hash.AppendData([0]);
        hash.AppendData(position);
        return hash.GetHashAndReset()[..ChecksumLength];
    }
}
