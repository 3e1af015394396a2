using System.Text;
using System.Text.RegularExpressions;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Finds and reads the official suite of JSONata, which is never copied into the project.</summary>
public static partial class JsonataSuite
{
    /// <summary>The cases; none where the shared data is missing.</summary>
    public static IReadOnlyList<JsonataCase> All { get; } = Load();

    public static IReadOnlyDictionary<string, JsonataCase> ById { get; } = All.ToDictionary(suite => suite.Id, StringComparer.Ordinal);

    private static List<JsonataCase> Load()
    {
        var cases = new List<JsonataCase>();
        if (SharedData.Find("jsonata") is not { } directory)
        {
            return cases;
        }

        var datasets = Directory.EnumerateFiles(Path.Combine(directory, "datasets"))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), Read, StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(directory, "groups"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string id = Path.GetRelativePath(Path.Combine(directory, "groups"), file).Replace('\\', '/');
            JsonAny content = Read(file);
            if (content is not JsonList list)
            {
                cases.Add(Create(id, (JsonMap)content, file, datasets));
                continue;
            }

            for (int i = 0; i < list.Count; i++)
            {
                cases.Add(Create($"{id}[{i}]", (JsonMap)list[i], file, datasets));
            }
        }

        return cases;
    }

    private static JsonataCase Create(string id, JsonMap fields, string file, Dictionary<string, JsonAny> datasets)
    {
        string expression = fields["expr"] is JsonString text
            ? text.Value
            : File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, ((JsonString)fields["expr-file"]!).Value));
        JsonAny? data = fields["dataset"] is JsonString name ? datasets[name.Value] : fields["data"];
        return new JsonataCase(id, expression, data, fields);
    }

    /// <summary>
    /// Some cases are about halves of surrogate pairs, which JSON may hold and our reader makes U+FFFD: they are read as characters for
    /// private use, and put back.
    /// </summary>
    private static JsonAny Read(string file)
    {
        string text = File.ReadAllText(file);
        string readable = LoneSurrogate().Replace(text, static half => $"\\uE{half.Groups["rest"].Value}");
        return readable == text ? JsonAny.Parse(text) : PutBack(JsonAny.Parse(readable));
    }

    private static JsonAny PutBack(JsonAny value) => value switch
    {
        JsonString text => new JsonString(PutBack(text.Value)),
        JsonList array => JsonList.Of(array.Select(PutBack)),
        JsonMap o => JsonMap.Of([.. o.Select(member => (member.Key, PutBack(member.Value)))]),
        _ => value,
    };

    private static string PutBack(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            result.Append(c is >= '\uE800' and <= '\uEFFF' ? (char)(c - 0x1000) : c);
        }

        return result.ToString();
    }

    // \uD800 to \uDBFF without a second half behind it; a backslash before would be the one that is escaped.
    [GeneratedRegex(@"(?<=(?<!\\)(\\\\)*)\\u[dD](?<rest>[89abAB][0-9a-fA-F]{2})(?!\\u[dD][c-fC-F])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LoneSurrogate();
}
