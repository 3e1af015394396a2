using System.CommandLine;
using Command = System.CommandLine.Command;

namespace FunctionsAsl.Local.Transfer;

/// <summary>
/// <c>asl export</c>: state machines, activities and executions of any server of Step Functions, AWS's own too, a line of JSON each: what the
/// API tells of them, in the order in which <c>asl import</c> needs them.
/// </summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var machine = new Option<string[]>("--machine") { Description = "ARN of a state machine; only these are exported, and no activity. May be repeated." };
        var without = new Option<bool>("--no-executions") { Description = "Leave the executions out." };
        Option<string> endpoint = RunningServer.Option();
        var command = new Command("export", "Print the state machines, activities and executions of a server, a line of JSON each.") { machine, without, endpoint };
        command.SetAction(async (arguments, cancel) =>
        {
            using var server = new RunningServer(arguments.GetRequiredValue(endpoint));
            string[] chosen = arguments.GetValue(machine) ?? [];
            await foreach (JsonMap line in LinesAsync(server, chosen, !arguments.GetValue(without), cancel))
            {
                Console.Out.WriteLine(line);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static async IAsyncEnumerable<JsonMap> LinesAsync(
        RunningServer server, string[] chosen, bool withExecutions, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (chosen.Length == 0)
        {
            foreach (JsonMap activity in await server.ListAsync("ListActivities", "activities", JsonMap.Empty, cancel))
            {
                string arn = RunningServer.Text(activity, "activityArn")!;
                yield return JsonMap.Of(
                    (ExportedLine.Activity, await server.CallAsync("DescribeActivity", JsonMap.Of(("activityArn", arn)), cancel)),
                    (ExportedLine.Tags, await TagsAsync(arn)));
            }

            chosen = [.. (await server.ListAsync("ListStateMachines", "stateMachines", JsonMap.Empty, cancel)).Select(static m => RunningServer.Text(m, "stateMachineArn")!)];
        }

        foreach (string arn in chosen)
        {
            JsonMap machine = await server.CallAsync("DescribeStateMachine", Machine(arn), cancel);
            yield return JsonMap.Of(
                (ExportedLine.StateMachine, machine),
                (ExportedLine.Tags, await TagsAsync(arn)),
                (ExportedLine.Versions, await EachAsync("ListStateMachineVersions", "stateMachineVersions", "stateMachineVersionArn", "DescribeStateMachine", "stateMachineArn")),
                (ExportedLine.Aliases, await EachAsync("ListStateMachineAliases", "stateMachineAliases", "stateMachineAliasArn", "DescribeStateMachineAlias", "stateMachineAliasArn")));
            // What is Express keeps no list.
            if (!withExecutions || RunningServer.Text(machine, "type") == "EXPRESS")
            {
                continue;
            }

            foreach (JsonMap listed in await server.ListAsync("ListExecutions", "executions", Machine(arn), cancel))
            {
                JsonMap request = JsonMap.Of(("executionArn", listed["executionArn"]!));
                yield return JsonMap.Of(
                    (ExportedLine.Execution, await server.CallAsync("DescribeExecution", request, cancel)),
                    (ExportedLine.Definition, await server.CallAsync("DescribeStateMachineForExecution", request, cancel)),
                    (ExportedLine.History, JsonList.Of(await server.ListAsync("GetExecutionHistory", "events", request, cancel))));
            }

            async Task<JsonList> EachAsync(string list, string items, string item, string describe, string by)
            {
                List<JsonAny> all = [];
                foreach (JsonMap listed in await server.ListAsync(list, items, Machine(arn), cancel))
                {
                    all.Add(await server.CallAsync(describe, JsonMap.Of((by, listed[item]!)), cancel));
                }

                return JsonList.Of(all);
            }
        }

        async Task<JsonAny> TagsAsync(string arn) =>
            (await server.CallAsync("ListTagsForResource", JsonMap.Of(("resourceArn", arn)), cancel))["tags"] ?? JsonList.Empty;

        static JsonMap Machine(string arn) => JsonMap.Of(("stateMachineArn", arn));
    }
}
