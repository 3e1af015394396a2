using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FunctionsAsl.AwsApi;
using FunctionsAsl.AzureIdentity;
using FunctionsAsl.AzureStorage;
using FunctionsAsl.Cluster;
using FunctionsAsl.Core;
using FunctionsAsl.Durable;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Integrations.Parquet;
using FunctionsAsl.Json;
using FunctionsAsl.Jsonata.Language;
using FunctionsAsl.Local;
using FunctionsAsl.Samples;
using FunctionsAsl.Service;
using FunctionsAsl.Serving;
using FunctionsAsl.Sqlite;
using FunctionsAsl.Support;
using FunctionsAsl.Testing;
using Xunit;

namespace FunctionsAsl.Unit.Architecture;

/// <summary>Holds the tree and the direction of use.</summary>
public sealed partial class ArchitectureTests
{
    private const int MostLines = 500;
    private const string Product = "FunctionsAsl";

    private static readonly string Root = FindRoot();

    // Project -> the projects it may use. Samples stand beside the hosts: they know the service's task handlers only.
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["Json"] = [],
        ["Jsonata"] = ["Json"],
        ["Core"] = ["Jsonata"],
        ["AwsApi"] = ["Json"],
        ["Service"] = ["Core", "AwsApi"],
        ["Integrations"] = ["Service", "AwsApi"],
        ["Integrations.Azure"] = ["Integrations"],
        ["Integrations.Parquet"] = ["Service"],
        ["Samples"] = ["Service"],
        ["Console"] = [],
        ["Serving"] = ["Integrations", "Samples", "Service"],
        ["Sqlite"] = ["Service"],
        ["FunctionsAsl"] = ["Integrations", "Sqlite"],
        ["Testing"] = ["FunctionsAsl"],
        ["Aspire"] = [],
        ["Local"] = ["Serving", "Service", "Sqlite"],
        ["Durable"] = ["Service"],
        ["AzureStorage"] = ["Durable"],
        ["AzureIdentity"] = ["Integrations"],
        ["Functions"] = ["AzureIdentity", "AzureStorage", "Durable", "Integrations", "Integrations.Azure", "Integrations.Parquet", "Samples"],
        ["Cluster"] = ["AzureIdentity", "AzureStorage", "Durable", "Integrations.Azure", "Integrations.Parquet", "Serving"],
    };

    // Part of a project -> the parts it may use; what lies directly in the project uses all, the vocabulary there is used by all.
    private static readonly Dictionary<string, Dictionary<string, string[]>> Parts = new(StringComparer.Ordinal)
    {
        ["Core"] = new(StringComparer.Ordinal)
        {
            ["Errors"] = [],
            ["Expressions"] = ["Errors"],
            ["Execution"] = ["Errors", "Expressions"],
            ["Definition"] = ["Errors", "Expressions", "Execution"],
            ["States"] = ["Errors", "Expressions", "Execution", "Definition"],
        },
        ["Durable"] = new(StringComparer.Ordinal)
        {
            ["Ports"] = [],
            ["Storage"] = ["Ports"],
            ["Orchestration"] = ["Ports", "Storage"],
            ["Activities"] = ["Ports", "Storage", "Orchestration"],
            ["Engine"] = ["Ports", "Storage", "Orchestration", "Activities"],
        },
    };

    // A folder of Markdown alone.
    private const string Texts = "Guides";

    private static readonly HashSet<string> TopLevel = new(StringComparer.Ordinal)
    {
        "src", "tests", "infra", "host.json", "local.settings.sample.json", "FunctionsAsl.sln", "README.md", "LICENSE", "global.json",
        "Directory.Build.props", "Directory.Packages.props", "Directory.Build.targets",
    };

    internal static string PathOf(string file) => Path.Combine(Root, file);

    [Fact]
    public void Projects_use_each_other_in_one_direction()
    {
        foreach ((string project, string[] allowed) in Projects)
        {
            XDocument file = XDocument.Load(ProjectFile(project));
            IEnumerable<string> used = file.Descendants("ProjectReference")
                .Select(r => Path.GetFileName(Path.GetDirectoryName(r.Attribute("Include")!.Value)!));
            Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), used.ToHashSet(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void No_project_is_used_by_one_that_it_uses()
    {
        Assert.Equal(
            Directory.EnumerateDirectories(PathOf("src")).Select(d => Path.GetFileName(d)!).Where(static d => d != Texts).ToHashSet(), Projects.Keys.ToHashSet());
        HashSet<string> before = [];
        foreach ((string project, string[] allowed) in Projects)
        {
            Assert.Subset(before, allowed.ToHashSet());
            before.Add(project);
        }
    }

    // tests/Functions and tests/Aspire look at the projects that are not to be had here.
    public static TheoryData<Assembly> Assemblies() =>
    [
        typeof(JsonAny).Assembly,
        typeof(StepBudget).Assembly,
        typeof(Machine).Assembly,
        typeof(ServiceTable).Assembly,
        typeof(StepFunctionsService).Assembly,
        typeof(TaskIntegrations).Assembly,
        typeof(AzureBindings).Assembly,
        typeof(ParquetFormat).Assembly,
        typeof(SampleHandlers).Assembly,
        typeof(HttpServer).Assembly,
        typeof(DataFile).Assembly,
        typeof(StepFunctions).Assembly,
        typeof(Workflow).Assembly,
        typeof(CalledFunctions).Assembly,
        typeof(DurableService).Assembly,
        typeof(AzureBlobs).Assembly,
        typeof(IdentityTokens).Assembly,
        typeof(ClusterCommand).Assembly,
    ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_namespace_is_used_by_one_that_it_uses(Assembly project) =>
        Assert.Equal("", string.Join("\n", new NamespaceGraph(project).Cycles));

    [Fact]
    public void A_ring_of_namespaces_is_found() => Assert.Equal(
        (string[])
        [
            "FunctionsAsl.Unit.Architecture.Ring.One.First uses FunctionsAsl.Unit.Architecture.Ring.Two.Second",
            "FunctionsAsl.Unit.Architecture.Ring.Two.Second+<>c uses FunctionsAsl.Unit.Architecture.Ring.One.First",
        ],
        new NamespaceGraph(GetType().Assembly, "FunctionsAsl.Unit.Architecture.Ring.").Cycles);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_two_types_of_a_project_have_one_name(Assembly project) => Assert.Empty(project.GetTypes()
        .Where(t => !t.IsNested && !t.Name.Contains('<') && t.Namespace?.StartsWith("FunctionsAsl.", StringComparison.Ordinal) == true)
        .GroupBy(t => t.Name, StringComparer.Ordinal)
        .Where(static g => g.Count() > 1)
        .Select(static g => string.Join(" and ", g.Select(t => t.FullName))));

    [Fact]
    public void Namespaces_are_folders()
    {
        foreach (string file in Sources("src").Concat(Sources(Path.Combine("tests", "Support"))))
        {
            // src/Core/States/PassState.cs: FunctionsAsl.Core.States. A program's start lies in none, the library's face in the first of all.
            string folder = string.Join('.', Path.GetDirectoryName(Relative(file))!.Split(Path.DirectorySeparatorChar)[1..].Prepend(Product).Distinct());
            Match found = NamespaceDeclaration().Match(File.ReadAllText(file));
            Assert.True(
                found.Success ? found.Groups["name"].Value == folder : Path.GetFileName(file) == "Program.cs",
                $"{Relative(file)} is in the namespace {found.Groups["name"].Value}");
        }
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Jsonata")]
    [InlineData("Core")]
    [InlineData("AwsApi")]
    [InlineData("Durable")]
    public void It_has_no_packages_but_analyzers(string project)
    {
        XDocument file = XDocument.Load(ProjectFile(project));
        Assert.All(file.Descendants("PackageReference"), p => Assert.Equal("all", p.Attribute("PrivateAssets")?.Value));
    }

    [Theory]
    [InlineData("Core")]
    [InlineData("Durable")]
    public void The_parts_of_a_project_use_each_other_in_one_direction(string project)
    {
        foreach ((string part, string[] allowed) in Parts[project])
        {
            foreach (string file in Sources(Path.Combine("src", project, part)))
            {
                HashSet<string> used =
                [
                    .. ProjectPart().Matches(File.ReadAllText(file))
                        .Where(m => m.Groups["project"].Value == project)
                        .Select(static m => m.Groups["name"].Value)
                        .Where(Parts[project].ContainsKey),
                ];
                used.Remove(part);
                used.ExceptWith(allowed);
                Assert.True(used.Count == 0, $"{Relative(file)} uses {string.Join(", ", used)}");
            }
        }
    }

    [Fact]
    public void Nothing_else_lies_at_the_top()
    {
        IEnumerable<string> entries = Directory.EnumerateFileSystemEntries(Root).Select(p => Path.GetFileName(p)!).Where(n => n[0] != '.');
        Assert.All(entries, name => Assert.Contains(name, TopLevel));
    }

    [Fact]
    public void Files_are_short_and_have_no_unfinished_business()
    {
        foreach (string file in Sources("src").Concat(Sources("tests")))
        {
            string[] lines = File.ReadAllLines(file);
            Assert.True(lines.Length <= MostLines, $"{Relative(file)} has {lines.Length} lines");
            Assert.DoesNotContain(lines, line => Unfinished().IsMatch(line));
        }
    }

    [Fact]
    public void Types_are_nouns_of_the_field()
    {
        foreach (string file in Sources("src"))
        {
            foreach (Match type in TypeDeclaration().Matches(File.ReadAllText(file)))
            {
                Assert.False(VagueName().IsMatch(type.Groups["name"].Value), $"{Relative(file)} declares {type.Groups["name"].Value}");
            }
        }
    }

    private static string ProjectFile(string project) =>
        Path.Combine(Root, "src", project, project == Product ? $"{Product}.csproj" : $"{Product}.{project}.csproj");

    private static string FindRoot([CallerFilePath] string here = "")
    {
        string? directory = Path.GetDirectoryName(here);
        while (!File.Exists(Path.Combine(directory!, "FunctionsAsl.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory!;
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories).Where(f => !Generated().IsMatch(f));

    private static string Relative(string file) => Path.GetRelativePath(Root, file);

    [GeneratedRegex(@"FunctionsAsl\.(?<project>\w+)\.(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectPart();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"[/\\](bin|obj|node_modules)[/\\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Generated();

    // Written in pieces, so as not to find itself.
    [GeneratedRegex(@"//.*\b(TO" + "DO|FIX" + @"ME|HA" + @"CK)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum) (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(Manager|Helper|Util|Utils|Utilities|Base|Impl|Info)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VagueName();
}
