using Microsoft.Extensions.Hosting;

namespace FunctionsAsl;

/// <summary>Has executions go on when the app starts, and be left in order when it stops.</summary>
internal sealed class StepFunctionsHost(StepFunctions service) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => service.RecoverAsync().WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        service.EndPolls();
        return Task.CompletedTask;
    }
}
