using System.Text.Json.Nodes;
using FunctionsAsl.Compatibility.Hosts;
using Xunit;

namespace FunctionsAsl.Compatibility;

/// <summary>What is saved of one execution cannot be read: that is reported, and all others end as if nothing were wrong.</summary>
public sealed class DamageTests
{
    private const string Release = "8e0147c";
    private const string Broken = "arn:aws:states:us-east-1:123456789012:execution:loop:e";

    [Theory]
    [InlineData(true, "")]
    [InlineData(true, "[]")]
    [InlineData(true, "{}")]
    [InlineData(true, "{\"version\":1")]
    [InlineData(false, "{\"type\":\"Nonsense\"}")]
    public async Task A_broken_row_of_a_data_file_is_reported_once(bool isSnapshot, string data)
    {
        (IReadOnlyList<string> reports, JsonNode broken) = await GoOnAsync("local", file => Damage.Row(file, Broken, isSnapshot, data));
        Assert.StartsWith($"reading {Broken}: ", Assert.Single(reports), StringComparison.Ordinal);
        // Another release may be able to read it.
        Assert.Equal("RUNNING", broken["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task A_broken_state_in_a_blob_fails_its_execution(string content)
    {
        (IReadOnlyList<string> reports, JsonNode broken) = await GoOnAsync("durable-cramped", file => Damage.StateBlobs(file, "loop", content));
        // By the activity that was to read it, and by the orchestration; neither tries again.
        Assert.Equal(2, reports.Count);
        Assert.All(reports, static r => Assert.Contains($"What is saved of {Broken} cannot be read: ", r, StringComparison.Ordinal));
        AssertFailed(broken);
        Assert.StartsWith($"What is saved of {Broken} cannot be read: ", broken["cause"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_input_of_an_orchestration_fails_its_execution()
    {
        (IReadOnlyList<string> reports, JsonNode broken) = await GoOnAsync(
            "durable-ordinary", static file => Damage.Input(file, Broken, static input => input[..(input.Length / 2)]));
        Assert.Single(reports);
        AssertFailed(broken);
    }

    [Fact]
    public async Task A_broken_state_in_the_input_of_an_orchestration_fails_its_execution()
    {
        (IReadOnlyList<string> reports, JsonNode broken) = await GoOnAsync("durable-ordinary", static file => Damage.Input(file, Broken, static input =>
        {
            JsonNode changed = JsonNode.Parse(input)!;
            changed["progress"]!["state"] = new JsonObject();
            return changed.ToJsonString();
        }));
        Assert.Single(reports);
        AssertFailed(broken);
    }

    private static void AssertFailed(JsonNode broken) =>
        Assert.Equal(("FAILED", "States.Runtime"), (broken["status"]!.GetValue<string>(), broken["error"]!.GetValue<string>()));

    /// <summary>Damages data of a release, opens it, and lets it go on.</summary>
    /// <returns>What was reported, and the execution in the end.</returns>
    private static Task<(IReadOnlyList<string> Reports, JsonNode Broken)> GoOnAsync(string kind, Action<string> damage) => Task.Run(async () =>
    {
        DataSet set = DataSet.Of(Release, kind);
        using var folder = new ScratchFolder();
        string file = folder.File("data");
        set.CopyData(file);
        damage(file);
        Script script = set.ReadScript();
        await using Host host = Host.Open(kind, file, script.Opened, new FunctionTable(answers: true));
        host.ReportsAreExpected = true;
        await host.RecoverAsync();
        await script.RunAsync(host);
        JsonObject ended = (await Observation.OfAsync(host, script.Unlisted)).Executions;
        JsonObject expected = set.ReadRecord().Executions;
        JsonNode broken = ended[Broken]!["execution"]!.DeepClone();
        ended.Remove(Broken);
        expected.Remove(Broken);
        Assert.Equal(DataSet.Format(expected), DataSet.Format(ended));
        return (host.Reports, broken);
    });
}
