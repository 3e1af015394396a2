using System.Diagnostics;
using System.Runtime.InteropServices;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd.Packages;

/// <summary>The tool compiled for this platform (<c>-p:NativeTool=true</c>), as it is packed and installed.</summary>
[Collection(Lane.Native)]
public sealed class NativeToolTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-native-");

    public void Dispose() => _directory.Delete(recursive: true);

    [CompilerFact]
    public async Task It_is_one_native_program_that_runs_and_serves()
    {
        // In a place of its own: a release build of another platform is nothing for the folders that the others are built in. What analyzers
        // say of the code was said when these tests were built; the compiler of native code says what it finds whatever they do.
        string[] pack =
        [
            "pack", Path.Combine(Asl.Root, "src", "Local"), "-c", "Release", "-p:NativeTool=true", "-o", PathOf("packed"), "--artifacts-path", PathOf("built"),
            "-p:RunAnalyzers=false", "--nologo", "-v", "q",
        ];
        Outcome packed = await DotnetAsync([.. pack, "-r", "linux-x64"]);
        Assert.DoesNotContain("warning", packed.Output, StringComparison.OrdinalIgnoreCase);
        await DotnetAsync(pack);
        await File.WriteAllTextAsync(
            PathOf("NuGet.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{PathOf("cache")}" /></config>
              <packageSources><clear /><add key="packed" value="{PathOf("packed")}" /></packageSources>
            </configuration>
            """);
        await DotnetAsync("tool", "install", "FunctionsAsl.Tool", "--tool-path", PathOf("tools"), "--configfile", PathOf("NuGet.config"));

        string program = PathOf("tools/asl");
        ProcessStartInfo start = Tool.StartInfo(program, ["run", Path.Combine("src", "Samples", "order.asl.json")]);
        start.WorkingDirectory = Asl.Root;
        start.Environment["WAIT_TIME_SCALE"] = "0";
        start.Environment["DOTNET_ROOT"] = "/nowhere";
        Outcome ran = await Tool.RunAsync(start);
        Assert.True(ran.Code == 0 && ran.Output.Contains("\"DELIVERED\"", StringComparison.Ordinal), ran.ToString());

        Server server = Server.Of(program, PathOf("asl.db"));
        await server.InitializeAsync();
        try
        {
            using Api api = server.Connect();
            string machine = await api.CreateAsync("m", """{"StartAt":"P","QueryLanguage":"JSONata","States":{"P":{"Type":"Pass","Output":"{% $sum([1, 2]) %}","End":true}}}""");
            JsonMap ended = await api.WhenEndedAsync(await api.StartAsync(machine, "e"));
            Assert.Equal("3", ((JsonString)ended["output"]!).Value);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private Task<Outcome> DotnetAsync(params string[] arguments) => PackedFiles.DotnetAsync(_directory, arguments);

    /// <summary>A test that needs a C compiler for Linux on x64.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CompilerFactAttribute : FactAttribute
    {
        public CompilerFactAttribute() => Skip =
            !OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64 ? "The program that it makes is for Linux on x64."
            : !Tool.Works("clang", "--version") && !Tool.Works("gcc", "--version") ? "There is no C compiler here. Install it with: apt-get install gcc libc6-dev"
            : null;
    }
}
