using System.Security.Cryptography;

namespace FunctionsAsl.Core.Expressions;

/// <summary>The intrinsic functions that read or make texts.</summary>
internal static class TextIntrinsics
{
    /// <summary>AWS's limit for what is hashed, encoded and decoded, in characters (DG/intrinsic-functions).</summary>
    private const int MaxCodedLength = 10_000;

    /// <summary>Puts the arguments in the place of each <c>{}</c>.</summary>
    public static JsonAny Format(IntrinsicArguments arguments)
    {
        ImmutableArray<string> pieces = arguments.Pieces ?? Split(arguments.Text(0));
        if (pieces.Length != arguments.Count)
        {
            throw arguments.Fail(
                $"The number of arguments, {arguments.Count - 1}, does not match the {pieces.Length - 1} occurrences of {{}}");
        }

        var text = new StringBuilder(pieces[0]);
        for (int i = 1; i < pieces.Length; i++)
        {
            AppendAsJava(text, arguments.Bounded(arguments[i]));
            text.Append(pieces[i]);
            arguments.CheckSize(text.Length);
        }

        return text.ToString();
    }

    public static JsonAny StringToJson(IntrinsicArguments arguments)
    {
        string text = arguments.Text(0);
        if (string.IsNullOrWhiteSpace(text))
        {
            // Recorded: the empty text and blanks give null.
            return JsonAny.Null;
        }

        try
        {
            JsonAny value = JsonAny.Parse(text);

            // Recorded: -0 gives 0.
            return value is JsonNumber { IsIntegerLiteral: true, AsDouble: 0 } ? JsonNumber.Of(0) : value;
        }
        catch (JsonSyntaxException e)
        {
            throw arguments.Fail($"Invalid JSON: {e.Message}");
        }
    }

    public static JsonAny JsonToString(IntrinsicArguments arguments) => arguments.Bounded(arguments[0]).ToString();

    /// <summary>Splits at each of the delimiter's characters; empty parts are dropped (recorded).</summary>
    public static JsonAny StringSplit(IntrinsicArguments arguments)
    {
        string text = arguments.Text(0);
        char[] delimiters = arguments.Text(1).ToCharArray();

        // .NET would take no delimiters for all white space.
        string[] parts = delimiters.Length == 0 ? [text] : text.Split(delimiters);
        return JsonList.Of(parts.Where(part => part.Length > 0).Select(part => (JsonAny)part));
    }

    public static JsonAny Base64Encode(IntrinsicArguments arguments) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.Text(0, MaxCodedLength)));

    public static JsonAny Base64Decode(IntrinsicArguments arguments)
    {
        string text = arguments.Text(0, MaxCodedLength);
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw arguments.Fail("The argument is not Base64");
    }

    public static JsonAny Hash(IntrinsicArguments arguments)
    {
        byte[] data = Encoding.UTF8.GetBytes(
            arguments[0] is JsonString ? arguments.Text(0, MaxCodedLength) : JsonText(arguments));
        byte[] hash = arguments.Text(1) switch
        {
            // The language offers these two; nothing here relies on them for security.
#pragma warning disable CA5350, CA5351
            "MD5" => MD5.HashData(data),
            "SHA-1" => SHA1.HashData(data),
#pragma warning restore CA5350, CA5351
            "SHA-256" => SHA256.HashData(data),
            "SHA-384" => SHA384.HashData(data),
            "SHA-512" => SHA512.HashData(data),
            string name => throw arguments.Fail($"The algorithm '{name}' is not supported"),
        };
        return Convert.ToHexStringLower(hash);
    }

    public static JsonAny NewUuid(IntrinsicArguments arguments) => arguments.Entropy.NextGuid().ToString("D");

    private static string JsonText(IntrinsicArguments arguments)
    {
        string text = arguments.Bounded(arguments[0]).ToString();
        return text.Length <= MaxCodedLength
            ? text
            : throw arguments.Fail($"The argument 1 has {text.Length} characters; the limit is {MaxCodedLength}");
    }

    /// <summary>Splits a template that is not literal; in it only the braces can be escaped.</summary>
    private static ImmutableArray<string> Split(string template)
    {
        ImmutableArray<string>.Builder pieces = ImmutableArray.CreateBuilder<string>();
        var piece = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            char next = i + 1 < template.Length ? template[i + 1] : '\0';
            if (template[i] == '{' && next == '}')
            {
                pieces.Add(piece.ToString());
                piece.Clear();
                i++;
            }
            else if (template[i] == '\\' && next is '{' or '}')
            {
                piece.Append(next);
                i++;
            }
            else
            {
                piece.Append(template[i]);
            }
        }

        pieces.Add(piece.ToString());
        return pieces.ToImmutable();
    }

    /// <summary>Writes a value as Java prints it: <c>{a=1, b=[x, y]}</c> (recorded: States.Format with an object).</summary>
    private static void AppendAsJava(StringBuilder text, JsonAny value)
    {
        switch (value)
        {
            case JsonString s:
                text.Append(s.Value);
                break;
            case JsonList array:
                text.Append('[');
                for (int i = 0; i < array.Count; i++)
                {
                    text.Append(i > 0 ? ", " : "");
                    AppendAsJava(text, array[i]);
                }

                text.Append(']');
                break;
            case JsonMap o:
                text.Append('{');
                for (int i = 0; i < o.Count; i++)
                {
                    text.Append(i > 0 ? ", " : "").Append(o[i].Key).Append('=');
                    AppendAsJava(text, o[i].Value);
                }

                text.Append('}');
                break;
            default:
                text.Append(value);
                break;
        }
    }
}
