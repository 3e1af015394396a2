using System.CommandLine;
using FunctionsAsl.Local;
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
    HealthCommand.Create(),
};
return await CommandLine.RunAsync(root, args, static e => e is DataFileException or ServerException);
