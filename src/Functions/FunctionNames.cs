namespace FunctionsAsl.Functions;

/// <summary>The functions of this project. Names are stored with every running execution: they must not change.</summary>
internal static class FunctionNames
{
    public const string Orchestrator = "asl-execution";

    public const string Task = "asl-task";

    public const string Advance = "asl-advance";

    public const string Save = "asl-save";

    public const string Close = "asl-close";

    public static readonly string[] Activities = [Task, Advance, Save, Close];
}
