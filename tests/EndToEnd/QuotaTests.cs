using System.Net;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

public sealed class QuotaTests
{
    [Fact]
    public async Task No_more_executions_run_than_may_and_those_that_ran_before_a_kill_count()
    {
        var server = new Server { Quotas = "OpenExecutions=1" };
        try
        {
            await server.InitializeAsync();
            string machine, first;
            using (Api api = server.Connect())
            {
                machine = await api.CreateAsync("m", """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""");
                first = await api.StartAsync(machine, "first");
                await AssertFullAsync(api, machine);
            }

            await server.KillAsync();
            await server.InitializeAsync();
            using (Api api = server.Connect())
            {
                await AssertFullAsync(api, machine);
                await api.CallAsync("StopExecution", ("executionArn", first));
                await api.StartAsync(machine, "second");
                await AssertFullAsync(api, machine);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task AssertFullAsync(Api api, string machine)
    {
        (HttpStatusCode status, JsonMap answer) = await api.SendAsync(
            "StartExecution", JsonMap.Of(("stateMachineArn", machine), ("name", "other")).ToUtf8());
        Assert.Equal((HttpStatusCode.BadRequest, "ExecutionLimitExceeded"), (status, answer.Text("__type")));
    }
}
