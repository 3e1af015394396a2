using System.CommandLine;
using Command = System.CommandLine.Command;

namespace FunctionsAsl.Local.Transfer;

/// <summary>
/// <c>asl export</c>: state machines, activities and executions of any server of Step Functions, AWS's own too, a line of JSON each: what the
/// API tells of them, in the order in which <c>asl import</c> needs them.
/// </summary>
internal static class ExportCommand
{
    // AWS's buckets of ListExecutions or DescribeStateMachineForExecution are empty for long once they are.
    private const int Attempts = 12;

    public static Command Create()
    {
        var machine = new Option<string[]>("--machine") { Description = "ARN of a state machine; only these are exported, and no activity. May be repeated." };
        var without = new Option<bool>("--no-executions") { Description = "Leave the executions out." };
        Option<string> endpoint = RunningServer.Option();
        var command = new Command("export", "Print the state machines, activities and executions of a server, a line of JSON each.") { machine, without, endpoint };
        command.SetAction(async (arguments, cancel) =>
        {
            using var server = new RunningServer(arguments.GetRequiredValue(endpoint), Attempts);
            bool withExecutions = !arguments.GetValue(without);
            var export = new Export(server, Console.Out.WriteLine, static what => Console.Error.WriteLine(PlainText.Of($"Left out: {what}.")));
            if (arguments.GetValue(machine) is { Length: > 0 } chosen)
            {
                foreach (string arn in chosen)
                {
                    await export.MachineAsync(arn, withExecutions, cancel);
                }
            }
            else
            {
                await export.ActivitiesAsync(cancel);
                await export.MachinesAsync(withExecutions, cancel);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
