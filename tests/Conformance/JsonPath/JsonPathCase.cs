using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>A path, a document and what Jayway 2.0.0 answers.</summary>
/// <param name="Id">The number of the line and the path: <c>17 $[1:3]</c>.</param>
/// <param name="Path">The path.</param>
/// <param name="Document">What it is evaluated over.</param>
/// <param name="Answer">What should come of it.</param>
public sealed record JsonPathCase(string Id, string Path, JsonAny Document, PathAnswer Answer)
{
    /// <summary>The cases; none where the shared data is missing.</summary>
    public static IReadOnlyDictionary<string, JsonPathCase> All { get; } =
        Load().ToDictionary(recorded => recorded.Id, StringComparer.Ordinal);

    private static IEnumerable<JsonPathCase> Load()
    {
        if (SharedData.Find("jsonpath") is not { } folder)
        {
            yield break;
        }

        int number = 0;
        foreach (string line in File.ReadLines(System.IO.Path.Combine(folder, "cases.jsonl")))
        {
            number++;
            var fields = (JsonMap)JsonAny.Parse(line);
            string path = ((JsonString)fields["path"]!).Value;
            yield return new JsonPathCase(
                $"{number} {path}", path, JsonAny.Parse(((JsonString)fields["document"]!).Value), PathAnswer.Read(fields));
        }
    }
}
