using System.CommandLine;

namespace FunctionsAsl.Local;

/// <summary><c>asl serve</c>: the Step Functions API at a port of this machine.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "File that everything is kept in.",
            DefaultValueFactory = _ => LocalService.DefaultFile,
        };
        var memory = new Option<bool>("--memory") { Description = "Keep everything in memory only." };
        var command = new Command("serve", $"Serve the Step Functions API on this machine.\n\n{EnvironmentSettings.Help(SettingUse.Server)}") { data, memory };
        var options = new ServeOptions(countsExecutions: true);
        options.AddTo(command);
        command.SetAction((arguments, stop) =>
        {
            string? file = arguments.GetValue(memory) ? null : arguments.GetRequiredValue(data);
            return options.RunAsync(arguments, (tasks, _) => Task.FromResult<IServed>(LocalService.Open(file, tasks)), LocalService.Abilities, stop);
        });
        return command;
    }
}
