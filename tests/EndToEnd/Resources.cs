using FunctionsAsl.Json;

namespace FunctionsAsl.EndToEnd;

/// <summary>Makes what calls work with: new for each, so that no call disturbs another, in whatever order they come.</summary>
/// <param name="prefix">Begins all names.</param>
internal sealed class Resources(Api api, string prefix)
{
    public const string Pass = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";
    public const string Wait = """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":3600,"End":true}}}""";
    public const string Fail = """{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"E"}}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private int _count;

    /// <summary>A name that nothing has yet.</summary>
    public string Name() => $"{prefix}-{++_count}";

    public async Task<string> MachineAsync(string definition = Pass, string type = "STANDARD") => (await api.CallAsync(
        "CreateStateMachine", ("name", Name()), ("definition", definition), ("type", type), ("roleArn", Api.Role))).Text("stateMachineArn");

    public async Task<string> VersionAsync() =>
        (await api.CallAsync("PublishStateMachineVersion", ("stateMachineArn", await MachineAsync()))).Text("stateMachineVersionArn");

    /// <summary>An alias, and the version that it leads to.</summary>
    public async Task<(string Alias, string Version)> AliasAsync()
    {
        string version = await VersionAsync();
        JsonMap created = await api.CallAsync("CreateStateMachineAlias", ("name", Name()), ("routingConfiguration", Routing(version)));
        return (created.Text("stateMachineAliasArn"), version);
    }

    /// <summary>All executions go to one version.</summary>
    public static JsonList Routing(string version) =>
        JsonList.Of([JsonMap.Of(("stateMachineVersionArn", version), ("weight", 100))]);

    /// <summary>An execution that has been started.</summary>
    public async Task<string> ExecutionAsync(string definition = Wait) => await api.StartAsync(await MachineAsync(definition), Name());

    /// <summary>An execution that has ended.</summary>
    public async Task<string> EndedAsync(string definition)
    {
        string execution = await ExecutionAsync(definition);
        await api.WhenEndedAsync(execution);
        return execution;
    }

    /// <summary>A Map Run whose children wait.</summary>
    public async Task<string> MapRunAsync() => await MapRunOfAsync(await ExecutionAsync(MapOf(Wait)));

    /// <summary>A Map Run that has ended.</summary>
    public async Task<string> EndedMapRunAsync() => await MapRunOfAsync(await EndedAsync(MapOf(Pass)));

    public async Task<string> ActivityAsync() => (await api.CallAsync("CreateActivity", ("name", Name()))).Text("activityArn");

    /// <summary>An activity that has a task to give out.</summary>
    public async Task<string> OfferedActivityAsync()
    {
        string activity = await ActivityAsync();
        await ExecutionAsync($$"""
            { "StartAt":"A", "States": { "A": { "Type":"Task", "Resource":"{{activity}}", "HeartbeatSeconds":3600, "End":true } } }
            """);
        return activity;
    }

    /// <summary>The token of a task that a worker has taken.</summary>
    public async Task<string> TokenAsync() =>
        (await api.CallAsync("GetActivityTask", ("activityArn", await OfferedActivityAsync()))).Text("taskToken");

    /// <summary>A machine whose Distributed Map has two items.</summary>
    private static string MapOf(string processor)
    {
        JsonMap distributed = JsonMap.Of(("Mode", "DISTRIBUTED"), ("ExecutionType", "STANDARD"));
        JsonMap map = JsonMap.Of(
            ("Type", "Map"),
            ("QueryLanguage", "JSONata"),
            ("Items", JsonList.Of([1, 2])),
            ("ItemProcessor", ((JsonMap)JsonAny.Parse(processor)).With("ProcessorConfig", distributed)),
            ("End", true));
        return JsonMap.Of(("StartAt", "Map"), ("States", JsonMap.Of(("Map", map)))).ToString();
    }

    private async Task<string> MapRunOfAsync(string execution)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if ((await api.CallAsync("ListMapRuns", ("executionArn", execution))).List("mapRuns") is [var run])
            {
                return run.Text("mapRunArn");
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
