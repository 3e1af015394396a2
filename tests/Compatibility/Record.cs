using System.Text.Json.Nodes;
using FunctionsAsl.Compatibility.Hosts;
using FunctionsAsl.Core;

namespace FunctionsAsl.Compatibility;

/// <summary>What came of a release's data: when it was opened, while the script ran, and at the end.</summary>
/// <param name="Found">The executions, in short, as they were found.</param>
/// <param name="Answers">What the script's calls answered.</param>
/// <param name="Resources">Machines and activities at the end.</param>
/// <param name="Executions">The executions at the end, with their histories.</param>
/// <param name="MapRuns">Map Runs; none where the release had no such resource.</param>
internal sealed record Record(JsonObject Found, JsonArray Answers, JsonObject Resources, JsonObject Executions, MapRunRecord? MapRuns = null)
{
    /// <summary>Opens data and lets it go on.</summary>
    /// <param name="set">The data, and the script.</param>
    /// <param name="compile">Compiles stored definitions, where not as this code does.</param>
    /// <exception cref="InvalidOperationException">Something failed within the service.</exception>
    public static async Task<Record> MakeAsync(DataSet set, Func<string, StateMachine>? compile = null)
    {
        using var folder = new ScratchFolder();
        string file = folder.File("data");
        set.CopyData(file);
        Script script = set.ReadScript();
        await using Host host = Host.Open(set.Kind, file, script.Opened, new FunctionTable(answers: true), compile);
        Observation found = await Observation.OfAsync(host, script.Unlisted);
        await host.RecoverAsync();
        JsonArray answers = await script.RunAsync(host);
        Observation ended = await Observation.OfAsync(host, script.Unlisted);
        await host.SettleAsync();
        return new Record(found.Summary, answers, ended.Resources, ended.Executions, new MapRunRecord(found.MapRuns, ended.MapRuns));
    }
}

/// <summary>Map Runs with their children as they are listed.</summary>
/// <param name="Found">When the data was opened.</param>
/// <param name="Ended">At the end.</param>
internal sealed record MapRunRecord(JsonObject Found, JsonObject Ended);
