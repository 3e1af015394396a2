namespace FunctionsAsl.Durable.Engine;

/// <summary>Pauses between looks at something that will have changed.</summary>
internal static class Pause
{
    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
