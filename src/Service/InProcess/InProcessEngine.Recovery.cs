namespace FunctionsAsl.Service.InProcess;

/// <content>What comes back from the store when the process starts.</content>
public sealed partial class InProcessEngine
{
    /// <summary>Brings all running executions back. Requests may come in meanwhile.</summary>
    public async Task RecoverAsync()
    {
        List<string> deleting = [];
        string? after = null;
        do
        {
            Page<StateMachineRecord> machines = await Machines.List("", after, 1000, CancellationToken.None);
            foreach (StateMachineRecord machine in machines.Items.Where(static m => m.IsDeleting))
            {
                _deleting[machine.Arn] = true;
                deleting.Add(machine.Arn);
            }

            after = machines.Next;
        }
        while (after is not null);

        await _resting.StartAsync();
        foreach (string arn in await Store.ListAwake())
        {
            if (_recoveryEnds.IsCancellationRequested)
            {
                return;
            }

            try
            {
                if (await OpenAsync(arn) is { } execution)
                {
                    await StopIfUnawaitedAsync(execution);
                }
            }
            catch (FormatException)
            {
                // Reported when it was read (Lost).
            }
            catch (Exception e)
            {
                Report($"recovering {arn}", e);
            }
        }

        try
        {
            await _express.RecoverAsync(_recoveryEnds.Token, _stopping.Token);
        }
        catch (OperationCanceledException) when (_recoveryEnds.IsCancellationRequested)
        {
            // They come back after the next start.
        }
        catch (Exception e)
        {
            Report("recovering Express executions", e);
        }

        _expired?.Sweep();
        // Last: one may have very many executions that wait.
        foreach (string arn in deleting)
        {
            try
            {
                await TellDeletedAsync(arn, await Store.ListRunning(arn, int.MaxValue), _recoveryEnds.Token);
            }
            catch (OperationCanceledException) when (_recoveryEnds.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Report($"deleting {arn}", e);
            }
        }
    }

    /// <summary>Has <see cref="RecoverAsync"/> come to an end: what it has not brought back comes back after the next start.</summary>
    public void EndRecovery() => _recoveryEnds.Cancel();
}
