namespace FunctionsAsl.Serving;

/// <summary>What the process answers its caller.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The workflow failed, or the program did.</summary>
    public const int Failure = 1;

    /// <summary>The definition or the command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>It was interrupted, as shells say it of a process that Ctrl+C has ended.</summary>
    public const int Interrupted = 130;
}
