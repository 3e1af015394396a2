using System.ComponentModel;
using System.Diagnostics;
using FunctionsAsl.AwsApi;

namespace FunctionsAsl.Support.Botocore;

/// <summary>The botocore of the python3 that is installed here.</summary>
public static class BotocorePackage
{
    private static readonly Lazy<string[]?> Installed = new(Find);

    /// <summary>Why it cannot be compared with; <see langword="null"/> where it is the one that the table was made from.</summary>
    public static string? Problem => Installed.Value is not [var version, _]
        ? $"There is no python3 with botocore here. Install it with: pip install botocore=={ServiceTable.BotocoreVersion}"
        : version != ServiceTable.BotocoreVersion ? $"botocore {version} is installed here; the table was made from {ServiceTable.BotocoreVersion}."
        : null;

    /// <summary>The package's folder.</summary>
    public static string Folder => Installed.Value![1];

    /// <summary>Starts what answers for botocore (<c>reference.py</c>).</summary>
    public static AnsweringProcess Start() => new("python3", Path.Combine(AppContext.BaseDirectory, "Botocore", "reference.py"));

    private static string[]? Find()
    {
        var start = new ProcessStartInfo("python3", ["-c", "import botocore; print(botocore.__version__); print(botocore.__path__[0])"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process python = Process.Start(start)!;
            python.ErrorDataReceived += static (_, _) => { };
            python.BeginErrorReadLine();
            string said = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            return python.ExitCode == 0 ? said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
