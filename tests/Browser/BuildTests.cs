using System.Diagnostics;
using FunctionsAsl.EndToEnd;
using Xunit;

namespace FunctionsAsl.Browser;

/// <summary>Whether the build takes it upon itself to build the console, by the Node that is there.</summary>
public sealed class BuildTests : IDisposable
{
    private readonly DirectoryInfo _programs = Directory.CreateTempSubdirectory("functions-asl-");

    public void Dispose() => _programs.Delete(recursive: true);

    [UnixTheory]
    [InlineData("exit 0", "exit 0", true)]
    // Node 18: it runs, and says that it is too old.
    [InlineData("[ $1 = --version ]", "exit 0", false)]
    [InlineData("exit 0", null, false)]
    [InlineData(null, null, false)]
    public async Task Node_that_cannot_build_the_console_is_none(string? node, string? npm, bool isTaken)
    {
        Add("node", node);
        Add("npm", npm);
        // What runs the build's commands.
        File.CreateSymbolicLink(Path.Combine(_programs.FullName, "sh"), "/bin/sh");
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : Found("dotnet");
        ProcessStartInfo start = Tool.StartInfo(
            dotnet,
            [
                "msbuild", Path.Combine(Asl.Root, "src", "Console", "FunctionsAsl.Console.csproj"), "-nologo", "-t:FindNode", "-getProperty:NodeExitCode",
                // As if nothing had been built.
                $"-p:PageStamp={Path.Combine(_programs.FullName, "none")}",
            ]);
        start.Environment["PATH"] = _programs.FullName;
        Outcome outcome = await Tool.RunAsync(start);
        Assert.True(outcome.Code == 0 && isTaken == (outcome.Output.Trim() == "0"), outcome.ToString());
    }

    private void Add(string program, string? script)
    {
        if (script is not null && !OperatingSystem.IsWindows())
        {
            string path = Path.Combine(_programs.FullName, program);
            File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Found(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).First(File.Exists);

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class UnixTheoryAttribute : TheoryAttribute
    {
        public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "The programs that it makes are scripts of Unix." : null;
    }
}
