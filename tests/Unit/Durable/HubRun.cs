using System.Text;
using FunctionsAsl.Durable;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Support.TaskHub;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

/// <summary>The durable host over a hub, as tests use it that let everything run.</summary>
internal static class HubRun
{
    /// <summary>Calls an operation, which succeeds.</summary>
    public static async Task<JsonMap> CallAsync(this DurableService service, string operation, JsonMap request)
    {
        ApiResponse answer = await service.Service.InvokeAsync(
            "AWSStepFunctions." + operation, Encoding.UTF8.GetBytes(request.ToString()), CancellationToken.None);
        Assert.True(answer.Status == 200, Encoding.UTF8.GetString(answer.Body.Span));
        return (JsonMap)JsonAny.Parse(answer.Body.Span);
    }

    /// <summary>Lets everything happen that will.</summary>
    public static async Task EndAsync(this DurableHub hub, VirtualClock clock)
    {
        do
        {
            while (hub.HasWork || hub.RunningActivities > 0)
            {
                if (!hub.Step())
                {
                    await Task.Delay(1);
                }
            }
        }
        while (clock.MoveToNext());
        Assert.Empty(hub.Failures);
    }
}
