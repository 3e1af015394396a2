using DurableTask.Core;
using DurableTask.Core.Exceptions;

namespace FunctionsAsl.Cluster.Adapters;

/// <summary>One of this project's activities, as the engine calls it.</summary>
/// <param name="cut">Cancelled when the process ends.</param>
internal sealed class EngineActivity(Func<string, CancellationToken, Task<string>> run, CancellationToken cut) : TaskActivity
{
    public override async Task<string> RunAsync(TaskContext context, string input)
    {
        try
        {
            return Envelope.Seal(await run(Envelope.Open(input), cut));
        }
        catch (Exception e) when (cut.IsCancellationRequested)
        {
            // Given back: another process runs it again.
            throw new SessionAbortedException("The process ends.", e);
        }
    }

    /// <summary>The engine does not call it.</summary>
    public override string Run(TaskContext context, string input) => throw new NotSupportedException();
}
