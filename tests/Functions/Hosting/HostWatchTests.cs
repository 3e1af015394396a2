using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>Issue 12, A8: a worker whose host was killed ends within 30 seconds.</summary>
public sealed class HostWatchTests
{
    [Fact]
    public async Task A_worker_ends_when_its_host_does_not_answer_twice_in_a_row()
    {
        var clock = new VirtualClock();
        DateTimeOffset start = clock.GetUtcNow();
        // It stumbles once, and is killed later.
        var answers = new Queue<bool>([true, false, true, false, false]);
        DateTimeOffset? ended = null;
        using var watch = new HostWatch(
            _ => Task.FromResult(answers.Dequeue()), () => ended = clock.GetUtcNow(), clock, NullLogger<HostWatch>.Instance);
        await watch.StartAsync(default);
        while (!watch.ExecuteTask!.IsCompleted)
        {
            if (!clock.MoveToNext())
            {
                // It has not come to its next wait yet.
                await Task.Yield();
            }
        }

        await watch.ExecuteTask!;
        Assert.Equal(start + (5 * HostWatch.Period), ended);
        Assert.Empty(answers);
        // Just after it was asked for, the host is killed; twice it takes all the time there is to find that out.
        Assert.InRange(2 * (HostWatch.Period + HostWatch.Patience), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_looks_no_more()
    {
        bool ended = false;
        using var watch = new HostWatch(
            static _ => Task.FromResult(false), () => ended = true, new VirtualClock(), NullLogger<HostWatch>.Instance);
        await watch.StartAsync(default);
        await watch.StopAsync(default);
        Assert.False(ended);
    }

    [Fact]
    public async Task A_host_is_there_while_it_listens()
    {
        using var host = new TcpListener(IPAddress.Loopback, 0);
        host.Start();
        var endpoint = new Uri($"http://{host.LocalEndpoint}");
        Assert.True(await HostWatch.Listens(endpoint, default));
        host.Stop();
        Assert.False(await HostWatch.Listens(endpoint, default));
    }

    [Theory]
    [InlineData("http://127.0.0.1:50051", 1)]
    [InlineData(null, 0)]
    public void It_watches_the_host_that_it_was_told_of(string? endpoint, int watches)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new(HostWatch.EndpointSetting, endpoint)]).Build();
        using ServiceProvider provider = new ServiceCollection().AddLogging().AddHostWatch(configuration).BuildServiceProvider();
        Assert.Equal(watches, provider.GetServices<IHostedService>().OfType<HostWatch>().Count());
    }
}
