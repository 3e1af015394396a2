using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using FunctionsAsl.Json;
using FunctionsAsl.Support.Readme;
using Xunit;

namespace FunctionsAsl.EndToEnd.Packages;

/// <summary>
/// What is packed, as people get it: the libraries in projects of theirs, with what the READMEs show. The tool is what all other tests here run.
/// </summary>
public sealed class PackageTests
{
    private readonly PackedFiles _packed = PackedFiles.Packed;

    private static readonly string[] Libraries =
    [
        "FunctionsAsl", "FunctionsAsl.Aspire.Hosting", "FunctionsAsl.AwsApi", "FunctionsAsl.AzureIdentity", "FunctionsAsl.AzureStorage", "FunctionsAsl.Core", "FunctionsAsl.Durable",
        "FunctionsAsl.Functions", "FunctionsAsl.Integrations", "FunctionsAsl.Integrations.Azure", "FunctionsAsl.Integrations.Parquet",
        "FunctionsAsl.Json", "FunctionsAsl.Jsonata", "FunctionsAsl.Samples", "FunctionsAsl.Service", "FunctionsAsl.Sqlite", "FunctionsAsl.Testing",
    ];

    private static readonly IReadOnlyList<FencedBlock> Blocks = FencedBlock.In(Asl.Root);

