namespace FunctionsAsl.Integrations.Http;

/// <summary>A header, or a parameter of a query or form.</summary>
/// <param name="IsSecret">Whether it comes from the connection: whoever may not see secrets does not see it.</param>
internal readonly record struct HttpField(string Name, string Value, bool IsSecret = false)
{
    /// <summary>Whether it can stand in a header: what ends a line would begin another header.</summary>
    public bool IsHeader => Name.Length > 0
        && Name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal))
        && !Value.Any(static c => char.IsControl(c) && c != '\t');

    public bool Is(string header) => Name.Equals(header, StringComparison.OrdinalIgnoreCase);
}
