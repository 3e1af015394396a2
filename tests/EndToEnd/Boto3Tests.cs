using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>What <c>clients/boto3_client.py</c> sees. It also holds every answer against botocore's model of the service.</summary>
public sealed class Boto3Tests(Server server) : IClassFixture<Server>
{
    [Boto3Fact]
    public async Task A_machine_with_every_kind_of_state_lives_and_ends()
    {
        JsonAny seen = await RunAsync("life");

        JsonAny output = seen.At("output");
        Assert.Equal("""{"twice":42}""", output.At("child").At("Output").ToString());
        Assert.Equal("[1,2,3]", output.At("each").ToString());
        Assert.Equal("left", ((JsonString)output.List("both")[0]).Value);
        Assert.Equal(1350, output.At("price").Integer("cents"));
        Assert.Equal(1350, output.At("wrapped").At("Payload").Integer("itemsCents"));
        Assert.Equal("Lambda.ResourceNotFoundException", output.At("missing").Text("Error"));
        Assert.Equal("yes", output.Text("answer"));
        Assert.Equal(JsonAny.True, seen.At("isDate"));
        Assert.Equal(JsonAny.True, seen.At("sameStart"));
        // A Wait and a retry of one second each.
        Assert.True(((JsonNumber)seen.At("lasted")).AsDouble >= 2, seen.At("lasted").ToString());
        Assert.Equal(Enumerable.Range(1, seen.List("ids").Count).Select(static i => (JsonAny)(long)i), seen.List("ids"));
        Assert.Equal("ExecutionSucceeded", seen.Text("last"));
        Assert.Equal("""["FAILED","Refused","n is not positive"]""", seen.At("refused").ToString());
        Assert.Equal("""{"a":"1","b":"2"}""", seen.At("tags").ToString());
        Assert.Equal("""["DELETING","StateMachineDeleting","RUNNING"]""", seen.At("deleting").ToString());
    }

    [Boto3Fact]
    public async Task Paginators_read_everything_once_and_in_order()
    {
        JsonAny seen = await RunAsync("pages");

        // 40 times Pass, Succeed, and the execution's own two.
        Assert.Equal("[20,20,20,20,4]", seen.At("historyPages").ToString());
        Assert.Equal(Enumerable.Range(1, 84).Reverse().Select(static i => (JsonAny)(long)i), seen.List("historyIds"));
        Assert.Equal("[10,10,5]", seen.At("executionPages").ToString());
        Assert.Equal(JsonAny.True, seen.At("newestFirst"));
        Assert.Equal(JsonAny.True, seen.At("machines"));
        Assert.Equal(7, seen.List("activities").Count);
    }

