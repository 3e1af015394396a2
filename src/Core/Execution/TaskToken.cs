using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FunctionsAsl.Core.Execution;

/// <summary>
/// What a callback presents to report for a task. It names the execution and the attempt and proves that the execution
/// itself gave it out, so no host needs a table of tokens. Opaque to callers; at most 2,048 characters (MODEL TaskToken).
/// </summary>
/// <param name="Text">The token as callers know it.</param>
public sealed record TaskToken(string ExecutionArn, string CommandId, string Text)
{
    private const int MaxLength = 2048;
    private const int MacBytes = 16;

    /// <summary>The token for an attempt of an execution, as callers know it.</summary>
    internal static string Of(ExecutionInput execution, string commandId) => Create(execution.TokenKey, execution.Arn, commandId).Text;

    internal static TaskToken Create(string key, string executionArn, string commandId)
    {
        byte[] body = Encoding.UTF8.GetBytes(executionArn + "\n" + commandId);
        byte[] mac = HMACSHA256.HashData(Encoding.ASCII.GetBytes(key), body);
        return new TaskToken(executionArn, commandId, TokenText.Of(Base64Url.EncodeToString([.. mac.AsSpan(0, MacBytes), .. body])));
    }

    /// <summary>Reads where a token belongs. Whether it is genuine only the execution can tell: <see cref="IsFrom"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TaskToken? token)
    {
        token = null;
        string encoded = TokenText.Encoded(text);
        if (text.Length > MaxLength || !Base64Url.IsValid(encoded, out int length) || length <= MacBytes)
        {
            return false;
        }

        string body = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded).AsSpan(MacBytes));
        int newline = body.IndexOf('\n', StringComparison.Ordinal);
        if (newline <= 0)
        {
            return false;
        }

        token = new TaskToken(body[..newline], body[(newline + 1)..], TokenText.Of(encoded));
        return true;
    }

    /// <summary>Whether the execution with this <see cref="ExecutionInput.TokenKey"/> gave the token out.</summary>
    public bool IsFrom(string tokenKey) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Create(tokenKey, ExecutionArn, CommandId).Text),
            Encoding.UTF8.GetBytes(Text));
}
