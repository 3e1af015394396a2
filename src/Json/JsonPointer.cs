namespace FunctionsAsl.Json;

/// <summary>Places in a JSON document as texts say them (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>A name as a step of a pointer.</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The name that a step of a pointer means.</summary>
    public static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>The place of a member, as <c>/States/a~1b</c>.</summary>
    public static string Join(string place, string name) => $"{place}/{Escape(name)}";

    /// <summary>The place of an item.</summary>
    public static string Join(string place, int index) => $"{place}/{index}";
}
