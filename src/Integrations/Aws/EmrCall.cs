namespace FunctionsAsl.Integrations.Aws;

/// <summary>
/// <c>elasticmapreduce:…</c>: EMR's operations with names and shapes of their own (DG/connect-emr). Arguments are those of EMR but for what
/// stands in the table there.
/// </summary>
/// <param name="operation">EMR's operation.</param>
/// <param name="request">What it gets, of the task's arguments.</param>
/// <param name="result">What tasks see of its output.</param>
internal sealed class EmrCall(
    OptimizedOperation operation, EmrCall.Translation request, Func<JsonObject, JsonObject>? result = null)
    : OptimizedCall(operation)
{
    private readonly OptimizedOperation _operation = operation;

    internal delegate ValueTask<JsonObject> Translation(TaskOrigin origin, Command.RunTask task, CancellationToken cancel);

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

        EmrCall? Of(string name, Func<JsonObject, JsonObject> request, Func<JsonObject, JsonObject>? result = null) => find(name) is { } operation
            ? new(operation, (_, task, _) => ValueTask.FromResult(request(new Arguments(task.Input).Members)), result)
            : null;

        EmrCall? ByName(string modify, string list, string part, bool isList) => find(modify) is { } operation && find(list) is { } lister
            ? new(operation, (origin, task, cancel) => Named(lister, part, isList, origin, task, cancel))
            : null;
    }

    /// <remarks>What the arguments become may need a call, so no more is checked.</remarks>
    public override void Check(Command.RunTask task) => _ = new Arguments(task.Input).Members;

    protected override async ValueTask<JsonObject> RequestAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        JsonObject members = await request(origin, task, cancel);
        _operation.Check(new Arguments(members));
        return members;
    }

    protected override JsonObject Show(Command.RunTask task, JsonObject output, AwsReply reply) =>
        base.Show(task, result?.Invoke(output) ?? output, reply);

    /// <summary>The request to change a part of a cluster that has this name.</summary>
    /// <param name="part">As <c>InstanceFleet</c>, whose name and id are members <c>InstanceFleetName</c> and <c>InstanceFleetId</c>.</param>
    private static async ValueTask<JsonObject> Named(
        OptimizedOperation lister, string part, bool isList, TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var arguments = new Arguments(task.Input);
        arguments.Allow("ClusterId", part + "Name", part);
        string name = arguments.RequiredText(part + "Name");
        JsonObject cluster = JsonObject.Of(("ClusterId", arguments.RequiredText("ClusterId")));
        JsonObject change = arguments.Value(part) as JsonObject ?? throw arguments.Misshapen(part);
        JsonValue? marker = null;
        do
        {
            JsonObject page = marker is null ? cluster : cluster.With("Marker", marker);
            (JsonObject listed, _) = await lister.CallAsync(origin, task, page, cancel);
            foreach (JsonObject found in (listed[part + "s"] as JsonArray ?? JsonArray.Empty).OfType<JsonObject>())
            {
                if (found["Name"] is JsonString { Value: var text } && text == name && found["Id"] is { } id)
                {
                    change = change.With(part + "Id", id);
                    return isList ? cluster.With(part + "s", JsonArray.Of(change)) : cluster.With(part, change);
                }
            }

            marker = listed["Marker"];
        }
        while (marker is JsonString { Value.Length: > 0 });

        throw new TaskFailedException("EMR.InvalidRequestException", $"{part} '{name}' is not valid.");
    }

    private static JsonObject Rename(JsonObject members, string name, string to) => Replace(members, name, to, static v => v);

    private static JsonObject Wrap(JsonObject members, string name, string to) => Replace(members, name, to, static v => JsonArray.Of(v));

    private static JsonObject Unwrap(JsonObject members, string name, string to) =>
        Replace(members, name, to, static v => v is JsonArray { Count: > 0 } items ? items[0] : v);

    private static JsonObject Replace(JsonObject members, string name, string to, Func<JsonValue, JsonValue> change)
    {
        var replaced = new JsonObject.Builder(members.Count);
        foreach ((string member, JsonValue value) in members)
        {
            replaced.Set(member == name ? to : member, member == name ? change(value) : value);
        }

        return replaced.Build();
    }
}
