namespace FunctionsAsl.Support.Readme;

/// <summary>A block of code in a text for people.</summary>
/// <param name="File">From the root of the repository, with slashes.</param>
/// <param name="Language">What stands behind its opening fence.</param>
public sealed record FencedBlock(string File, string Language, string Text)
{
    private const string Fence = "```";

    private static readonly string[] Foreign = ["bin", "obj", "node_modules", ".git", ".azurite"];

    /// <summary>All blocks of all Markdown files of the repository, by file, in their order.</summary>
    public static IReadOnlyList<FencedBlock> In(string root) =>
    [
        .. Directory.EnumerateFiles(root, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(static file => !file.Split('/').Intersect(Foreign).Any())
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Read(file, System.IO.File.ReadLines(Path.Combine(root, file)))),
    ];

    private static IEnumerable<FencedBlock> Read(string file, IEnumerable<string> lines)
    {
        string? language = null;
        List<string> text = [];
        foreach (string line in lines)
        {
            if (!line.TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                text.Add(line);
                continue;
            }

            if (language is not null)
            {
                yield return new FencedBlock(file, language, string.Join('\n', text));
            }

            language = language is null ? line.Trim()[Fence.Length..] : null;
            text.Clear();
        }
    }

    public override string ToString() => $"{File}:\n{Text}";
}
