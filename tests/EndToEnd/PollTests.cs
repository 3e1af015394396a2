using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>A task is given to a worker that is there (faults.md R10): what a lost one was given, the next gets at once, and no time-out later.</summary>
public sealed class PollTests(Server server) : IClassFixture<Server>
{
    private const int Times = 25;

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task A_task_goes_to_the_next_worker_when_one_that_waited_has_gone(bool isNoticed, bool isReset)
    {
        using Api api = server.Connect();
        (string activity, string machine, string poll) = await CreateAsync(api, $"waited-{isNoticed}-{isReset}");
        for (int i = 0; i < Times; i++)
        {
            using var lost = new RawConnection(server.Endpoint);
            await lost.SendAsync(poll);
            // What is asked later is answered when the poll has been read, all but always; if not, the worker has gone all the same.
            await api.CallAsync("ListActivities");
            lost.Leave(isReset);
            if (isNoticed)
            {
                await api.CallAsync("ListActivities");
            }

            await FinishAsync(api, activity, await api.StartAsync(machine, $"e{i}"));
        }
    }

    /// <summary>What was sent comes with the end of the connection: by the time of the answer the server can know.</summary>
    [UnixFact]
    public async Task A_task_that_is_there_goes_to_the_next_worker_when_one_has_asked_and_gone()
    {
        using Api api = server.Connect();
        (string activity, string machine, string poll) = await CreateAsync(api, "asked");
        for (int i = 0; i < Times; i++)
        {
            string execution = await api.StartAsync(machine, $"e{i}");
            using var lost = new RawConnection(server.Endpoint);
            lost.HoldBack();
            await lost.SendAsync(poll);
            lost.Leave(isReset: false);
            await FinishAsync(api, activity, execution);
        }
    }

    private static async Task<(string Activity, string Machine, string Poll)> CreateAsync(Api api, string name)
    {
        string activity = (await api.CallAsync("CreateActivity", ("name", name))).Text("activityArn");
        string machine = await api.CreateAsync(
            name, """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"@","End":true}}}""".Replace("@", activity, StringComparison.Ordinal));
        string body = JsonMap.Of(("activityArn", activity)).ToString();
        return (activity, machine,
            $"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.GetActivityTask\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Does the task of an execution.</summary>
    private static async Task FinishAsync(Api api, string activity, string execution)
    {
        string token = (await api.CallAsync("GetActivityTask", ("activityArn", activity))).Text("taskToken");
        await api.CallAsync("SendTaskSuccess", ("taskToken", token), ("output", "{}"));
        Assert.Equal("SUCCEEDED", (await api.WhenEndedAsync(execution)).Text("status"));
    }
}
