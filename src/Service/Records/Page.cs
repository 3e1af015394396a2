namespace FunctionsAsl.Service.Records;

/// <summary>A page of a list; <paramref name="Next"/> is what to pass as <c>after</c> for the next one, or <see langword="null"/> at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
