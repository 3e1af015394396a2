using System.CommandLine;

namespace FunctionsAsl.Local;

/// <summary><c>asl validate</c>: says what is wrong with definitions.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Definitions in Amazon States Language.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("validate", "Say what is wrong with definitions.") { files };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(files)));
        return command;
    }

    private static int Run(string[] files)
    {
        bool valid = true;
        foreach (string file in files)
        {
            var definition = DefinitionFile.Read(file);
            valid &= definition.IsValid;
            foreach (string problem in definition.Problems)
            {
                Console.WriteLine(problem);
            }
        }

        return valid ? ExitCode.Success : ExitCode.Usage;
    }
}
