using System.CommandLine;
using System.Globalization;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Sqlite;
using Command = System.CommandLine.Command;

namespace FunctionsAsl.Local;

/// <summary><c>asl status</c> and <c>asl backup</c>: what is in a data file, also while a server has it.</summary>
internal static class DataCommands
{
    public static Option<string> Data() => new("--data")
    {
        Description = "The data file.",
        DefaultValueFactory = _ => LocalService.DefaultFile,
    };

    public static Command Status()
    {
        Option<string> data = Data();
        var command = new Command("status", "Tell how many executions a data file has of each status, what waits, what is due, and how large it is.") { data };
        command.SetAction(arguments =>
        {
            string file = arguments.GetRequiredValue(data);
            using var look = DataFileLook.Open(file);
            Tell("file", Path.GetFullPath(file));
            DataFileStatus status = look.Status(DateTimeOffset.UtcNow);
            foreach ((ExecutionStatus each, long count) in status.Executions)
            {
                Tell(each.ApiName(), count);
            }

            Tell("map runs", status.MapRuns);
            Tell("waiting", status.Waiting);
            Tell("due", status.Due);
            Tell("next", status.Wakes is { } wakes ? wakes.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "-");
            foreach ((string kind, long count) in status.Records.OrderBy(static record => record.Key, StringComparer.Ordinal))
            {
                Tell(kind, count);
            }

            Tell("bytes", status.Bytes);
            Tell("free bytes", status.FreeBytes);
            return ExitCode.Success;
        });
        return command;
    }

    public static Command Backup()
    {
        var target = new Argument<string>("target") { Description = "The file to write; there must be none. asl serve --data starts on it." };
        Option<string> data = Data();
        var command = new Command("backup", "Copy a data file as it is at one moment; a server that has it goes on.") { target, data };
        command.SetAction(arguments =>
        {
            using var look = DataFileLook.Open(arguments.GetRequiredValue(data));
            look.BackUp(arguments.GetRequiredValue(target));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Tell(string what, object much) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-20}  {much}"));
}
