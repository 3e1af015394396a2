using System.Buffers;

namespace FunctionsAsl.Service.Operations;

/// <summary>The rule for names of state machines, executions and activities (API/API_CreateStateMachine).</summary>
internal static class ResourceName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>{}[]?*\"#%\\^|~`$&,;:/\uFFFE\uFFFF");

    /// <exception cref="ApiException">InvalidName</exception>
    public static void Check(string name)
    {
        if (name.AsSpan().ContainsAny(Forbidden) || name.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c)))
        {
            throw new ApiException("InvalidName", $"Invalid Name: '{name}'");
        }
    }
}
