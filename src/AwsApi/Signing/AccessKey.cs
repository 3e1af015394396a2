using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.AwsApi.Signing;

/// <summary>An access key: who has it may do everything. Its text is the id alone.</summary>
/// <param name="id">Names the key; no secret.</param>
/// <param name="secret">What proves that a request comes from who has the key; never sent by those who sign.</param>
public sealed class AccessKey(string id, string secret)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    public string Id { get; } = id;

    public override string ToString() => Id;

    /// <summary>Whether somebody knows the secret; takes as long whatever is wrong with it.</summary>
    public bool IsSecret(string text) => CryptographicOperations.FixedTimeEquals(_secret, Encoding.UTF8.GetBytes(text));

    /// <summary>A key for a purpose of its own, from which the secret can't be had.</summary>
    public byte[] Derive(string purpose) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(purpose));

    /// <summary>The key that signs the requests of a day to one service of a region ("Derive a signing key", IAM User Guide).</summary>
    internal byte[] SigningKey(CredentialScope scope)
    {
        byte[] key = [.. "AWS4"u8, .. _secret];
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(scope.Date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(scope.Region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(scope.Service));
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(CredentialScope.End));
    }
}
