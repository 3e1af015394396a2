namespace FunctionsAsl.Core.Execution;

/// <summary>
/// Where in an execution something happens: a branch, the state entries counted in it, and the attempt at that state.
/// Written <c>3.0</c> in the root branch and <c>2.0.5/1.0</c> in the sixth branch of the root's second state.
/// </summary>
internal readonly record struct Position(string Branch, int Step, int Attempt)
{
    public override string ToString() => string.Create(CultureFree, $"{Branch}{Step}.{Attempt}");

    /// <summary>The branch with this index that a state at this position opens.</summary>
    public string Child(int index) => string.Create(CultureFree, $"{Branch}{Step}.{Attempt}.{index}/");

    /// <summary>Reads a command's id: a position, for timers followed by <c>:</c> and the timer's purpose.</summary>
    /// <exception cref="FormatException">No command ever had such an id.</exception>
    public static Position Parse(string id, out string purpose)
    {
        int colon = id.IndexOf(':', StringComparison.Ordinal);
        purpose = colon < 0 ? "" : id[(colon + 1)..];
        ReadOnlySpan<char> position = colon < 0 ? id : id.AsSpan(0, colon);
        int slash = position.LastIndexOf('/') + 1;
        ReadOnlySpan<char> own = position[slash..];
        int dot = own.IndexOf('.');
        return dot > 0
            && int.TryParse(own[..dot], NumberStyles.None, CultureFree, out int step)
            && int.TryParse(own[(dot + 1)..], NumberStyles.None, CultureFree, out int attempt)
            ? new Position(id[..slash], step, attempt)
            : throw new FormatException($"'{id}' is not the id of a command.");
    }

    private static NumberFormatInfo CultureFree => NumberFormatInfo.InvariantInfo;
}
