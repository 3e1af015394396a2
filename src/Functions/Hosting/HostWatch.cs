using System.Net.Sockets;
using FunctionsAsl.Functions.Logging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>
/// Ends the worker when the Functions host that started it is gone. A host that was killed ends nobody, and what it left would go on
/// with what others have taken over by now.
/// </summary>
/// <param name="isThere">Whether the host answers.</param>
/// <param name="end">Ends the process.</param>
internal sealed class HostWatch(
    Func<CancellationToken, Task<bool>> isThere, Action end, TimeProvider clock, ILogger<HostWatch> log) : BackgroundService
{
    /// <summary>The worker's setting for the address of the host, as <c>http://127.0.0.1:50051</c>.</summary>
    public const string EndpointSetting = "Functions:Worker:HostEndpoint";

    /// <summary>How often the host is looked for.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How often in a row it must not have answered: twice this long is below 30 seconds.</summary>
    private const int MostMisses = 2;

    /// <summary>Whether something listens there. The connection is ended at once.</summary>
    public static async Task<bool> Listens(Uri endpoint, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        int misses = 0;
        while (misses < MostMisses)
        {
            await Task.Delay(Period, clock, stoppingToken);
            misses = await isThere(stoppingToken) ? 0 : misses + 1;
        }

        log.HostGone();
        end();
    }
}
