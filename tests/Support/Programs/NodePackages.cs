using System.Diagnostics;
using System.Security.Cryptography;

namespace FunctionsAsl.Support.Programs;

/// <summary>
/// The packages that a program of Node uses. They are installed once, outside of the repository; a test is skipped at its discovery
/// or not at all, so that is when it happens.
/// </summary>
public sealed class NodePackages
{
    private readonly Lazy<string?> _installed;
    private readonly string _source;

    /// <param name="source">A folder with a package.json, and what goes with it.</param>
    public NodePackages(string source)
    {
        _source = source;
        _installed = new(Install);
        Directory = Path.Combine(Path.GetTempPath(), $"functions-asl-node-{Key()}");
    }

    /// <summary>The folder that all is in, outside of the repository.</summary>
    public string Directory { get; }

    /// <summary>Why they cannot be used here; <see langword="null"/> where they can.</summary>
    public string? Problem => _installed.Value;

    private string? Install()
    {
        if (!Tool.Works("node", "--version") || !Tool.Works("npm", "--version"))
        {
            return "There is no Node here. Install Node 20 or later, with npm: https://nodejs.org";
        }

        System.IO.Directory.CreateDirectory(Directory);
        foreach (string file in System.IO.Directory.GetFiles(_source))
        {
            File.Copy(file, Path.Combine(Directory, Path.GetFileName(file)), overwrite: true);
        }

        string done = Path.Combine(Directory, "installed");
        if (File.Exists(done))
        {
            return null;
        }

        string[] arguments = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=1", "--fetch-timeout=30000"];
        ProcessStartInfo start = Tool.StartInfo("npm", arguments);
        start.WorkingDirectory = Directory;
        try
        {
            Outcome outcome = Tool.RunAsync(start).GetAwaiter().GetResult();
            if (outcome.Code != 0)
            {
                string reason = outcome.Errors.Split('\n')
                    .FirstOrDefault(static line => line.StartsWith("npm error", StringComparison.Ordinal), "");
                return $"npm install failed; is the npm registry within reach? {reason}";
            }
        }
        catch (TimeoutException)
        {
            return "npm install did not end; is the npm registry within reach?";
        }

        File.WriteAllText(done, "");
        return null;
    }

    /// <summary>Other packages go into another folder.</summary>
    private string Key() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(_source, "package.json"))))[..12];
}
