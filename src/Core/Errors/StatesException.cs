namespace FunctionsAsl.Core.Errors;

/// <summary>
/// Something in a state's data made it fail: the error name and text that AWS gives. The machine turns it into
/// the state's failure; it never leaves the core.
/// </summary>
public sealed class StatesException(string error, string cause) : Exception(cause)
{
    /// <summary>The error name, as <c>States.Runtime</c>.</summary>
    public string Error { get; } = error;

    /// <summary>The text, without the prefix that names the state.</summary>
    public string Cause => Message;

    /// <summary>AWS gives the text as it is, without the prefix that names the state.</summary>
    public bool NamesNoState { get; init; }

    /// <summary>The field whose JSONata expression failed, as <c>Output/total</c>; <see langword="null"/> where AWS names none.</summary>
    public string? Location { get; init; }
}
