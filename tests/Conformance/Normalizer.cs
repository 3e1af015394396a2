using System.Text.RegularExpressions;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// Brings the answers of a case into the form in which the recordings were written: strings that hold JSON objects are
/// parsed, then the test's own transformers apply, then the ones common to all tests. Those that look for text are
/// collected first and applied, in the order they were found, to each answer's JSON text at the end.
/// </summary>
public sealed partial class Normalizer
{
    // What the recordings of Step Functions tests replace before a test's own transformers.
    private static readonly (MemberPath Path, string Replacement)[] SdkMetadata =
    [
        (new("$..SdkHttpMetadata..Date"), "date"),
        (new("$..SdkResponseMetadata..RequestId"), "RequestId"),
        (new("$..X-Amzn-Trace-Id"), "X-Amzn-Trace-Id"),
        (new("$..x-amz-crc32"), "x-amz-crc32"),
        (new("$..x-amzn-RequestId"), "x-amzn-RequestId"),
        (new("$..x-amzn-requestid"), "x-amzn-requestid"),
    ];

    // This test parses all outputs by a transformer of its own, which is code and so not among the recorded ones.
    private const string OutputsParsedIn = "::test_reference_in_map_state[";

    private static readonly MemberPath Output = new("$..output");

    // What tests of other services replace under the name of the member.
    private static readonly Dictionary<string, string> ByName = new(StringComparer.Ordinal)
    {
        ["MD5OfMessageBody"] = "m-d5-of-message-body",
        ["MD5OfMessageAttributes"] = "m-d5-of-message-attributes",
    };

    private readonly List<Func<string, string>> _replacements = [];
    private readonly HashSet<string> _references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private Normalizer()
    {
    }

    /// <summary>What the recordings of different years replaced differently, made equal on both sides.</summary>
    public static JsonMap Align(JsonMap answers) =>
        (JsonMap)SdkMetadata.Aggregate((JsonAny)answers, (all, m) => m.Path.Change(all, _ => m.Replacement));

    /// <summary>The answers by match key, normalised.</summary>
    public static JsonMap Normalize(Case recorded, JsonMap answers, Symbols symbols)
    {
        var normalizer = new Normalizer();
        JsonAny all = Align((JsonMap)ParseTexts(answers));
        if (ParallelOrder.IsLost(recorded.Expected))
        {
            all = ParallelOrder.Lose(all);
        }

        if (recorded.Id.Contains(OutputsParsedIn, StringComparison.Ordinal))
        {
            all = Output.Change(all, value => value is JsonString text ? JsonAny.Parse(text.Value) : value);
        }

        string expected = recorded.Expected.ToString();
        normalizer.CollectNamed(all, expected);
        foreach (Transformer transformer in recorded.Transformers)
        {
            all = normalizer.Transform(all, transformer, symbols);
        }

        normalizer.Add(text => text.Replace(Symbols.Account, "111111111111", StringComparison.Ordinal));
        normalizer.Add(text => text.Replace(Symbols.Region, "<region>", StringComparison.Ordinal));
        normalizer.Add(text => text.Replace("arn:aws:", "arn:<partition>:", StringComparison.Ordinal));
        Visit(all, (name, value) =>
        {
            if (name.EndsWith("id", StringComparison.OrdinalIgnoreCase) && Uuid().IsMatch(value))
            {
                normalizer.Refer(value, "uuid");
            }
        });
        normalizer.Add(text => IsoDate().Replace(text, "date"));
        all = MaskTimestamps(all);

        var result = new JsonMap.Builder();
        foreach ((string key, JsonAny value) in (JsonMap)all)
        {
            string text = normalizer._replacements.Aggregate(PythonJson.Write(value), (t, replace) => replace(t));
            result.Set(key, JsonAny.Parse(text));
        }

        return result.Build();
    }

    /// <summary>Parses the members that hold a JSON object as text; not array items, and not inside what was parsed.</summary>
    internal static JsonAny ParseTexts(JsonAny value)
    {
        switch (value)
        {
            case JsonList array:
                return JsonList.Of(array.Select(item => item is JsonMap ? ParseTexts(item) : item));
            case JsonMap o:
                var builder = new JsonMap.Builder(o.Count);
                foreach ((string name, JsonAny member) in o)
                {
                    builder.Set(name, member is JsonString s && s.Value.StartsWith('{') ? TryParse(s) : ParseTexts(member));
                }

                return builder.Build();
            default:
                return value;
        }
    }

