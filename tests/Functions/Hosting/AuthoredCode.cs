using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>
/// The Azure host's project compiled with its author's files in it: by the compiler, the analyzers and the settings of the build, which says
/// how it calls the compiler, but with nothing written into the repository.
/// </summary>
internal sealed class AuthoredCode : IDisposable
{
    private const string Project = "src/Functions/FunctionsAsl.Functions.csproj";
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourcePath())!, "../../.."));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-authored-");

    /// <summary>What the compiler says; empty where it is content.</summary>
    public string Messages { get; private set; } = "";

    /// <summary>The app.</summary>
    public Assembly Load() => new AssemblyLoadContext("authored").LoadFromAssemblyPath(InDirectory("FunctionsAsl.Functions.dll"));

    /// <param name="files">By name; one takes the place of the project's of the same name.</param>
    public async Task CompileAsync(params (string Name, string Text)[] files)
    {
        // Settings of a folder hold for the files in it and below: the author's are in such a folder too.
        string folder = InDirectory("src/Functions");
        Directory.CreateDirectory(folder);
        string[] settings = [".editorconfig", "src/Functions/.editorconfig"];
        foreach (string file in settings)
        {
            File.Copy(Path.Combine(Root, file), InDirectory(file));
        }

        foreach ((string name, string text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }

        string[] arguments = await ArgumentsAsync();
        await File.WriteAllLinesAsync(
            InDirectory("compile.rsp"),
            arguments.Where(argument => argument != "/noconfig" && !files.Any(file => file.Name == argument))
                .Concat(settings.Select(file => $"/analyzerconfig:{InDirectory(file)}"))
                .Concat(files.Select(file => Path.Combine(folder, file.Name)))
                .Select(static argument => argument.Contains('"', StringComparison.Ordinal) ? argument : $"\"{argument}\""));
        string compiler = Path.Combine(await RunAsync("msbuild", Project, "-getProperty:RoslynTargetsPath"), "bincore", "csc.dll");
        Messages = await RunAsync(compiler, "/noconfig", "/nologo", $"@{InDirectory("compile.rsp")}");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>How the build calls the compiler. What the project stands on is built already.</summary>
    private async Task<string[]> ArgumentsAsync()
    {
        string configuration = typeof(AuthoredCode).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string output = await RunAsync(
            "msbuild", Project, "-nologo", "-t:Compile", "-getItem:CscCommandLineArgs", $"-p:Configuration={configuration}",
            "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:BuildProjectReferences=false",
            "-p:ProduceReferenceAssembly=false", "-p:NonExistentFile=none/none", $"-p:IntermediateOutputPath={_directory.FullName}/");
        using var document = JsonDocument.Parse(output);
        return
        [
            .. document.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
                .Select(static item => item.GetProperty("Identity").GetString()!),
        ];
    }

    /// <summary>Runs <c>dotnet</c> where the project's own paths begin, and gives what it prints, whether it succeeds or not.</summary>
    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments.Select(static a => a == Project ? Path.GetFileName(Project) : a))
        {
            WorkingDirectory = Path.Combine(Root, Path.GetDirectoryName(Project)!),
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }

    private string InDirectory(string name) => Path.Combine(_directory.FullName, name);

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
