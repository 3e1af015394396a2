using System.Security.Cryptography;
using FunctionsAsl.Json;

namespace FunctionsAsl.Support.Jsonata;

/// <summary>The reference implementation of JSONata in a process of Node. Its package is installed once, outside of the repository.</summary>
public sealed class ReferenceImplementation : IDisposable
{
    private static readonly Lazy<string?> Installed = new(Install);

    private readonly AnsweringProcess _process;

    /// <param name="script">What answers: <c>reference.js</c> evaluates, <c>benchmark.js</c> measures.</param>
    public ReferenceImplementation(string script) => _process = new AnsweringProcess("node", Path.Combine(Folder, script));

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => Installed.Value;

    private static string Source { get; } = Path.Combine(AppContext.BaseDirectory, "Jsonata", "node");

    private static string Folder { get; } = Path.Combine(
        Path.GetTempPath(),
        $"functions-asl-jsonata-{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(Source, "package.json"))))[..12]}");

    /// <summary>Has all expressions evaluated, and answers in the same order.</summary>
    public Task<IReadOnlyList<JsonMap>> AnswerAsync(IReadOnlyList<(string Expression, JsonAny Input)> all) =>
        _process.AnswerAsync([.. all.Select(static one => JsonMap.Of(("expression", one.Expression), ("input", one.Input)))]);

    public void Dispose() => _process.Dispose();

    private static string? Install()
    {
        if (AnsweringProcess.Run("node", ".", "--version") is not null || AnsweringProcess.Run("npm", ".", "--version") is not null)
        {
            return "There is no Node here. Install Node 20 or later, with npm: https://nodejs.org";
        }

        Directory.CreateDirectory(Folder);
        foreach (string file in Directory.GetFiles(Source))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        return Directory.Exists(Path.Combine(Folder, "node_modules", "jsonata"))
            || AnsweringProcess.Run("npm", Folder, "install", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=1", "--fetch-timeout=30000") is not { } problem
            ? null
            : $"npm install failed; is the npm registry within reach? {problem}";
    }
}
