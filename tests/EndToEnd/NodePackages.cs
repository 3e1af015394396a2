using System.Diagnostics;
using System.Security.Cryptography;

namespace FunctionsAsl.EndToEnd;

/// <summary>
/// The packages that the Node client uses. They are installed once, outside of the repository; a test is skipped at its discovery
/// or not at all, so that is when it happens.
/// </summary>
internal static class NodePackages
{
    private static readonly Lazy<string?> Installed = new(Install);

    /// <summary>The folder of the client's script, outside of the repository.</summary>
    public static string Directory { get; } = Path.Combine(Path.GetTempPath(), $"functions-asl-node-{Key()}");

    /// <summary>Why the client cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => Installed.Value;

    private static string Source { get; } = Path.Combine(AppContext.BaseDirectory, "clients", "node");

    private static string? Install()
    {
        if (!Tool.Works("node", "--version") || !Tool.Works("npm", "--version"))
        {
            return "There is no Node here. Install Node 20 or later, with npm: https://nodejs.org";
        }

        System.IO.Directory.CreateDirectory(Directory);
        foreach (string file in System.IO.Directory.GetFiles(Source))
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
    private static string Key() => Convert.ToHexString(
        SHA256.HashData(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "clients", "node", "package.json"))))[..12];
}
