using FunctionsAsl.AwsApi.Signing;

namespace FunctionsAsl.Serving;

/// <summary>The access keys of a server, from the environment.</summary>
public static class AccessKeys
{
    public const string Variable = "ASL_ACCESS_KEYS";

    /// <exception cref="SettingException">They are not written as they have to be. What is secret in them is not in the message.</exception>
    public static IEnumerable<AccessKey> Read() => Parse(Environment.GetEnvironmentVariable(Variable) ?? "");

    /// <param name="text"><c>ID:SECRET</c>, separated by commas, blanks or lines.</param>
    /// <exception cref="SettingException">As <see cref="Read"/>.</exception>
    internal static List<AccessKey> Parse(string text)
    {
        var keys = new Dictionary<string, AccessKey>(StringComparer.Ordinal);
        foreach (string pair in text.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            // A slash would end the id in a signature.
            if (pair.Split(':', 2) is not [{ Length: > 0 } id, { Length: > 0 } secret]
                || !id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                throw new SettingException(
                    $"{Variable} is ID:SECRET, more of them separated by commas; an ID has letters, digits, '_' and '-'. "
                        + $"The one at place {keys.Count + 1} is not.");
            }

            if (!keys.TryAdd(id, new AccessKey(id, secret)))
            {
                throw new SettingException($"{Variable} has the ID {id} twice.");
            }
        }

        return keys.Count > 0 || text.Length == 0 ? [.. keys.Values] : throw new SettingException($"{Variable} is set, and has no key.");
    }
}
