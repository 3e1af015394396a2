namespace FunctionsAsl.Service.Tasks;

/// <summary>A task's start of another execution: the same one however often it is asked for.</summary>
/// <param name="ParentTask">As <see cref="ExecutionRecord.ParentTask"/>.</param>
/// <param name="IsAwaited">Whether the task waits for its end.</param>
/// <param name="Name">The execution's name: the one that the arguments have, else one that follows from the task.</param>
/// <param name="Trace">What it is a part of, where its arguments do not say.</param>
internal readonly record struct ChildStart(Arguments Arguments, string ParentTask, bool IsAwaited, string Name, string? Trace)
{
    public const string Operation = "StartExecution";
    private const string TraceHeader = "traceHeader";

    /// <exception cref="TaskFailedException">The arguments cannot be used.</exception>
    public static ChildStart Of(TaskOrigin origin, Command.RunTask task)
    {
        var arguments = new Arguments(task.Input);
        string parentTask = ParentTaskOf(origin, task);
        return new ChildStart(arguments, parentTask, task.Resource.AwaitsJob, arguments.Text("Name") ?? ResourceName.OfTask(parentTask), origin.TraceOf(task)?.ToHeader());
    }

    /// <exception cref="ApiException">The refusal.</exception>
    public ValueTask<JsonMap> StartAsync(OperationTable operations, CancellationToken cancel)
    {
        JsonMap request = ApiNames.ToRequest(Arguments.Members, Inputs.All[Operation]).With("name", Name);
        request = Trace is null || request.Contains(TraceHeader) ? request : request.With(TraceHeader, Trace);
        return operations.StartChildAsync(request, ParentTask, IsAwaited, cancel);
    }

    /// <summary>What a child execution remembers of the task that started it.</summary>
    public static string ParentTaskOf(TaskOrigin origin, Command.RunTask task) => $"{origin.ExecutionArn}#{task.Id}";
}
