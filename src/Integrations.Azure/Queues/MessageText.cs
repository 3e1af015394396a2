using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Integrations.Azure.Queues;

/// <summary>The body of a message, as SQS takes it.</summary>
internal static class MessageText
{
    /// <summary>What SQS says the body is by: so a sender sees that it came as it was sent.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "AWS's checksum, which protects nothing.")]
    public static string Md5(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <exception cref="BoundException">There is none, or one with characters that XML has not (AWS SQS API, SendMessage).</exception>
    public static string Check(string? body)
    {
        if (string.IsNullOrEmpty(body))
        {
            throw new BoundException("MissingParameter", "The request must contain the parameter MessageBody.");
        }

        foreach (Rune rune in body.EnumerateRunes())
        {
            if (rune.Value is (< ' ' and not ('\t' or '\n' or '\r')) or 0xFFFE or 0xFFFF)
            {
                throw new BoundException("InvalidMessageContents", "Invalid binary character was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
            }
        }

        return body;
    }
}
