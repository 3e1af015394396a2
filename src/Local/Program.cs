using System.CommandLine;
using FunctionsAsl.Local;
using FunctionsAsl.Local.Storage;

var root = new RootCommand("Amazon States Language workflows on this machine.")
{
    ServeCommand.Create(),
    RunCommand.Create(),
    ValidateCommand.Create(),
    InspectCommands.List(),
    InspectCommands.History(),
    InspectCommands.Watch(),
};
// Without response files: here @FILE is a file with an input, not one with arguments.
ParseResult arguments = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    // The commands stop by themselves when they are told to; killing them before they have would lose their last words.
    int code = await arguments.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    });
    return arguments.Errors.Count > 0 ? ExitCode.Usage : code;
}
catch (Exception e) when (e is UsageException or SettingException)
{
    Console.Error.WriteLine(e.Message);
    return ExitCode.Usage;
}
catch (Exception e) when (e is DataFileException or ServerException)
{
    Console.Error.WriteLine(e.Message);
    return ExitCode.Failure;
}
