using System.CommandLine;
using System.CommandLine.Invocation;

namespace FunctionsAsl.Serving;

/// <summary>Runs a program's command, with the settings of the file that there is, and a command that shows them.</summary>
public static class CommandLine
{
    // A little more than a server takes to stop.
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(30);

    /// <param name="isFailure">Which exceptions have a message that says all there is to say.</param>
    /// <returns>The program's <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args, Func<Exception, bool> isFailure)
    {
        var settings = new SettingsFile();
        root.Add(settings.Option);
        root.Add(ConfigCommand.Create(settings));
        // Without response files: here @FILE is a file with an input, not one with arguments.
        ParseResult arguments = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (arguments.CommandResult.Command == root)
        {
            // Its help lists the commands; what the environment says to one stands in the help of that.
            foreach (Command command in root.Subcommands)
            {
                command.Description = command.Description?.Split('\n', 2)[0];
            }
        }

        if (arguments.Action is ParseErrorAction refusal)
        {
            // A page of help would bury what is wrong, but for who asks for nothing.
            refusal.ShowHelp = args.Length == 0;
        }

        try
        {
            settings.Take(arguments);
            // The commands stop by themselves when they are told to; killing them before they have would lose their last words.
            int code = await arguments.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationLimit,
            });
            return arguments.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (Exception e) when (e is UsageException or SettingException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (isFailure(e) || e is IOException)
        {
            // Where it is none of ours, standard output could not be written: the disk is full that it goes to.
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
        catch (TaskCanceledException e) when (e.InnerException is TimeoutException)
        {
            // A call took too long.
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }
}
