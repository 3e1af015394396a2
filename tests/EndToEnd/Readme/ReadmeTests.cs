using System.Diagnostics;
using System.Text.RegularExpressions;
using Azure.Core;
using FunctionsAsl.Integrations.Azure;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Starts;
using FunctionsAsl.Support.Readme;
using Xunit;

namespace FunctionsAsl.EndToEnd.Readme;

/// <summary>What the READMEs show works as it is written (faults.md C16). The C# of the Azure host is in <c>tests/Functions</c>, that of packages in <c>Packages</c>.</summary>
public sealed partial class ReadmeTests(ReadmeServer readme) : IClassFixture<ReadmeServer>
{
    private static readonly IReadOnlyList<FencedBlock> Blocks = FencedBlock.In(Asl.Root);

    [Fact]
    public void Every_block_is_of_a_language_that_is_tested()
    {
        // "text" says how a command line is made up, or what is no longer done; the one of no language is a picture.
        Assert.Equal(
            [("", 1), ("csharp", 9), ("hcl", 1), ("json", 6), ("python", 1), ("sh", 37), ("text", 4)],
            Blocks.GroupBy(static block => block.Language).Select(static group => (group.Key, group.Count())).Order());
    }

    [Fact]
    public void Settings_are_JSON_that_fits_into_the_file_of_the_host()
    {
        JsonAny host = JsonAny.Parse(File.ReadAllBytes(Path.Combine(Asl.Root, "host.json")));
        JsonAny shown = JsonAny.Parse(JsonBlock("extensions"));
        Assert.NotNull(shown.At("extensions").At("durableTask").At("storageProvider").At("type"));
        Assert.NotNull(host.At("extensions").At("durableTask").At("storageProvider").At("type"));
    }

    [Fact]
    public async Task Connections_are_read()
    {
        ProcessStartInfo start = Asl.StartInfo("run", "src/Samples/order.asl.json");
        start.WorkingDirectory = Asl.Root;
        start.Environment["ASL_CONNECTIONS"] = JsonBlock("AuthorizationType");
        start.Environment["STRIPE_KEY"] = "k";
        start.Environment["WAIT_TIME_SCALE"] = "0";
        Outcome outcome = await Tool.RunAsync(start);
        Assert.True(outcome.Code == 0, outcome.ToString());
    }

    [Fact]
    public void Rules_are_read() =>
        Assert.Equal(3, StartRules.Open(static _ => JsonBlock("ScheduleExpression")).Length);

    [Theory]
    [InlineData("src/Guides/azure.md")]
    [InlineData("src/Integrations.Azure/README.md")]
    public void Bindings_are_read(string file)
    {
        using var http = new HttpClient();
        string text = Assert.Single(Blocks, block => block.File == file && block.Language == "json").Text;
        Assert.NotNull(AzureBindings.Open(
            name => name == "ASL_BINDINGS" ? text : null,
            OwnAccount.ByConnectionString("UseDevelopmentStorage=true"),
            static _ => DelegatedTokenCredential.Create(static (_, _) => default),
            http,
            TimeProvider.System));
    }

    [Fact]
    public async Task Mocks_answer()
    {
        string directory = Directory.CreateTempSubdirectory("asl-readme-").FullName;
        string mocks = Path.Combine(directory, "mocks.json");
        string file = Path.Combine(directory, "order.asl.json");
        await File.WriteAllTextAsync(mocks, JsonBlock("MockedResponses"));
        await File.WriteAllTextAsync(file, """
            {"StartAt":"ChargeCard","States":{
              "ChargeCard":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"Tell",
                "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1}]},
              "Tell":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"m"},"End":true}}}
            """);
        Outcome outcome = await Asl.RunAsync("run", file, "--mocks", mocks);
        Directory.Delete(directory, recursive: true);
        Assert.Equal((0, """{"MessageId":"m"}""" + "\n"), (outcome.Code, outcome.Output));
    }

