using System.Diagnostics;
using System.Text.Json;
using FunctionsAsl.Support.Programs;
using FunctionsAsl.Unit.Architecture;

namespace FunctionsAsl.Unit.Infrastructure;

/// <summary>A copy of <c>infra/</c>, which a test may change, and its compiler.</summary>
internal sealed class Templates : IDisposable
{
    private const string Subscription = "00000000-0000-0000-0000-000000000001";

    /// <summary>What whoever deploys has to say.</summary>
    private static readonly (string Name, string Value)[] Required =
    [
        ("AZURE_ENV_NAME", "test"), ("AZURE_LOCATION", "westeurope"), ("IMAGE", "registry.azurecr.io/asl-cluster:1"), ("ASL_ACCESS_KEYS", "ID:SECRET"),
    ];

    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory("asl-infra-");

    public Templates()
    {
        foreach (string file in Files)
        {
            string copy = Path.Combine(_copy.FullName, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Original, file), copy);
        }
    }

    /// <summary>All files, named from the folder.</summary>
    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Original, "*", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(Original, path).Replace('\\', '/'));

    private static string Original => ArchitectureTests.PathOf("infra");

    public string Read(string file) => File.ReadAllText(Path.Combine(_copy.FullName, file));

    /// <exception cref="ArgumentException">The file has no such text.</exception>
    public void Replace(string file, string old, string replacement)
    {
        string text = Read(file);
        if (!text.Contains(old, StringComparison.Ordinal))
        {
            throw new ArgumentException($"{file} has no '{old}'.", nameof(old));
        }

        File.WriteAllText(Path.Combine(_copy.FullName, file), text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Runs the compiler in the folder.</summary>
    public Task<Outcome> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = Tool.StartInfo(BicepFactAttribute.Compiler!, arguments);
        start.WorkingDirectory = _copy.FullName;
        foreach ((string name, string value) in (IEnumerable<(string, string)>)[.. Required, .. environment])
        {
            start.Environment[name] = value;
        }

        return Tool.RunAsync(start);
    }

    /// <summary>What a deployment would make, as far as that is known before; nothing is asked of Azure.</summary>
    /// <param name="entry">The template's name without its ending.</param>
    public async Task<Deployed> DeployAsync(string entry, params (string Name, string Value)[] environment)
    {
        Outcome outcome = await RunAsync(
            ["snapshot", $"{entry}.bicepparam", "--mode", "overwrite", "--subscription-id", Subscription, "--location", "westeurope"], environment);
        if (outcome.Code != 0)
        {
            throw new InvalidOperationException(outcome.ToString());
        }

        using var snapshot = JsonDocument.Parse(Read($"{entry}.snapshot.json"));
        return new Deployed([.. snapshot.RootElement.GetProperty("predictedResources").Clone().EnumerateArray()]);
    }

    public void Dispose() => _copy.Delete(recursive: true);
}
