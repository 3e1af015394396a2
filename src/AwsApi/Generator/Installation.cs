using System.Text.RegularExpressions;
using FunctionsAsl.AwsApi.Botocore;

namespace FunctionsAsl.AwsApi.Generator;

/// <summary>An installed botocore.</summary>
internal sealed partial class Installation
{
    /// <param name="folder">The package's folder, with <c>__init__.py</c> and <c>data</c>.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public Installation(string folder)
    {
        string package = Path.Combine(folder, "__init__.py");
        Match version = File.Exists(package) ? VersionLine().Match(File.ReadAllText(package)) : Match.Empty;
        if (!version.Success)
        {
            throw new InvalidDataException($"{folder} is no folder of botocore: it has no __init__.py with a __version__.");
        }

        Version = version.Groups["version"].Value;
        Models = new ModelFolder(Path.Combine(folder, "data"));
    }

    public string Version { get; }

    public ModelFolder Models { get; }

    [GeneratedRegex("^__version__ = '(?<version>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex VersionLine();
}