    [Theory]
    [InlineData("src/AwsApi/README.md", "True")]
    public async Task The_library_runs_in_a_project_of_the_reader(string file, string output)
    {
        FencedBlock block = Assert.Single(Blocks, block => block.File == file && block.Language == "csharp");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-readme-");
        string Path(string name) => System.IO.Path.Combine(directory.FullName, name);
        await File.WriteAllTextAsync(Path("Program.cs"), block.Text);
        await File.WriteAllTextAsync(Path("Reader.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="{Asl.Root}/src/Service/FunctionsAsl.Service.csproj" />
              </ItemGroup>
            </Project>
            """);

        // What it stands on is built already.
        Outcome built = await Tool.RunAsync(Tool.StartInfo(
            "dotnet", ["build", Path("Reader.csproj"), "--nologo", "-v", "q", "-c", Asl.Configuration, "-p:BuildProjectReferences=false"]));
        Assert.True(built.Code == 0 && !built.Output.Contains("warning", StringComparison.Ordinal), built.ToString());
        Outcome run = await Tool.RunAsync(Tool.StartInfo("dotnet", [Path($"bin/{Asl.Configuration}/net10.0/Reader.dll")]));
        Assert.True(run.Code == 0 && run.Output.Trim() == output, run.ToString());
        directory.Delete(recursive: true);
    }

    [Boto3Fact]
    public async Task Python_runs()
    {
        ProcessStartInfo start = Tool.StartInfo("python3", ["-c", Block("python").Text]);
        start.Environment["AWS_ENDPOINT_URL_SFN"] = readme.Server.Endpoint;
        Outcome outcome = await Tool.RunAsync(start);
        Assert.True(outcome.Code == 0 && outcome.Output.Trim() == "\"hello\"", outcome.ToString());
    }

    /// <summary>The calls that AWS's provider makes are in <see cref="DeploymentTests"/>: the provider itself comes from Terraform's registry.</summary>
    [TerraformFact]
    public async Task Terraform_reads_its_configuration()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("asl-readme-");
        string file = Path.Combine(directory.FullName, "main.tf");
        await File.WriteAllTextAsync(file, Block("hcl").Text + "\n");
        Outcome outcome = await Tool.RunAsync(Tool.StartInfo("terraform", ["fmt", "-check", "-diff", file]));
        directory.Delete(recursive: true);
        Assert.True(outcome.Code == 0, outcome.ToString());
    }

    [AwsCliFact]
    public async Task The_commands_run()
    {
        // The samples' file answers three approvals, whose tokens a reader finds in the server's terminal.
        using Api api = readme.Server.Connect();
        string approval = await api.CreateAsync("asked", await ReadAsync("src/Samples/approval.asl.json"));
        string input = await ReadAsync("src/Samples/approval.input.json");
        foreach (string name in new[] { "first", "second", "third" })
        {
            await api.StartAsync(approval, name, input);
        }

        MatchCollection asked = Token().Matches(readme.Server.Errors);
        while (asked.Count < 3)
        {
            await Task.Delay(20);
            asked = Token().Matches(readme.Server.Errors);
        }

        var tokens = new Queue<string>(asked.Select(static match => match.Groups["token"].Value));
        int commands = 0;
        HashSet<string> omitted = [];
        foreach (IGrouping<string, FencedBlock> file in Blocks.Where(static block => block.Language == "sh").GroupBy(static block => block.File))
        {
            var session = new ShellSession(file, readme.Server.Endpoint, readme.Server.Folder, tokens);
            Outcome outcome = await session.RunAsync();
            Assert.True(outcome.Code == 0, $"{file.Key}: {outcome}");
            commands += session.Commands;
            omitted.UnionWith(session.Omitted);
        }

        Assert.Equal(64, commands);
        Assert.Equal(ShellSession.MayBeOmitted.Order(StringComparer.Ordinal), omitted.Order(StringComparer.Ordinal));
    }

    /// <summary>The only block of a language.</summary>
    private static FencedBlock Block(string language) => Assert.Single(Blocks, block => block.Language == language);

    /// <summary>The block of JSON that has a member of this name.</summary>
    private static string JsonBlock(string member) => Assert.Single(
        Blocks, block => block.Language == "json" && block.Text.Contains($"\"{member}\"", StringComparison.Ordinal)).Text;

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Asl.Root, file));

    [GeneratedRegex("TOKEN=(?<token>\\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
