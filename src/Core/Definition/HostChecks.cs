namespace FunctionsAsl.Core.Definition;

/// <summary>What a host knows of what definitions name, and the language does not.</summary>
public sealed record HostChecks
{
    /// <summary>Of a host of which nothing is known: whatever is named may be there.</summary>
    public static HostChecks None { get; } = new();

    /// <summary>Says why there is no such service integration, which the definition is refused for; <see langword="null"/> where there is.</summary>
    public Func<TaskResource.Integration, string?> Integration { get; init; } = static _ => null;

    /// <summary>Says why this host reads no files of an InputType, as <c>PARQUET</c>; <see langword="null"/> where it does. A warning.</summary>
    public Func<string, string?> InputType { get; init; } = static _ => null;
}