    [Fact]
    public void A_package_has_its_licence_its_text_and_its_documentation_and_stands_on_others_of_one_version()
    {
        string[] files = [.. Directory.EnumerateFiles(_packed.Folder, "*.nupkg")];
        Assert.Equal(Libraries.Append("FunctionsAsl.Tool").Order(StringComparer.Ordinal), files.Select(IdOf).Order(StringComparer.Ordinal));
        Assert.Equal(files.Length, Directory.EnumerateFiles(_packed.Folder, "*.snupkg").Count());
        foreach (string file in files)
        {
            using ZipArchive archive = ZipFile.OpenRead(file);
            XElement metadata = Metadata(archive);
            string? Text(string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
            Assert.Equal(("MIT", "README.md"), (Text("license"), Text("readme")));
            Assert.Null(Text("repository"));
            Assert.False(string.IsNullOrEmpty(Text("description")) || Text("description") == "Package Description", file);
            Assert.NotNull(archive.GetEntry("README.md"));
            string id = Text("id")!;
            if (id != "FunctionsAsl.Tool")
            {
                Assert.NotNull(archive.GetEntry($"lib/net10.0/{id}.xml"));
            }

            Assert.All(
                metadata.Descendants().Where(static e => e.Name.LocalName == "dependency").Select(static e => (Id: e.Attribute("id")!.Value, Version: e.Attribute("version")!.Value)),
                dependency => Assert.True(
                    !dependency.Id.StartsWith("FunctionsAsl", StringComparison.Ordinal)
                    || (Libraries.Contains(dependency.Id) && dependency.Version == Text("version")), $"{id}: {dependency}"));
        }
    }

    [Fact]
    public async Task What_the_READMEs_show_is_built_with_the_packages_and_runs()
    {
        string[] library = Examples("src/FunctionsAsl/README.md");
        Assert.Equal(3, library.Length);
        await ConsoleAsync("Library", "FunctionsAsl", library[0]);
        await ConsoleAsync("Durable", "FunctionsAsl", library[1]);
        await _packed.WriteAsync("Web", "Microsoft.NET.Sdk.Web", Reference("FunctionsAsl"), library[2]);
        await ConsoleAsync("Start", "FunctionsAsl", Examples("README.md").Single(static text => !text.Contains("FunctionsApplication", StringComparison.Ordinal)));
        await ConsoleAsync("Query", "FunctionsAsl.Jsonata", Assert.Single(Examples("src/Jsonata/README.md")));
        await _packed.WriteAsync("Tests", "Microsoft.NET.Sdk", References("Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio") + Reference("FunctionsAsl.Testing"), Assert.Single(Examples("src/Testing/README.md")));
        await ConsoleAsync("AppHost", "FunctionsAsl.Aspire.Hosting", Assert.Single(Examples("src/Aspire/README.md")));
        string[] names = ["Library", "Durable", "Web", "Start", "Query", "Tests", "AppHost"];
        await File.WriteAllTextAsync(
            _packed.PathOf("Readers.slnx"), $"<Solution>{string.Concat(names.Select(static name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>");
        await _packed.DotnetAsync("build", "Readers.slnx", "--nologo", "-v", "q");

        Assert.Equal("Receipt { OrderId = A-1001, ChargedCents = 2480 }", await RunAsync("Library"));
        Assert.Equal("Receipt { OrderId = A-1001, ChargedCents = 2480 }", await RunAsync("Start"));
        Assert.Equal("49.6", await RunAsync("Query"));
        Assert.Equal(
            ["""SUCCEEDED: {"id":"A-1001"}""", "1 ExecutionStarted", "2 WaitStateEntered Ask", "3 WaitStateExited Ask", "4 ExecutionSucceeded", "1"],
            (await RunAsync("Durable")).Split('\n').Select(static line => line.Trim()));
        Outcome tested = await _packed.DotnetAsync("test", "Tests", "--no-build", "--nologo");
        Assert.Matches(@"Passed: +4\b", tested.Output);
        await GreetAsync();
    }

    /// <summary>The commands of the README, in a folder of the test's, with packages in the versions that are here.</summary>
    [Fact]
    public async Task Three_commands_lead_to_a_unit_test_that_passes()
    {
        string folder = _packed.PathOf("order-tests");
        string[][] commands =
        [
            .. Assert.Single(Blocks, static block => block.File == "README.md" && block.Text.Contains("dotnet new xunit", StringComparison.Ordinal)).Text
                .Split('\n').Select(line => line.Split(' ')[1..].Select(word => word switch
                {
                    "../order-tests" => folder,
                    "src/Testing" => Path.Combine(Asl.Root, "src", "Testing"),
                    _ => word,
                }).ToArray()),
        ];
        Assert.Equal(["new", "add", "test"], commands.Select(static words => words[0]));

        await _packed.DotnetAsync([.. commands[0], "--no-restore"]);
        string file = Path.Combine(folder, "order-tests.csproj");
        XDocument project = XDocument.Load(file);
        project.Descendants("PackageReference").Remove();
        project.Root!.Add(XElement.Parse($"<all>{References("Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio")}</all>").Elements());
        project.Save(file);
        await File.WriteAllTextAsync(Path.Combine(folder, "UnitTest1.cs"), Assert.Single(Examples("src/Testing/README.md")));

        await _packed.DotnetAsync(commands[1]);
        Outcome tested = await _packed.DotnetAsync([.. commands[2], "-c", Asl.Configuration, "--nologo", "-p:BuildProjectReferences=false", "-p:NuGetAudit=false"]);
        Assert.Matches(@"Passed: +4\b", tested.Output);
    }

    [Fact]
    public async Task An_app_of_its_author_has_all_functions_beside_its_own()
    {
        FencedBlock program = Assert.Single(Blocks, static block => block.Text.Contains("FunctionsApplication", StringComparison.Ordinal));
        await _packed.WriteAsync(
            "App",
            "Microsoft.NET.Sdk",
            "<PropertyGroup><OutputType>Exe</OutputType><AzureFunctionsVersion>v4</AzureFunctionsVersion>"
                // A registry may lack the lower bounds of what Azure's packages ask for, which the worker's SDK takes for errors.
                + "<WarningsNotAsErrors>NU1603</WarningsNotAsErrors></PropertyGroup>"
                + References("Microsoft.Azure.Functions.Worker", "Microsoft.Azure.Functions.Worker.Sdk") + Reference("FunctionsAsl.Functions"),
            program.Text);
        await _packed.ShareCacheAsync("App");
        await _packed.DotnetAsync("build", "App", "--nologo", "-v", "q");

        string output = _packed.PathOf("App/bin/Debug/net10.0");
        static string[] Functions(string folder) =>
        [
            .. ((JsonList)JsonAny.Parse(File.ReadAllText(Path.Combine(folder, "functions.metadata"))))
                .Select(static f => ((JsonString)((JsonMap)f)["name"]!).Value)
                .Order(StringComparer.Ordinal),
        ];
        string[] ours = Functions(Path.Combine(Asl.Root, "src", "Functions", "bin", Asl.Configuration, "net10.0"));
        Assert.Contains("asl-health", ours);
        Assert.Equal(ours.Append("WriteReceipt").Order(StringComparer.Ordinal), Functions(output));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Asl.Root, "host.json")), await File.ReadAllTextAsync(Path.Combine(output, "host.json")));
    }

    private Task ConsoleAsync(string name, string package, string program) =>
        _packed.WriteAsync(name, "Microsoft.NET.Sdk", "<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>" + Reference(package), program);

    private async Task<string> RunAsync(string name)
    {
        ProcessStartInfo start = Tool.StartInfo("dotnet", [Dll(name)]);
        start.WorkingDirectory = _packed.PathOf(name);
        Outcome outcome = await Tool.RunAsync(start);
        Assert.True(outcome.Code == 0, $"{name}: {outcome}");
        return outcome.Output.Trim();
    }

    /// <summary>The app runs at a port that is free, and answers.</summary>
    private async Task GreetAsync()
    {
        ProcessStartInfo start = Tool.StartInfo("dotnet", [Dll("Web"), "--urls", "http://127.0.0.1:0"]);
        start.WorkingDirectory = _packed.PathOf("Web");
        using Process app = Process.Start(start)!;
        try
        {
            const string Said = "Now listening on: ";
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            string? line;
            do
            {
                line = await app.StandardOutput.ReadLineAsync(limit.Token);
                Assert.NotNull(line);
            }
            while (!line.Contains(Said, StringComparison.Ordinal));
            using var client = new HttpClient { BaseAddress = new Uri(line[(line.IndexOf(Said, StringComparison.Ordinal) + Said.Length)..]) };
            using var input = new StringContent("""{"name":"Mira"}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync("/greetings", input, limit.Token);
            Assert.Equal("\"Hello, Mira!\"", await answer.Content.ReadAsStringAsync(limit.Token));
        }
        finally
        {
            app.Kill(entireProcessTree: true);
            await app.WaitForExitAsync();
        }
    }

    private string Dll(string name) => _packed.PathOf($"{name}/bin/Debug/net10.0/{name}.dll");

    private static string Reference(string package) =>
        $"<ItemGroup><PackageReference Include=\"{package}\" Version=\"{Version}\" /></ItemGroup>";

    /// <summary>Packages of others, in the versions that ours have.</summary>
    private static string References(params string[] packages) => string.Concat(
        XDocument.Load(Path.Combine(Asl.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Where(e => packages.Contains(e.Attribute("Include")!.Value))
            .Select(static e => $"<ItemGroup><PackageReference Include=\"{e.Attribute("Include")!.Value}\" Version=\"{e.Attribute("Version")!.Value}\" /></ItemGroup>"));

    private static string[] Examples(string file) =>
        [.. Blocks.Where(block => block.File == file && block.Language == "csharp").Select(static block => block.Text)];

    internal static string Version { get; } = typeof(StepFunctions).Assembly.GetName().Version!.ToString(fieldCount: 3);

    private static string IdOf(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        return Metadata(archive).Elements().First(static e => e.Name.LocalName == "id").Value;
    }

    private static XElement Metadata(ZipArchive archive)
    {
        using Stream nuspec = archive.Entries.Single(static e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Root!.Elements().First();
    }
}
