namespace FunctionsAsl.Functions;

internal static class FunctionNames
{
    public const string Orchestrator = "asl-execution";
}
