namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// <c>elasticmapreduce:…</c>: EMR's operations with names and shapes of their own (DG/connect-emr). Arguments are those of EMR but for what
/// stands in the table there.
/// </summary>
/// <param name="operation">EMR's operation.</param>
/// <param name="request">What it gets, of the task's arguments.</param>
/// <param name="result">What tasks see of its output.</param>
internal sealed class EmrCall(
    OptimizedOperation operation, EmrCall.Translation request, Func<JsonMap, JsonMap>? result = null)
    : OptimizedCall(operation)
{
    private readonly OptimizedOperation _operation = operation;

    internal delegate ValueTask<JsonMap> Translation(TaskOrigin origin, Command.RunTask task, CancellationToken cancel);

    /// <param name="find">Finds EMR's operations.</param>
    public static EmrCall? Find(string action, Func<string, OptimizedOperation?> find)
    {
        return action switch
        {
            "createCluster" => Of("runJobFlow", static a => a, static r => Rename(r, "JobFlowId", "ClusterId")),
            "terminateCluster" => Of("terminateJobFlows", static a => Wrap(a, "ClusterId", "JobFlowIds")),
            "setClusterTerminationProtection" => Of("setTerminationProtection", static a => Wrap(a, "ClusterId", "JobFlowIds")),
            "addStep" => Of(
                "addJobFlowSteps",
                static a => Wrap(Rename(a, "ClusterId", "JobFlowId"), "Step", "Steps"),
                static r => Unwrap(r, "StepIds", "StepId")),
            "cancelStep" => Of(
                "cancelSteps", static a => Wrap(a, "StepId", "StepIds"), static r => Unwrap(r, "CancelStepsInfoList", "CancelStepsInfo")),
            "modifyInstanceFleetByName" => ByName("modifyInstanceFleet", "listInstanceFleets", "InstanceFleet", isList: false),
            "modifyInstanceGroupByName" => ByName("modifyInstanceGroups", "listInstanceGroups", "InstanceGroup", isList: true),
            _ => null,
        };

        EmrCall? Of(string name, Func<JsonMap, JsonMap> request, Func<JsonMap, JsonMap>? result = null) => find(name) is { } operation
            ? new(operation, (_, task, _) => ValueTask.FromResult(request(new Arguments(task.Input).Members)), result)
            : null;

        EmrCall? ByName(string modify, string list, string part, bool isList) => find(modify) is { } operation && find(list) is { } lister
            ? new(operation, (origin, task, cancel) => Named(lister, part, isList, origin, task, cancel))
            : null;
    }

    /// <remarks>What the arguments become may need a call, so no more is checked.</remarks>
    public override void Check(Command.RunTask task) => _ = new Arguments(task.Input).Members;

    protected override async ValueTask<JsonMap> RequestAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        JsonMap members = await request(origin, task, cancel);
        _operation.Check(new Arguments(members));
        return members;
    }

    protected override JsonMap Show(Command.RunTask task, JsonMap output, AwsReply reply) =>
        base.Show(task, result?.Invoke(output) ?? output, reply);

    /// <summary>The request to change a part of a cluster that has this name.</summary>
    /// <param name="part">As <c>InstanceFleet</c>, whose name and id are members <c>InstanceFleetName</c> and <c>InstanceFleetId</c>.</param>
    private static async ValueTask<JsonMap> Named(
        OptimizedOperation lister, string part, bool isList, TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var arguments = new Arguments(task.Input);
        arguments.Allow("ClusterId", part + "Name", part);
        string name = arguments.RequiredText(part + "Name");
        JsonMap cluster = JsonMap.Of(("ClusterId", arguments.RequiredText("ClusterId")));
        JsonMap change = arguments.Value(part) as JsonMap ?? throw arguments.Misshapen(part);
        JsonAny? marker = null;
        do
        {
            JsonMap page = marker is null ? cluster : cluster.With("Marker", marker);
            (JsonMap listed, _) = await lister.CallAsync(origin, task, page, cancel);
            foreach (JsonMap found in (listed[part + "s"] as JsonList ?? JsonList.Empty).OfType<JsonMap>())
            {
                if (found["Name"] is JsonString { Value: var text } && text == name && found["Id"] is { } id)
                {
                    change = change.With(part + "Id", id);
                    return isList ? cluster.With(part + "s", JsonList.Of(change)) : cluster.With(part, change);
                }
            }

            marker = listed["Marker"];
        }
        while (marker is JsonString { Value.Length: > 0 });

        throw new TaskFailedException("EMR.InvalidRequestException", $"{part} '{name}' is not valid.");
    }

    private static JsonMap Rename(JsonMap members, string name, string to) => Replace(members, name, to, static v => v);

    private static JsonMap Wrap(JsonMap members, string name, string to) => Replace(members, name, to, static v => JsonList.Of(v));

    private static JsonMap Unwrap(JsonMap members, string name, string to) =>
        Replace(members, name, to, static v => v is JsonList { Count: > 0 } items ? items[0] : v);

    private static JsonMap Replace(JsonMap members, string name, string to, Func<JsonAny, JsonAny> change)
    {
        var replaced = new JsonMap.Builder(members.Count);
        foreach ((string member, JsonAny value) in members)
        {
            replaced.Set(member == name ? to : member, member == name ? change(value) : value);
        }

        return replaced.Build();
    }
}
