namespace FunctionsAsl.Core.Execution;

/// <summary>How Base64 for URLs is shown as a token: so that no command line takes it for an option, it does not begin with a hyphen.</summary>
public static class TokenText
{
    public static string Of(string encoded) => encoded.StartsWith('-') ? $".{encoded.AsSpan(1)}" : encoded;

    /// <summary>What <see cref="Of"/> was given; tokens of older releases were shown as they are.</summary>
    public static string Encoded(string token) => token.StartsWith('.') ? $"-{token.AsSpan(1)}" : token;
}
