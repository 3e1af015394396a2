using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Service.Operations;

/// <summary>The rule for names of state machines, executions and activities (API/API_CreateStateMachine).</summary>
internal static class ResourceName
{
    private const int Longest = 80;

    // U+FFFD is what half a surrogate pair is read as; neither half is allowed.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>{}[]?*\"#%\\^|~`$&,;:/\uFFFD\uFFFE\uFFFF");

    /// <summary>The name of what a task starts, if it does not name it: the same however often it is asked for.</summary>
    /// <param name="parentTask">As <see cref="ExecutionRecord.ParentTask"/>.</param>
    public static string OfTask(string parentTask) => Hash(parentTask);

    /// <summary>The name of what a rule starts for one event, message or time: the same however often that comes.</summary>
    /// <param name="rule">The rule's name, which may stand in a name.</param>
    /// <param name="id">Tells what came from all else that the rule is for.</param>
    public static string OfRule(string rule, string id)
    {
        string name = $"{rule}-{id}";
        return name.Length <= Longest && IsName(name) ? name : Hash(name);
    }

    private static string Hash(string text) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true).ToString();

    /// <exception cref="ApiException">InvalidName</exception>
    public static void Check(string name)
    {
        if (!IsName(name))
        {
            throw new ApiException("InvalidName", $"Invalid Name: '{name}'");
        }
    }

    private static bool IsName(string name) =>
        !name.AsSpan().ContainsAny(Forbidden) && !name.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c));
}
