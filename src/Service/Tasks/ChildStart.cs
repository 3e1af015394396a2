using System.Security.Cryptography;
using System.Text;

namespace FunctionsAsl.Service.Tasks;

/// <summary>A task's start of another execution: the same one however often it is asked for.</summary>
/// <param name="ParentTask">As <see cref="ExecutionRecord.ParentTask"/>.</param>
/// <param name="Name">The execution's name: the one that the arguments have, else one that follows from the task.</param>
internal readonly record struct ChildStart(Arguments Arguments, string ParentTask, string Name)
{
    public const string Operation = "StartExecution";

    /// <exception cref="TaskFailedException">The arguments cannot be used.</exception>
    public static ChildStart Of(TaskOrigin origin, Command.RunTask task)
    {
        var arguments = new Arguments(task.Input);
        string parentTask = ParentTaskOf(origin, task);
        return new ChildStart(arguments, parentTask, arguments.Text("Name") ?? NameOf(parentTask));
    }

    /// <exception cref="ApiException">The refusal.</exception>
    public ValueTask<JsonObject> StartAsync(OperationTable operations, CancellationToken cancel) => operations.StartChildAsync(
        ApiNames.ToRequest(Arguments.Members, Inputs.All[Operation]).With("name", Name), ParentTask, cancel);

    /// <summary>What a child execution remembers of the task that started it.</summary>
    public static string ParentTaskOf(TaskOrigin origin, Command.RunTask task) => $"{origin.ExecutionArn}#{task.Id}";

    /// <summary>The name of an execution that the task does not name.</summary>
    public static string NameOf(string parentTask) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(parentTask)).AsSpan(0, 16), bigEndian: true).ToString();
}
