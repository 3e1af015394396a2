using System.Buffers;

namespace FunctionsAsl.Jsonata.Functions;

/// <summary>The functions that encode texts.</summary>
internal static class EncodingFunctions
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    private const string Reserved = ";/?:@&=+$,#";

    private static readonly SearchValues<char> Unescaped = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> UnescapedInUrl = SearchValues.Create(Unreserved + Reserved);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static JsonAny? Base64Encode(JsonAny?[] arguments, Evaluation run) => Convert(
        arguments, run, static text => System.Convert.ToBase64String(System.Array.ConvertAll(text.ToCharArray(), static unit => (byte)unit)));

    public static JsonAny? Base64Decode(JsonAny?[] arguments, Evaluation run)
    {
        if (run.IsStepFunctions && arguments[0] is JsonString { Value: var text } && !IsBase64(text))
        {
            throw new JsonataException("D3137", value: "The argument of $base64decode is not Base64");
        }

        return Convert(arguments, run, static text => Encoding.Latin1.GetString(DecodeLeniently(text)));
    }

    public static JsonAny? EncodeUrlComponent(JsonAny?[] arguments, Evaluation run) =>
        Convert(arguments, run, static text => Encode(text, Unescaped));

    public static JsonAny? EncodeUrl(JsonAny?[] arguments, Evaluation run) =>
        Convert(arguments, run, static text => Encode(text, UnescapedInUrl));

    public static JsonAny? DecodeUrlComponent(JsonAny?[] arguments, Evaluation run) =>
        Convert(arguments, run, static text => Decode(text, ""));

    public static JsonAny? DecodeUrl(JsonAny?[] arguments, Evaluation run) =>
        Convert(arguments, run, static text => Decode(text, Reserved));

    private static JsonString? Convert(JsonAny?[] arguments, Evaluation run, Func<string, string> convert)
    {
        if (arguments[0] is not JsonString text)
        {
            return null;
        }

        run.Spend(text.Value.Length);
        return run.Text(convert(text.Value));
    }

    /// <summary>What Java decodes, as Step Functions does (faults.md L12): padding is all there or not at all.</summary>
    private static bool IsBase64(string text)
    {
        string digits = text.TrimEnd('=');
        int padding = text.Length - digits.Length;
        return digits.Length % 4 != 1
            && (padding == 0 || (padding <= 2 && text.Length % 4 == 0))
            && digits.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/');
    }

    /// <summary>Node's way: what is not of the alphabet is left out, and the rest ends where it breaks off.</summary>
    private static byte[] DecodeLeniently(string text)
    {
        var digits = new StringBuilder(text.Length + 4);
        foreach (char c in text)
        {
            if (c == '=')
            {
                break;
            }

            char digit = c switch { '-' => '+', '_' => '/', _ => c };
            if (char.IsAsciiLetterOrDigit(digit) || digit is '+' or '/')
            {
                digits.Append(digit);
            }
        }

        digits.Length -= digits.Length % 4 == 1 ? 1 : 0;
        digits.Append('=', (4 - (digits.Length % 4)) % 4);
        return System.Convert.FromBase64String(digits.ToString());
    }

    private static string Encode(string text, SearchValues<char> unescaped)
    {
        var encoded = new StringBuilder(text.Length);
        byte[] utf8;
        try
        {
            utf8 = Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new JsonataException("D3140", value: text);
        }

        foreach (byte b in utf8)
        {
            if (b < 0x80 && unescaped.Contains((char)b))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", System.Globalization.NumberFormatInfo.InvariantInfo));
            }
        }

        return encoded.ToString();
    }

    private static string Decode(string text, string kept)
    {
        var decoded = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int at = 0; at < text.Length;)
        {
            if (text[at] != '%')
            {
                decoded.Append(text[at++]);
                continue;
            }

            int start = at;
            utf8[0] = ReadByte(text, ref at);
            int length = utf8[0] switch { < 0x80 => 1, >= 0xC2 and < 0xE0 => 2, >= 0xE0 and < 0xF0 => 3, >= 0xF0 and < 0xF5 => 4, _ => 0 };
            for (int i = 1; i < length; i++)
            {
                utf8[i] = ReadByte(text, ref at);
            }

            if (length == 0 || Rune.DecodeFromUtf8(utf8[..length], out Rune rune, out int used) != OperationStatus.Done || used != length)
            {
                throw new JsonataException("D3140", value: text);
            }

            decoded.Append(length == 1 && kept.Contains((char)utf8[0]) ? text[start..at] : rune.ToString());
        }

        return decoded.ToString();
    }

    private static byte ReadByte(string text, ref int at)
    {
        if (at + 2 >= text.Length || text[at] != '%' || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
        {
            throw new JsonataException("D3140", value: text);
        }

        byte value = byte.Parse(
            text.AsSpan(at + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.NumberFormatInfo.InvariantInfo);
        at += 3;
        return value;
    }
}