    [Boto3Fact]
    public async Task Refusals_are_the_exceptions_of_the_model()
    {
        JsonAny seen = await RunAsync("errors");

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["same start"] = "none",
                ["other input"] = "ExecutionAlreadyExists",
                ["bad input"] = "InvalidExecutionInput",
                ["bad name"] = "InvalidName",
                ["no machine"] = "StateMachineDoesNotExist",
                ["bad arn"] = "InvalidArn",
                ["no execution"] = "ExecutionDoesNotExist",
                ["no activity"] = "ActivityDoesNotExist",
                ["bad token"] = "InvalidToken",
                ["bad definition"] = "InvalidDefinition",
                ["other machine"] = "StateMachineAlreadyExists",
                ["no resource"] = "ResourceNotFound",
                ["too many tags"] = "TooManyTags",
                ["bad page token"] = "InvalidToken",
                ["missing member"] = "ValidationException",
                ["bad value"] = "ValidationException",
                ["message"] = "State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:none'",
            },
            ((JsonMap)seen).ToDictionary(static member => member.Key, static member => ((JsonString)member.Value).Value));
    }

    [Boto3Fact]
    public async Task Versions_and_aliases_lead_executions_to_what_was_published()
    {
        JsonAny seen = await RunAsync("versions");

        string machine = $"{Api.Account}:stateMachine:boto-versions";
        Assert.Equal($"""["{machine}:2","{machine}:1"]""", seen.At("versions").ToString());
        Assert.Equal("first", seen.Text("first"));
        Assert.Equal(JsonAny.True, seen.At("alias"));
        Assert.Equal($"""["{machine}:live"]""", seen.At("aliases").ToString());
        Assert.Equal(
            $"""[["\"old\"","{machine}:1","{machine}:live"],["\"new\"","{machine}:2","{machine}:live"]]""", seen.At("outputs").ToString());
        Assert.Equal((2L, 2L), (seen.Integer("byVersion"), seen.Integer("byAlias")));
        Assert.Equal($"""["old","{machine}:1"]""", seen.At("child").ToString());
        Assert.Equal(
            """
            {"create":"StateMachineAlreadyExists","publish":"ConflictException","list":"StateMachineDoesNotExist","delete":"ConflictException","alias":"ConflictException","weights":"ValidationException","describe":"ResourceNotFound","aliases":"StateMachineDoesNotExist","drop":"ValidationException"}
            """,
            seen.At("refused").ToString());
        Assert.Equal("StateMachineDoesNotExist", seen.Text("start"));
    }

    [Boto3Fact]
    public async Task Starters_workers_and_readers_do_not_disturb_each_other()
    {
        JsonAny seen = await RunAsync("concurrency");

        Assert.Equal("""{"failures":[],"outputs":true,"takenOnce":true}""", seen.ToString());
    }

    [Boto3Fact]
    public async Task A_poll_for_a_task_waits_for_it()
    {
        JsonAny seen = await RunAsync("long-poll");

        Assert.Equal(
            """
            {"waited":true,"input":"\"late\"","ended":["FAILED","Tired","Too late"],"gaveUp":"ReadTimeoutError","second":"2"}
            """,
            seen.ToString());
    }

    [Boto3Fact]
    public async Task States_are_tested_by_themselves()
    {
        JsonAny seen = await RunAsync("test-state");

        Assert.Equal("""{"output":"\"left\"","nextState":"Other","status":"SUCCEEDED"}""", seen.At("pass").ToString());
        Assert.Equal("SUCCEEDED", seen.Text("function"));
        Assert.Equal("""{"Item": {"a": {"S": "x"}}}""", seen.Text("mocked"));
        Assert.Equal(
            """
            {"output":"[2, 4]","inspectionData":{"input":"{\"items\": [1, 2]}","afterInputPath":"{\"items\": [1, 2]}",
            "afterResultSelector":"[2, 4]","afterResultPath":"[2, 4]","afterItemsPath":"[1, 2]",
            "afterItemSelector":"[{\"value\":1}, {\"value\":2}]","toleratedFailurePercentage":50.0,"maxConcurrency":0},"status":"SUCCEEDED"}
            """.Replace("\n", "", StringComparison.Ordinal),
            seen.At("map").ToString());
        Assert.Equal("""{"retryIndex":0,"retryBackoffIntervalSeconds":12}""", seen.At("retry").At("errorDetails").ToString());
        Assert.Equal(
            ["InvalidDefinition", "ValidationException", "InvalidExecutionInput", "InvalidArn"],
            new[] { "no mock", "bad mock", "bad input", "bad role" }.Select(seen.Text));
    }

    [Boto3Fact]
    public async Task An_execution_is_redriven()
    {
        JsonAny seen = await RunAsync("redrive");

        Assert.Equal("""["FAILED",0,"REDRIVABLE"]""", seen.At("failed").ToString());
        Assert.Equal("""["SUCCEEDED",1,"NOT_REDRIVABLE","Execution is SUCCEEDED and cannot be redriven"]""", seen.At("ended").ToString());
        Assert.Equal(JsonAny.True, seen.At("dates"));
        Assert.Equal("""["ExecutionStarted","ExecutionFailed","ExecutionRedriven","ExecutionSucceeded"]""", seen.At("history").ToString());
        Assert.Equal(
            """{"running":"ExecutionNotRedrivable","succeeded":"ExecutionNotRedrivable","unknown":"ExecutionDoesNotExist","express":"InvalidArn"}""",
            seen.At("refused").ToString());
    }

    /// <summary>What AWS_ENDPOINT_URL leads here (faults.md C15). Services that answer are asked by Terraform before anything else.</summary>
    [Boto3Fact]
    public async Task Other_services_say_who_answers_in_their_own_protocol()
    {
        var seen = (JsonMap)await RunScriptAsync("other_services.py");

        Assert.Equal(
            """{"UserId":"123456789012","Account":"123456789012","Arn":"arn:aws:iam::123456789012:root"}""", seen.At("identity").ToString());
        JsonAny role = Assert.Single(seen.At("roles").List("Roles"));
        Assert.Equal("arn:aws:iam::123456789012:role/functions-asl", role.Text("Arn"));
        foreach ((string asked, JsonAny answer) in seen.Skip(2))
        {
            var error = Assert.IsType<JsonList>(answer);
            Assert.Equal("UnsupportedOperationException", error[0]);
            Assert.StartsWith(
                $"This is FunctionsAsl, and it answers for AWS Step Functions only, not {asked.Trim()}. ",
                ((JsonString)error[1]).Value, StringComparison.Ordinal);
        }
    }

    private async Task<JsonAny> RunAsync(string scenario)
    {
        JsonAny answer = await RunScriptAsync("boto3_client.py", scenario);
        Assert.Empty(answer.List("problems"));
        return answer.At("seen");
    }

    private async Task<JsonAny> RunScriptAsync(string script, params string[] arguments)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "clients", script);
        Outcome outcome = await Tool.RunAsync(Tool.StartInfo("python3", [path, server.Endpoint, .. arguments]));
        Assert.True(outcome.Code == 0, outcome.ToString());
        return JsonAny.Parse(outcome.Output);
    }
}
