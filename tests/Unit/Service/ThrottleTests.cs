using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Service;

public sealed class ThrottleTests : IAsyncDisposable
{
    private readonly VirtualClock _clock = new();
    private readonly InProcessService _service;

    public ThrottleTests() => _service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions
    {
        Service = new ServiceOptions
        {
            Clock = _clock,
            Throttle = new Throttle(new Dictionary<string, ThrottleQuota> { ["ListActivities"] = new(3, 2) }, _clock),
        },
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_bucket_empties_and_refills_at_its_rate()
    {
        Assert.Equal(["", "", "", "ThrottlingException"], await Call("ListActivities", 4));
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(["ThrottlingException"], await Call("ListActivities", 1));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["", "ThrottlingException"], await Call("ListActivities", 2));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["", "", "", "ThrottlingException"], await Call("ListActivities", 4));
        Assert.All(await Call("ListStateMachines", 10), Assert.Empty);
    }

    [Fact]
    public async Task People_are_told_to_come_later()
    {
        var service = InProcessService.Create(new MemoryStore(), new TaskRunnerOptions
        {
            Service = new ServiceOptions
            {
                Throttle = new Throttle(new Dictionary<string, ThrottleQuota> { ["ListStateMachines"] = new(0, 0) }, _clock),
            },
        });
        HttpAnswer answer = await new Routes(service.Service).DispatchAsync(
            new HttpCall("GET", "/api/state-machines", "", static _ => null, default), CancellationToken.None);
        Assert.Equal(429, answer.Status);
        await service.DisposeAsync();
    }

    private async Task<string[]> Call(string operation, int times)
    {
        var errors = new string[times];
        for (int i = 0; i < times; i++)
        {
            errors[i] = (await _service.Service.InvokeAsync("AWSStepFunctions." + operation, "{}"u8.ToArray(), CancellationToken.None)).ErrorType ?? "";
        }

        return errors;
    }
}
