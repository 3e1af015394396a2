namespace FunctionsAsl.Service.Tasks;

/// <summary>How often a job of another service is looked at: soon at first, and less and less often the longer it takes.</summary>
public static class JobPace
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>How long it is between two looks at a job that takes long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before the next look: as long as it was waited for already, so that the pauses double.</summary>
    public static TimeSpan Pause(TimeSpan waited) => Pause(waited, Shortest, Longest);

    /// <inheritdoc cref="Pause(TimeSpan)"/>
    public static TimeSpan Pause(TimeSpan waited, TimeSpan shortest, TimeSpan longest) =>
        waited < shortest ? shortest : waited > longest ? longest : waited;
}
