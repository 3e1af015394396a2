using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>A task is given to a worker that is there (faults.md R10): what a lost one was given, the next gets at once, and no time-out later.</summary>
public sealed class PollTests(Server server) : IClassFixture<Server>
{
    private const int Times = 25;

    /// <summary>When the worker goes.</summary>
    public enum Leaves
    {
        /// <summary>It has waited, and the server knows that it has gone.</summary>
        LongBefore,

        /// <summary>It has waited, and the task comes at that moment.</summary>
        AsTheTaskComes,

        /// <summary>There is a task already: it goes as soon as it has asked.</summary>
        AsItIsAnswered,
    }

    public static IEnumerable<object[]> Ways =>
        from leaves in Enum.GetValues<Leaves>() from isReset in new[] { false, true } select new object[] { leaves, isReset };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_task_goes_to_the_next_worker_when_one_has_gone(Leaves leaves, bool isReset)
    {
        using Api api = server.Connect();
        string name = $"{leaves}-{isReset}";
        string activity = (await api.CallAsync("CreateActivity", ("name", name))).Text("activityArn");
        string machine = await api.CreateAsync(
            name, """{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"@","End":true}}}""".Replace("@", activity, StringComparison.Ordinal));
        string body = JsonObject.Of(("activityArn", activity)).ToString();
        string poll = $"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.GetActivityTask\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        for (int i = 0; i < Times; i++)
        {
            var lost = new RawConnection(server.Endpoint);
            string execution = "";
            if (leaves == Leaves.AsItIsAnswered)
            {
                execution = await api.StartAsync(machine, $"e{i}");
            }

            await lost.SendAsync(poll);
            if (leaves != Leaves.AsItIsAnswered)
            {
                // What is asked on a later connection is answered when the poll has been read, all but always.
                await api.CallAsync("ListActivities");
            }

            lost.Leave(isReset);
            if (leaves == Leaves.LongBefore)
            {
                await api.CallAsync("ListActivities");
            }

            if (leaves != Leaves.AsItIsAnswered)
            {
                execution = await api.StartAsync(machine, $"e{i}");
            }

            string token = (await api.CallAsync("GetActivityTask", ("activityArn", activity))).Text("taskToken");
            await api.CallAsync("SendTaskSuccess", ("taskToken", token), ("output", "{}"));
            Assert.Equal("SUCCEEDED", (await api.WhenEndedAsync(execution)).Text("status"));
        }
    }
}
