using FunctionsAsl.Durable.Activities;

namespace FunctionsAsl.Durable.Engine;

/// <summary>Map Runs that run: how they stand, and how they are changed.</summary>
internal sealed class RunningMapRuns(ExecutionStore executions, IOrchestrationClient client, Delivery delivery, Launcher launcher)
{
    /// <summary>How a run stands, as its orchestration shows it; before that has begun, as it begins.</summary>
    public async ValueTask<MapRunFigures?> Read(string arn, CancellationToken cancel)
    {
        if (await executions.Find(arn, cancel) is not { IsRunning: true } run)
        {
            return null;
        }

        OrchestrationInstance? instance = await client.Find(run.InstanceId(arn), cancel);
        return InstanceStatus.Parse(instance?.CustomStatus).MapRun
            ?? (await launcher.Begin(run, cancel) is var (_, _, step) ? step.State.MapRun : null);
    }

    /// <returns>Whether it runs.</returns>
    public async ValueTask<bool> Update(string arn, OrchestrationMessage.UpdateMapRun update, CancellationToken cancel)
    {
        if (await executions.Find(arn, cancel) is not { IsRunning: true } run)
        {
            return false;
        }

        await delivery.Send(run.InstanceId(arn), update.ToText(), cancel);
        return true;
    }
}
