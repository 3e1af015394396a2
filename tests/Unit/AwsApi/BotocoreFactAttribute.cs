using System.ComponentModel;
using System.Diagnostics;
using FunctionsAsl.AwsApi;
using Xunit;

namespace FunctionsAsl.Unit.AwsApi;

/// <summary>A test that needs the botocore that the table was made from.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BotocoreFactAttribute : FactAttribute
{
    private static readonly Lazy<string[]?> Installed = new(Find);

    public BotocoreFactAttribute()
    {
        if (Installed.Value is not [var version, _])
        {
            Skip = $"There is no python3 with botocore here. Install it with: pip install botocore=={ServiceTable.BotocoreVersion}";
        }
        else if (version != ServiceTable.BotocoreVersion)
        {
            Skip = $"botocore {version} is installed here; the table was made from {ServiceTable.BotocoreVersion}.";
        }
    }

    /// <summary>The package's folder.</summary>
    public static string Folder => Installed.Value![1];

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
