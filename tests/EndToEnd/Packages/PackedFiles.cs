using Xunit;

namespace FunctionsAsl.EndToEnd.Packages;

/// <summary>
/// All packages as this build makes them, in a folder of their own, with the tool installed from there, and a place for projects that take the
/// others. What else those need is taken from the user's packages; what they take from here goes nowhere else.
/// </summary>
internal sealed class PackedFiles
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private static readonly Lazy<PackedFiles> Made = new(static () => Task.Run(MakeAsync).GetAwaiter().GetResult());

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asl-packages-");

    private PackedFiles()
    {
    }

    /// <summary>Those of this run: made once, as they are first asked for.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">They could not be made.</exception>
    public static PackedFiles Packed => Made.Value;

    private static string Cache { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
        ? set
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The folder of the packages.</summary>
    public string Folder => PathOf("packed");

    /// <summary>The program <c>asl</c>, installed.</summary>
    public string Program => Path.Combine(PathOf("tools"), OperatingSystem.IsWindows() ? "asl.exe" : "asl");

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Removes them, if they were made.</summary>
    public static void Remove()
    {
        if (Made.IsValueCreated)
        {
            Packed._directory.Delete(recursive: true);
            ForgetPacked();
        }
    }

    private static async Task<PackedFiles> MakeAsync()
    {
        ForgetPacked();
        var made = new PackedFiles();
        // What is packed is built already, as the tests stand on it: nothing is compiled here.
        await made.DotnetAsync(
            "pack", Path.Combine(Asl.Root, "src", "packages.proj"), "--no-restore", "-c", Asl.Configuration, "-o", made.Folder, "--nologo", "-v", "q");
        string settings = made.PathOf("NuGet.config");
        await File.WriteAllTextAsync(settings, $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{made.PathOf("cache")}" /></config>
              <fallbackPackageFolders><add key="user" value="{Cache}" /></fallbackPackageFolders>
              <packageSources><add key="packed" value="{made.Folder}" /></packageSources>
            </configuration>
            """);
        await made.DotnetAsync("tool", "install", "FunctionsAsl.Tool", "--tool-path", made.PathOf("tools"), "--configfile", settings);
        return made;
    }

    /// <summary>
    /// Has a project restore into the folder of packages that everybody has: the Functions SDK looks nowhere else for those that it needs. What
    /// is packed here goes from there at the end.
    /// </summary>
    public Task ShareCacheAsync(string name) => File.WriteAllTextAsync(PathOf($"{name}/NuGet.config"), $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{Cache}" /></config>
          <fallbackPackageFolders><clear /></fallbackPackageFolders>
        </configuration>
        """);

    /// <summary>Writes a project of a reader.</summary>
    /// <param name="sdk">As <c>Microsoft.NET.Sdk</c>.</param>
    /// <param name="items">Its references, and what else it has in its project file.</param>
    public async Task WriteAsync(string name, string sdk, string items, string program)
    {
        Directory.CreateDirectory(PathOf(name));
        await File.WriteAllTextAsync(PathOf($"{name}/Program.cs"), program);
        await File.WriteAllTextAsync(PathOf($"{name}/{name}.csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <!-- As in this repository: a registry may lack the lower bound of what others depend on. -->
                <NoWarn>$(NoWarn);NU1603</NoWarn>
              </PropertyGroup>
              {items}
            </Project>
            """);
    }

    /// <summary>Takes what was packed by this run, or one that was broken off, out of the folder that everybody has.</summary>
    private static void ForgetPacked()
    {
        foreach (string package in Directory.GetDirectories(Cache, "functionsasl*").Select(static p => Path.Combine(p, PackageTests.Version)).Where(Directory.Exists))
        {
            Directory.Delete(package, recursive: true);
        }
    }

    /// <summary>Runs the .NET command line in the folder of the projects; it must succeed.</summary>
    internal Task<Outcome> DotnetAsync(params string[] arguments) => DotnetAsync(_directory, arguments);

    /// <inheritdoc cref="DotnetAsync(string[])"/>
    internal static async Task<Outcome> DotnetAsync(DirectoryInfo folder, params string[] arguments)
    {
        var start = Tool.StartInfo("dotnet", arguments);
        start.WorkingDirectory = folder.FullName;
        // A process that outlives the command would hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        Outcome outcome = await Tool.RunAsync(start, most: Limit);
        Assert.True(outcome.Code == 0, $"dotnet {string.Join(' ', arguments)}: {outcome}");
        return outcome;
    }
}
