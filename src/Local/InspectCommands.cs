using System.CommandLine;
using System.Globalization;
using FunctionsAsl.Core.Execution;
using Command = System.CommandLine.Command;

namespace FunctionsAsl.Local;

/// <summary><c>asl list</c>, <c>asl history</c> and <c>asl watch</c>: a look at a server that runs, as <c>asl run</c> shows it.</summary>
internal static class InspectCommands
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);

    public static Command List()
    {
        var machine = new Argument<string?>("machine")
        {
            Description = "ARN of the state machine whose executions are listed; without, the state machines are.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> endpoint = RunningServer.Option();
        var command = new Command("list", "List the state machines of a running server, or the executions of one, the newest first.")
        {
            machine, endpoint,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            using var server = new RunningServer(arguments.GetRequiredValue(endpoint));
            if (arguments.GetValue(machine) is not { } arn)
            {
                foreach (JsonMap found in await server.ListAsync("ListStateMachines", "stateMachines", JsonMap.Empty, cancel))
                {
                    Print($"{RunningServer.Text(found, "type"),-8}  {RunningServer.Text(found, "stateMachineArn")}");
                }

                return ExitCode.Success;
            }

            foreach (JsonMap found in await server.ListAsync(
                "ListExecutions", "executions", JsonMap.Of(("stateMachineArn", arn)), cancel))
            {
                string started = RunningServer.Time(found, "startDate").ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                Print($"{RunningServer.Text(found, "status"),-9}  {started}  {RunningServer.Text(found, "executionArn")}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Command History()
    {
        var (execution, endpoint, verbose) = (Execution(), RunningServer.Option(), Verbose());
        var command = new Command("history", "Tell what has happened in an execution on a running server.") { execution, endpoint, verbose };
        command.SetAction(async (arguments, cancel) =>
        {
            using var server = new RunningServer(arguments.GetRequiredValue(endpoint));
            new Progress(Console.Out, arguments.GetValue(verbose))
                .Tell(await server.HistoryAsync(arguments.GetRequiredValue(execution), 0, cancel));
            return ExitCode.Success;
        });
        return command;
    }

    public static Command Watch()
    {
        var (execution, endpoint, verbose) = (Execution(), RunningServer.Option(), Verbose());
        var command = new Command(
            "watch", "Tell what happens in an execution on a running server until it has ended, and print its output. Exits as run does.")
        {
            execution, endpoint, verbose,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            using var server = new RunningServer(arguments.GetRequiredValue(endpoint));
            return await WatchAsync(
                server, arguments.GetRequiredValue(execution), new Progress(Console.Error, arguments.GetValue(verbose)), cancel);
        });
        return command;
    }

    private static async Task<int> WatchAsync(RunningServer server, string arn, Progress progress, CancellationToken cancel)
    {
        int told = 0;
        while (true)
        {
            // Asked for before the history: what has ended by then is in it.
            JsonMap shown = await server.CallAsync("DescribeExecution", JsonMap.Of(("executionArn", arn)), cancel);
            HistoryEvent[] news = [.. await server.HistoryAsync(arn, told, cancel)];
            progress.Tell(news);
            told += news.Length;
            switch (RunningServer.Text(shown, "status"))
            {
                case "RUNNING":
                    await Task.Delay(WatchInterval, cancel);
                    break;
                case "SUCCEEDED":
                    Console.WriteLine(RunningServer.Text(shown, "output"));
                    return ExitCode.Success;
                case var status:
                    string?[] reasons = [status, RunningServer.Text(shown, "error"), RunningServer.Text(shown, "cause")];
                    await Console.Error.WriteLineAsync(PlainText.Of(string.Join(": ", reasons.Where(r => r is not null))));
                    return ExitCode.Failure;
            }
        }
    }

    private static Argument<string> Execution() => new("execution") { Description = "ARN of the execution." };

    private static Option<bool> Verbose() => new("--verbose") { Description = "Tell what each task was given." };

    private static void Print(string line) => Console.WriteLine(PlainText.Of(line));
}
