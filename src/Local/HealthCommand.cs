using System.CommandLine;

namespace FunctionsAsl.Local;

/// <summary><c>asl health</c>: whether a server answers, for those who watch over it where there is no other program, as in its container.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        Option<string> endpoint = RunningServer.Option();
        var command = new Command("health", "Ask whether a server is there and its storage answers: exit code 0, else 1.") { endpoint };
        command.SetAction(async (arguments, cancel) =>
        {
            using var server = new RunningServer(arguments.GetRequiredValue(endpoint));
            await server.CheckAsync(cancel);
            return ExitCode.Success;
        });
        return command;
    }
}
