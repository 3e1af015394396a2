using Microsoft.Extensions.Hosting;

namespace FunctionsAsl;

/// <summary>Has executions go on when the app starts, and be left in order when it stops.</summary>
internal sealed class StepFunctionsHost(StepFunctions service) : IHostedLifecycleService
{
    public Task StartAsync(CancellationToken cancellationToken) => service.RecoverAsync().WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        service.EndPolls();
        return Task.CompletedTask;
    }

    // While what its handlers ask for is there still: without it they would fail, and their executions with them.
    public Task StoppedAsync(CancellationToken cancellationToken) => service.DisposeAsync().AsTask();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
