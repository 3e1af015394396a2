using System.CommandLine;

namespace FunctionsAsl.Local;

/// <summary><c>asl validate</c>: says what is wrong with definitions.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Definitions in Amazon States Language: JSON, or YAML where the name ends so.",
            Arity = ArgumentArity.OneOrMore,
        };
        var placeholders = new PlaceholderOptions();
        var command = new Command("validate", "Say what is wrong with definitions.") { files, placeholders.Set, placeholders.File };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(files), placeholders.Read(arguments)));
        return command;
    }

    private static int Run(string[] files, Placeholders placeholders)
    {
        bool valid = true;
        foreach (string file in files)
        {
            var definition = DefinitionFile.Read(file, placeholders);
            valid &= definition.Machine is not null;
            foreach (string problem in definition.Problems)
            {
                Console.WriteLine(problem);
            }
        }

        if (valid)
        {
            Console.Error.WriteLine(files.Length == 1 ? "The definition is valid." : $"All {files.Length} definitions are valid.");
        }

        return valid ? ExitCode.Success : ExitCode.Usage;
    }
}
