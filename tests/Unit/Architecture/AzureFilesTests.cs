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

        // What waits in an instance's memory is done before it comes to light again, however busy that is.
        Assert.InRange(storage.GetProperty("controlQueueBufferThreshold").GetInt32(), storage.GetProperty("controlQueueBatchSize").GetInt32(), 64);

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
}
