namespace FunctionsAsl.Conformance;

/// <summary>The service that the cases are run against.</summary>
public static class Targets
{
    public static StartTarget Current { get; } = InProcessTarget.Start;
}
