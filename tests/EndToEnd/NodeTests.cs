using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>What <c>clients/node/client.js</c> sees through <c>@aws-sdk/client-sfn</c>.</summary>
public sealed class NodeTests(Server server) : IClassFixture<Server>
{
    [NodeFact]
    public async Task The_SDK_for_JavaScript_runs_a_machine_to_its_end()
    {
        Outcome outcome = await Tool.RunAsync(
            Tool.StartInfo("node", [Path.Combine(NodeFactAttribute.Packages.Directory, "client.js"), server.Endpoint]));

        Assert.True(outcome.Code == 0, outcome.ToString());
        JsonAny seen = JsonAny.Parse(outcome.Output);
        Assert.Equal("""["[1,4,9]","[16,25]","[]"]""", seen.At("outputs").ToString());
        Assert.Equal("[true,true,true,true]", seen.At("dates").ToString());
        Assert.Equal(Enumerable.Range(1, seen.List("ids").Count).Select(static i => (JsonAny)(long)i), seen.List("ids"));
        Assert.Equal("ExecutionSucceeded", seen.Text("last"));
        Assert.Equal(3, seen.Integer("executions"));
        Assert.Equal("""[{"key":"a","value":"b"}]""", seen.At("tags").ToString());
        Assert.Equal(JsonAny.True, seen.At("updated"));
        Assert.Equal("""["ABORTED","E","C"]""", seen.At("stopped").ToString());
        JsonAny refusal = seen.At("refusal");
        Assert.Equal((JsonAny.True, "StateMachineDoesNotExist"), (refusal.At("isClass"), refusal.Text("name")));
        Assert.StartsWith("State Machine Does Not Exist: 'arn:", refusal.Text("message"), StringComparison.Ordinal);
        Assert.Equal("""["SUCCEEDED","{\"MessageId\":\"m\"}","{\"TopicArn\":\"t\",\"Message\":1}"]""", seen.At("tested").ToString());
        Assert.Equal(
            """{"isClass":true,"message":"Mock result schema validation error: Field 'MessageId' must be a string"}""", seen.At("mismatch").ToString());
    }

    [NodeFact]
    public async Task The_SDK_for_JavaScript_leads_aliases_to_versions()
    {
        Outcome outcome = await Tool.RunAsync(
            Tool.StartInfo("node", [Path.Combine(NodeFactAttribute.Packages.Directory, "versions.js"), server.Endpoint]));

        Assert.True(outcome.Code == 0, outcome.ToString());
        string machine = $"{Api.Account}:stateMachine:node-versions";
        Assert.Equal(
            $$"""
            {"dates":[true,true,true],"execution":["{{machine}}:1","{{machine}}:live"],"alias":[40,60],"versions":["{{machine}}:2","{{machine}}:1"],"aliases":1,"executions":1,"version":["first",true],"refused":["ConflictException","StateMachineDoesNotExist","ConflictException","ConflictException","ValidationException","ResourceNotFound","StateMachineDoesNotExist","ValidationException"],"start":"StateMachineDoesNotExist"}
            """,
            JsonAny.Parse(outcome.Output).ToString());
    }

    [NodeFact]
    public async Task The_SDK_for_JavaScript_redrives()
    {
        Outcome outcome = await Tool.RunAsync(
            Tool.StartInfo("node", [Path.Combine(NodeFactAttribute.Packages.Directory, "redrive.js"), server.Endpoint]));

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(
            """{"date":true,"failed":["FAILED",0,"REDRIVABLE"],"ended":["SUCCEEDED",1,"NOT_REDRIVABLE"],"refused":[true,"ExecutionNotRedrivable","ExecutionDoesNotExist"]}""",
            JsonAny.Parse(outcome.Output).ToString());
    }
}
