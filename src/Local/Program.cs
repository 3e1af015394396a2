using System.CommandLine;
using FunctionsAsl.Local;
using FunctionsAsl.Local.Mcp;
using FunctionsAsl.Local.Transfer;
using FunctionsAsl.Sqlite;

var root = new RootCommand("Amazon States Language workflows on this machine.")
{
    ServeCommand.Create(),
    RunCommand.Create(),
    ValidateCommand.Create(),
    InspectCommands.List(),
    InspectCommands.History(),
    InspectCommands.Watch(),
    MocksCommand.Create(),
    DataCommands.Status(),
    DataCommands.Backup(),
    ExportCommand.Create(),
    ImportCommand.Create(),
    McpCommand.Create(),
    HealthCommand.Create(),
};
return await CommandLine.RunAsync(root, args, static e => e is DataFileException or ServerException or ImportException);
