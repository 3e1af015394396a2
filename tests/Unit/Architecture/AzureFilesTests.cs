using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace FunctionsAsl.Unit.Architecture;

/// <summary>Holds what the Azure host is built and deployed by, which no compiler looks at.</summary>
public sealed partial class AzureFilesTests
{
    [Fact]
    public void The_solution_builds_every_project_in_Debug_and_in_Release()
    {
        string solution = Read("FunctionsAsl.sln");
        MatchCollection projects = SolutionProject().Matches(solution);
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal) { "Functions", "Functions.Tests" },
            projects.Select(static p => p.Groups["name"].Value).ToHashSet(StringComparer.Ordinal));
        foreach (Match project in projects)
        {
            string[] builds = [.. SolutionBuild().Matches(solution)
                .Where(b => b.Groups["id"].Value == project.Groups["id"].Value)
                .Select(b => b.Groups["configuration"].Value)
                .Distinct()
                .Order(StringComparer.Ordinal)];
            Assert.Equal(["Debug", "Release"], builds);
        }
    }

    [BicepFact]
    public async Task The_template_compiles_without_a_warning()
    {
        var start = new ProcessStartInfo(BicepFactAttribute.Compiler!, ["build", ArchitectureTests.PathOf("infra/main.bicep"), "--stdout"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process compiler = Process.Start(start)!;
        Task<string> template = compiler.StandardOutput.ReadToEndAsync();
        Assert.Equal("", await compiler.StandardError.ReadToEndAsync());
        using var compiled = JsonDocument.Parse(await template);
        Assert.NotEmpty(compiled.RootElement.GetProperty("resources").EnumerateObject());
        await compiler.WaitForExitAsync();
        Assert.Equal(0, compiler.ExitCode);
    }

    [Fact]
    public void The_host_serves_the_AWS_endpoint_at_its_root()
    {
        JsonElement extensions = Json("host.json").GetProperty("extensions");
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public void The_durable_settings_fit_the_isolated_worker_and_Flex_Consumption()
    {
        JsonElement durable = Json("host.json").GetProperty("extensions").GetProperty("durableTask");
        JsonElement storage = durable.GetProperty("storageProvider");
        Assert.False(durable.GetProperty("extendedSessionsEnabled").GetBoolean());
        Assert.Equal("AzureWebJobsStorage", storage.GetProperty("connectionName").GetString());
        Assert.InRange(storage.GetProperty("partitionCount").GetInt32(), 1, 16);
        Assert.InRange(
            TimeSpan.Parse(storage.GetProperty("maxQueuePollingInterval").GetString()!, CultureInfo.InvariantCulture),
            TimeSpan.FromMilliseconds(100),
            TimeSpan.FromSeconds(10));

        // After a crash, others take over within the time of a lease (issue 12, A6).
        foreach (string queue in (string[])["controlQueueVisibilityTimeout", "workItemQueueVisibilityTimeout"])
        {
            Assert.Equal("00:00:30", storage.GetProperty(queue).GetString());
        }

        // Left out, the host warns of it at each start (issue 12, A9).
        Assert.False(durable.GetProperty("tracing").GetProperty("distributedTracingEnabled").GetBoolean());

        // The scheduler's hub is made before the app asks for it by this name.
        Assert.Contains($"name: '{durable.GetProperty("hubName").GetString()}'", Read("infra/modules/scheduler.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_settings_start_the_app_on_Azurite()
    {
        JsonElement values = Json("local.settings.sample.json").GetProperty("Values");
        Assert.All(values.EnumerateObject(), v => Assert.Equal(JsonValueKind.String, v.Value.ValueKind));
        Assert.Equal("UseDevelopmentStorage=true", values.GetProperty("AzureWebJobsStorage").GetString());
        Assert.Equal("dotnet-isolated", values.GetProperty("FUNCTIONS_WORKER_RUNTIME").GetString());
    }

    [Fact]
    public void The_parameters_of_a_deployment_are_those_of_its_template()
    {
        IEnumerable<string> given = Json("infra/main.parameters.json").GetProperty("parameters").EnumerateObject().Select(p => p.Name);
        IEnumerable<string> declared = Parameter().Matches(Read("infra/main.bicep")).Select(m => m.Groups["name"].Value);
        Assert.Equal(declared.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_module_is_deployed()
    {
        IEnumerable<string> used = Module().Matches(Read("infra/main.bicep")).Select(m => m.Groups["file"].Value);
        IEnumerable<string> present = Directory.EnumerateFiles(ArchitectureTests.PathOf("infra/modules")).Select(f => Path.GetFileName(f)!);
        Assert.Equal(present.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    private static string Read(string file) => File.ReadAllText(ArchitectureTests.PathOf(file));

    private static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(Read(file));
        return document.RootElement.Clone();
    }

    [GeneratedRegex(@"FunctionsAsl\.(?<name>[\w.]+)\.csproj"", ""(?<id>\{[^}]+\})""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SolutionProject();

    [GeneratedRegex(@"(?<id>\{[^}]+\})\.(?<configuration>\w+)\|[\w ]+\.Build\.0", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SolutionBuild();

    [GeneratedRegex(@"^param (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("'modules/(?<file>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Module();
}
