using System.Globalization;
using System.Text.Json.Nodes;
using FunctionsAsl.Compatibility.Hosts;
using FunctionsAsl.Support;
using Xunit;

namespace FunctionsAsl.Compatibility;

/// <summary>
/// Data is opened with an engine that decides otherwise: running executions keep what was decided, and go on. What they waited for comes
/// when it was to come; new decisions take effect only behind that.
/// </summary>
/// <remarks>
/// This code opens the data once before, so that whatever is due by then has happened. On durable hosts, a generation in which a function
/// runs, or that rests for less than ten minutes, is replayed by the new version; that such a one decides the same is a matter of flags.
/// </remarks>
public sealed class ChangedEngineTests
{
    private const string Account = "arn:aws:states:us-east-1:123456789012";

    public static IEnumerable<object[]> Kinds => Host.Kinds.Select(static kind => new object[] { kind });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Executions_of_this_code_keep_what_was_decided(string kind)
    {
        using var folder = new ScratchFolder();
        var set = new DataSet(folder.File("written"), kind);
        await Task.Run(new Writer(set).RunAsync);
        await AssertKeepsAsync(set, folder);
    }

    /// <summary>Those of its durable hosts carry no flags: any version replays them as it is.</summary>
    [Fact]
    public async Task Executions_of_8e0147c_in_a_file_keep_what_was_decided()
    {
        using var folder = new ScratchFolder();
        await AssertKeepsAsync(DataSet.Of("8e0147c", "local"), folder);
    }

    private static async Task AssertKeepsAsync(DataSet written, ScratchFolder folder)
    {
        DataSet set = await Task.Run(() => OpenOnceAsync(written, folder));
        Record expected = await Task.Run(() => Record.MakeAsync(set));
        Record actual = await Task.Run(() => Record.MakeAsync(set, ChangedDecisions.Compile));
        Assert.Equal(expected.Found.ToJsonString(), actual.Found.ToJsonString());
        foreach ((string arn, JsonNode? found) in expected.Found.Where(found => expected.Executions.ContainsKey(found.Key)))
        {
            (JsonNode before, JsonNode after) = (expected.Executions[arn]!, actual.Executions[arn]!);
            // All that stood there, and the first event that came of what was waited for.
            int kept = int.Parse(found!.GetValue<string>().Split(' ')[2], CultureInfo.InvariantCulture);
            string[] expectedEvents = Events(before, kept);
            string[] actualEvents = Events(after, kept);
            Assert.True(
                expectedEvents.SequenceEqual(actualEvents),
                $"{arn} decides otherwise up to event {kept + 1}:\n{string.Join('\n', actualEvents)}\ninstead of\n{string.Join('\n', expectedEvents)}");
            Assert.Equal(IsRunning(before), IsRunning(after));
        }

        Assert.Equal($"\"{ChangedDecisions.Result}\"", actual.Executions[$"{Account}:execution:updated:old"]!["execution"]!["output"]!.GetValue<string>());
        Assert.Equal(TimeSpan.FromSeconds(100), SecondRetry(expected));
        Assert.Equal(TimeSpan.FromSeconds(ChangedDecisions.Seconds), SecondRetry(actual));
    }

    private static async Task<DataSet> OpenOnceAsync(DataSet written, ScratchFolder folder)
    {
        var set = new DataSet(folder.File("opened"), written.Kind);
        string file = folder.File("data");
        written.CopyData(file);
        Script script = written.ReadScript();
        await using (Host host = Host.Open(set.Kind, file, script.Opened, new FunctionTable(answers: true)))
        {
            await host.RecoverAsync();
            await host.MoveToAsync(script.Opened);
        }

        set.WriteData(file);
        set.WriteScript(script);
        return set;
    }

    /// <summary>The events that stood there, and the one after them without its time: a host is as busy as it is.</summary>
    private static string[] Events(JsonNode execution, int kept) =>
    [
        .. execution["history"]!.AsArray().Take(kept + 1).Select((e, i) =>
        {
            JsonObject copy = e!.DeepClone().AsObject();
            if (i == kept)
            {
                copy.Remove("timestamp");
            }

            return copy.ToJsonString();
        }),
    ];

    private static bool IsRunning(JsonNode execution) => execution["execution"]!["status"]!.GetValue<string>() == "RUNNING";

    /// <summary>How long the execution that fails twice waited the second time; the first time it waited when the engine was changed.</summary>
    private static TimeSpan SecondRetry(Record record)
    {
        JsonNode[] events = [.. record.Executions[$"{Account}:execution:retry:e"]!["history"]!.AsArray().Select(static e => e!)];
        int failed = Array.FindLastIndex(events, static e => e["type"]!.GetValue<string>() == "LambdaFunctionFailed");
        return TimeSpan.FromSeconds(Time(events[failed + 1]) - Time(events[failed]));

        static double Time(JsonNode e) => Math.Round(e["timestamp"]!.GetValue<double>());
    }
}
