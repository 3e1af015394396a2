namespace FunctionsAsl.Service.Driver;

/// <summary>Pauses between attempts, or looks at something that will have changed: each is twice as long as the one before.</summary>
public static class Backoff
{
    /// <summary>The pause after <paramref name="pause"/>, no longer than <paramref name="longest"/>.</summary>
    public static TimeSpan After(TimeSpan pause, TimeSpan longest) => Shorter(pause * 2, longest);

    public static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
