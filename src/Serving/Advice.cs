namespace FunctionsAsl.Serving;

/// <summary>What a user can do about a failure. It stands beside what AWS says, and not in it.</summary>
public static class Advice
{
    private const string NotFound = "Function not found: ";
    private const string NotSupported = "' is not supported yet.";

    /// <summary>A sentence to put behind a cause; empty where there is none.</summary>
    /// <param name="cause">As the history has it: <c>Function not found: ARN (Service: AWSLambda; …)</c>.</param>
    public static string For(string? cause)
    {
        if (cause?.Contains(NotSupported, StringComparison.Ordinal) is true)
        {
            return " Mock it: with --mocks, or SFN_MOCK_CONFIG on a server.";
        }

        if (cause?.StartsWith(NotFound, StringComparison.Ordinal) is not true || cause[NotFound.Length..].Split(' ')[0].Split(':') is not
            [_, _, _, _, _, "function", var name, ..])
        {
            return "";
        }

        return $" Set LAMBDA_ENDPOINT to where it is, add a handler named {name}, or run the workflow with --task {name}=URL or COMMAND.";
    }
}