    private static JsonAny TryParse(JsonString text)
    {
        try
        {
            return JsonAny.Parse(text.Value);
        }
        catch (JsonSyntaxException)
        {
            return text;
        }
    }

    /// <summary>Reference transformers that single tests add; the list of transformers does not name them.</summary>
    private void CollectNamed(JsonAny all, string expected)
    {
        bool tokens = expected.Contains("<next-token:", StringComparison.Ordinal);
        bool resources = expected.Contains("<resource:", StringComparison.Ordinal);
        Visit(all, (name, value) =>
        {
            if (ByName.TryGetValue(name, out string? placeholder) && expected.Contains($"<{placeholder}:", StringComparison.Ordinal))
            {
                Refer(value, placeholder);
            }
            else if (tokens && string.Equals(name, "nextToken", StringComparison.Ordinal))
            {
                Refer(value, "next-token");
            }
            else if (resources && value.StartsWith("arn:", StringComparison.Ordinal))
            {
                Refer(value[(value.LastIndexOfAny([':', '/']) + 1)..], "resource");
            }
        });
    }

    private JsonAny Transform(JsonAny all, Transformer transformer, Symbols symbols)
    {
        if (transformer.JsonPath is not null)
        {
            var path = new MemberPath(transformer.JsonPath);
            return path.Change(all, value =>
            {
                if (!transformer.IsReference)
                {
                    return transformer.Replacement;
                }

                if (value is JsonString s)
                {
                    Refer(s.Value, transformer.Replacement);
                }

                return value;
            });
        }

        // "None" is what the list of transformers says where it lost the execution's id.
        string pattern = string.Equals(transformer.Regex, "None", StringComparison.Ordinal) ? "<exec_id_0>" : transformer.Regex!;
        if (symbols.Resolve(pattern, Regex.Escape) is { } resolved)
        {
            var regex = new Regex(resolved, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
            // Python's replacement template: a doubled backslash is one.
            string replacement = transformer.Replacement.Replace(@"\\", @"\", StringComparison.Ordinal);
            Add(text => regex.Replace(text, _ => replacement));
        }

        return all;
    }

    private void Add(Func<string, string> replace) => _replacements.Add(replace);

    /// <summary>Gives each distinct value a number, and replaces it wherever it stands.</summary>
    private void Refer(string value, string replacement)
    {
        if (value.Length == 0 || value.StartsWith('<') || !_references.Add(value))
        {
            return;
        }

        int number = _numbers.GetValueOrDefault(replacement) + 1;
        _numbers[replacement] = number;
        string text = value.Replace("\"", "\\\"", StringComparison.Ordinal);
        Add(all => all.Replace(text, $"<{replacement}:{number}>", StringComparison.Ordinal));
    }

    private static JsonAny MaskTimestamps(JsonAny value)
    {
        switch (value)
        {
            case JsonList array:
                return JsonList.Of(array.Select(item => item is JsonMap ? MaskTimestamps(item) : item));
            case JsonMap o:
                var builder = new JsonMap.Builder(o.Count);
                foreach ((string name, JsonAny member) in o)
                {
                    bool isTime = name.Contains("timestamp", StringComparison.OrdinalIgnoreCase)
                        && !(member is JsonString s && IsoDate().IsMatch(s.Value));
                    builder.Set(name, isTime ? "timestamp" : MaskTimestamps(member));
                }

                return builder.Build();
            default:
                return value;
        }
    }

    private static void Visit(JsonAny value, Action<string, string> visit)
    {
        if (value is JsonList array)
        {
            foreach (JsonAny item in array.Where(item => item is JsonMap))
            {
                Visit(item, visit);
            }
        }
        else if (value is JsonMap o)
        {
            foreach ((string name, JsonAny member) in o)
            {
                if (member is JsonString s)
                {
                    visit(name, s.Value);
                }
                else
                {
                    Visit(member, visit);
                }
            }
        }
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.NonBacktracking)]
    private static partial Regex Uuid();

    [GeneratedRegex(
        @"[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-][01]\d:?([0-5]\d)?)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsoDate();
}
