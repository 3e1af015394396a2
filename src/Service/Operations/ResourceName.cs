using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Service.Operations;

/// <summary>The rule for names of state machines, executions and activities (API/API_CreateStateMachine).</summary>
internal static class ResourceName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>{}[]?*\"#%\\^|~`$&,;:/\uFFFE\uFFFF");

    /// <summary>The name of what a task starts, if it does not name it: the same however often it is asked for.</summary>
    /// <param name="parentTask">As <see cref="ExecutionRecord.ParentTask"/>.</param>
    public static string OfTask(string parentTask) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(parentTask)).AsSpan(0, 16), bigEndian: true).ToString();

    /// <exception cref="ApiException">InvalidName</exception>
    public static void Check(string name)
    {
        if (name.AsSpan().ContainsAny(Forbidden) || name.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c)))
        {
            throw new ApiException("InvalidName", $"Invalid Name: '{name}'");
        }
    }
}
