namespace FunctionsAsl.Core.States;

/// <summary>
/// Finds out whether a state may read its task token. Hosts have more to do for a task that others may end: one that never gives its
/// token away is spared that.
/// </summary>
internal static class TokenMention
{
    /// <summary>Readings of the context object, and of what is beside it, that have no token.</summary>
    private static readonly string[] Others =
    [
        "$$.Execution", "$$.StateMachine", "$$.State", "$$.Map",
        "$states.context.Execution", "$states.context.StateMachine", "$states.context.State", "$states.context.Map",
        "$states.input", "$states.result", "$states.errorOutput",
    ];

    /// <summary>Whether the state reads the token, or so much of the context object that the token may be in it.</summary>
    public static bool In(JsonMap state)
    {
        string text = state.ToString();
        foreach (string other in Others)
        {
            text = text.Replace(other, "", StringComparison.Ordinal);
        }

        return text.Contains("$$", StringComparison.Ordinal) || text.Contains("$states", StringComparison.Ordinal);
    }
}
