namespace FunctionsAsl.Local.Transfer;

/// <summary>
/// Asks a server for all that there is, and gives it on line by line. What is removed meanwhile is left out, and that is told; a server that
/// others use changes all the time.
/// </summary>
/// <param name="write">Gets each line.</param>
/// <param name="leftOut">Told what is not in it, and why.</param>
internal sealed class Export(RunningServer server, Action<JsonMap> write, Action<string> leftOut)
{
    private const string Deleting = "DELETING";

    // What the API answers where a machine, an activity, an execution, or whatever has tags is not there (any more).
    private static readonly string[] Gone =
        ["StateMachineDoesNotExist", "StateMachineDeleting", "ActivityDoesNotExist", "ExecutionDoesNotExist", "ResourceNotFound"];

    public async Task ActivitiesAsync(CancellationToken cancel)
    {
        await foreach (JsonMap listed in server.EachAsync("ListActivities", "activities", JsonMap.Empty, cancel))
        {
            string arn = RunningServer.Text(listed, "activityArn")!;
            await WriteAsync(arn, async () => JsonMap.Of(
                (ExportedLine.Activity, await server.CallAsync("DescribeActivity", JsonMap.Of(("activityArn", arn)), cancel)),
                (ExportedLine.Tags, await TagsAsync(arn, cancel))));
        }
    }

    /// <summary>All machines that there are.</summary>
    public async Task MachinesAsync(bool withExecutions, CancellationToken cancel)
    {
        foreach (JsonMap listed in await server.ListAsync("ListStateMachines", "stateMachines", JsonMap.Empty, cancel))
        {
            string arn = RunningServer.Text(listed, "stateMachineArn")!;
            await UnlessGoneAsync(arn, () => MachineAsync(arn, withExecutions, cancel));
        }
    }

    /// <exception cref="ServerException">There is no such machine, or the server refuses otherwise.</exception>
    public async Task MachineAsync(string arn, bool withExecutions, CancellationToken cancel)
    {
        JsonMap machine = await server.CallAsync("DescribeStateMachine", Machine(arn), cancel);
        if (RunningServer.Text(machine, "status") == Deleting)
        {
            leftOut($"{arn} is being deleted");
            return;
        }

        await UnlessGoneAsync(arn, () => WholeAsync(arn, machine, withExecutions, cancel));
    }

    private async Task WholeAsync(string arn, JsonMap machine, bool withExecutions, CancellationToken cancel)
    {
        write(JsonMap.Of(
            (ExportedLine.StateMachine, machine),
            (ExportedLine.Tags, await TagsAsync(arn, cancel)),
            (ExportedLine.Versions, await PartsAsync(
                arn, "ListStateMachineVersions", "stateMachineVersions", "stateMachineVersionArn", "DescribeStateMachine", "stateMachineArn", cancel)),
            (ExportedLine.Aliases, await PartsAsync(
                arn, "ListStateMachineAliases", "stateMachineAliases", "stateMachineAliasArn", "DescribeStateMachineAlias", "stateMachineAliasArn", cancel))));
        // What is Express keeps no list.
        if (!withExecutions || RunningServer.Text(machine, "type") == "EXPRESS")
        {
            return;
        }

        await foreach (JsonMap listed in server.EachAsync("ListExecutions", "executions", Machine(arn), cancel))
        {
            await ExecutionAsync(listed, cancel);
        }
    }

    /// <summary>An execution, then the Map Runs that it has begun, each with the executions of its items.</summary>
    private async Task ExecutionAsync(JsonMap listed, CancellationToken cancel)
    {
        string arn = RunningServer.Text(listed, "executionArn")!;
        JsonMap request = JsonMap.Of(("executionArn", arn));
        bool hasMapRuns = false;
        await WriteAsync(arn, async () =>
        {
            List<JsonMap> history = await server.ListAsync("GetExecutionHistory", "events", request, cancel);
            JsonMap line = JsonMap.Of(
                (ExportedLine.Execution, await server.CallAsync("DescribeExecution", request, cancel)),
                (ExportedLine.Definition, await server.CallAsync("DescribeStateMachineForExecution", request, cancel)),
                (ExportedLine.History, JsonList.Of(history)));
            hasMapRuns = history.Exists(static e => RunningServer.Text(e, "type") == "MapRunStarted");
            // Only the list has it.
            return listed["itemCount"] is { } items ? line.With(ExportedLine.ItemCount, items) : line;
        });
        if (hasMapRuns)
        {
            await EachAsync(arn, "ListMapRuns", "mapRuns", request, run => MapRunAsync(RunningServer.Text(run, "mapRunArn")!, cancel), cancel);
        }
    }

    private async Task MapRunAsync(string arn, CancellationToken cancel)
    {
        JsonMap request = JsonMap.Of(("mapRunArn", arn));
        await WriteAsync(arn, async () => JsonMap.Of((ExportedLine.MapRun, await server.CallAsync("DescribeMapRun", request, cancel))));
        await EachAsync(arn, "ListExecutions", "executions", request, child => ExecutionAsync(child, cancel), cancel);
    }

    private Task EachAsync(string arn, string operation, string list, JsonMap request, Func<JsonMap, Task> write, CancellationToken cancel) =>
        UnlessGoneAsync(arn, async () =>
        {
            await foreach (JsonMap listed in server.EachAsync(operation, list, request, cancel))
            {
                await write(listed);
            }
        });

    private Task WriteAsync(string arn, Func<Task<JsonMap>> line) => UnlessGoneAsync(arn, async () => write(await line()));

    /// <summary>Does what asks for something, and tells where that has gone.</summary>
    private async Task UnlessGoneAsync(string arn, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (ServerException e) when (Gone.Contains(e.Code))
        {
            leftOut($"{arn} was removed meanwhile");
        }
    }

    /// <summary>What there is of a machine's versions or aliases, described.</summary>
    private async Task<JsonList> PartsAsync(
        string arn, string list, string items, string item, string describe, string by, CancellationToken cancel)
    {
        List<JsonAny> all = [];
        foreach (JsonMap listed in await server.ListAsync(list, items, Machine(arn), cancel))
        {
            all.Add(await server.CallAsync(describe, JsonMap.Of((by, listed[item]!)), cancel));
        }

        return JsonList.Of(all);
    }

    private async Task<JsonAny> TagsAsync(string arn, CancellationToken cancel) =>
        (await server.CallAsync("ListTagsForResource", JsonMap.Of(("resourceArn", arn)), cancel))["tags"] ?? JsonList.Empty;

    private static JsonMap Machine(string arn) => JsonMap.Of(("stateMachineArn", arn));
}
