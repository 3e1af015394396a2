using System.CommandLine;
using System.Globalization;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Sqlite;

namespace FunctionsAsl.Local.Transfer;

/// <summary><c>asl import</c>: what <c>asl export</c> printed, into a data file that no server has.</summary>
internal static class ImportCommand
{
    private const string Retention = "ASL_RETENTION";

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "What asl export printed; - for standard input." };
        Option<string> data = DataCommands.Data();
        var command = new Command("import", "Take what was exported into a data file: state machines, activities, and executions that have ended, to look at.") { file, data };
        command.SetAction(async (arguments, cancel) =>
        {
            ServiceOptions kept = Settings.Read(
                static name => name.StartsWith(Retention, StringComparison.Ordinal) ? Environment.GetEnvironmentVariable(name) : null,
                new TaskHandlers(),
                Log.Failure).Service;
            string path = arguments.GetRequiredValue(file);
            using TextReader lines = path == "-" ? Console.In : Open(path);
            await using var store = new SqliteStore(arguments.GetRequiredValue(data), Log.Failure);
            var import = new Import(store);
            await import.ReadAsync(lines, cancel);
            Console.WriteLine($"Imported: {import.Machines} state machines, {import.Activities} activities, {import.Executions} executions, {import.MapRuns} Map Runs");
            int expired = await import.CountExpiredAsync(kept);
            if (expired > 0)
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{expired} of the executions go as soon as a server starts on the file, unless {Retention}_DAYS (90 days without it) and {Retention}_COUNT keep them."));
            }

            if (import.Running > 0)
            {
                Console.Error.WriteLine($"Left out: {import.Running} executions that ran when they were exported.");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}");
        }
    }
}
