using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>APIs behind API Gateway, and models of Bedrock.</summary>
public sealed class ApiGatewayTests
{
    private const string Invoke = "arn:aws:states:::apigateway:invoke";
    private const string Host = "abc.execute-api.us-east-1.amazonaws.com";

    [Fact]
    public async Task An_API_is_called_by_its_path_and_answers()
    {
        var api = new Services(201, """{"bills":[1]}""", ("X-A", "1"));
        await using TaskFixture fixture = api.Fixture();
        JsonMap ended = await fixture.Run(Machine(Invoke, $$$"""
            {"ApiEndpoint":"{{{Host}}}","Method":"POST","Stage":"prod","Path":"/bills/a+b","QueryParameters":{"q":["1","x&y"]},
             "Headers":{"X-H":["h"],"Content-Type":["text/x"]},"RequestBody":{"n":1},"AuthType":"NO_AUTH"}
            """));
        Assert.Equal("POST http://aws.test:4566/prod/bills/a%2Bb?q=1&q=x%26y", api.Line);
        Assert.Equal((Host, "h", "text/x"), (api.Headers["Host"], api.Headers["X-H"], api.Headers["Content-Type"]));
        Assert.False(api.Headers.ContainsKey("Authorization"));
        Assert.Equal("""{"n":1}""", api.Body);
        var output = (JsonMap)Output(ended);
        Assert.Equal(["Headers", "ResponseBody", "StatusCode", "StatusText"], output.Select(static m => m.Key));
        Assert.Equal(JsonAny.Parse("""{"bills":[1]}"""), output["ResponseBody"]);
        Assert.Equal((JsonAny.Parse("201"), JsonAny.Parse("""["1"]""")), (output["StatusCode"], ((JsonMap)output["Headers"]!)["X-A"]));
    }

    [Fact]
    public async Task A_call_is_signed_where_the_API_asks_for_it()
    {
        var api = new Services(200, "text");
        await using TaskFixture fixture = api.Fixture();
        JsonMap ended = await fixture.Run(
            Machine(Invoke, $$"""{"ApiEndpoint":"{{Host}}","Method":"GET","Path":"p","AuthType":"IAM_ROLE"}"""));
        Assert.Contains("/us-east-1/execute-api/aws4_request", api.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal("text", Text(Output(ended), "ResponseBody"));
    }

    [Fact]
    public async Task What_is_no_success_is_an_error_with_its_status()
    {
        await using TaskFixture fixture = new Services(403, """{"message":"no"}""").Fixture();
        JsonMap ended = await fixture.Run(Machine(Invoke, $$"""{"ApiEndpoint":"{{Host}}","Method":"GET"}"""));
        Assert.Equal(("ApiGateway.403", """{"message":"no"}"""), (Text(ended, "error"), Text(ended, "cause")));
    }

    [Theory]
    [InlineData(""" "Headers":{"Authorization":["x"]} """, "[The value of the field 'Headers' has an invalid format]")]
    [InlineData(""" "Headers":{"x-amzn-a":["x"]} """, "[The value of the field 'Headers' has an invalid format]")]
    [InlineData(""" "Headers":{"A":"x"} """, "[The value of the field 'Headers' has an invalid format]")]
    [InlineData(""" "QueryParameters":{"A":"x"} """, "[The value of the field 'QueryParameters' has an invalid format]")]
    [InlineData(""" "AuthType":"IAM" """, "[The field 'AuthType' should have one of these values: [NO_AUTH, IAM_ROLE, RESOURCE_POLICY]]")]
    [InlineData(""" "ApiEndpoint":"a/b" """, "[The value of the field 'ApiEndpoint' has an invalid format]")]
    public async Task Arguments_that_cannot_be_are_refused(string argument, string problem)
    {
        var api = new Services(200, "{}");
        await using TaskFixture fixture = api.Fixture();
        string host = argument.Contains("ApiEndpoint", StringComparison.Ordinal) ? "" : $$""" "ApiEndpoint":"{{Host}}", """;
        JsonMap ended = await fixture.Run(Machine(Invoke, $$"""{{{host}}"Method":"GET",{{argument}}}"""));
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.EndsWith(problem, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Null(api.Line);
    }

    [Fact]
    public async Task AWS_itself_is_called_only_where_that_is_allowed_and_at_its_own_names()
    {
        var api = new Services(200, "{}");
        await using (TaskFixture fixture = api.Fixture(new(StringComparer.Ordinal)))
        {
            JsonMap ended = await fixture.Run(Machine(Invoke, $$"""{"ApiEndpoint":"{{Host}}","Method":"GET"}"""));
            Assert.Contains("has no endpoint", Text(ended, "cause"), StringComparison.Ordinal);
            Assert.Null(api.Line);
        }

        await using TaskFixture allowed = api.Fixture(new(StringComparer.Ordinal) { ["ASL_ALLOW_AWS"] = "true" });
        JsonMap refused = await allowed.Run(Machine(Invoke, """{"ApiEndpoint":"evil.test","Method":"GET"}"""));
        Assert.Equal("States.Runtime", Text(refused, "error"));
        Assert.Null(api.Line);
        await allowed.Create("n", Machine(Invoke, $$"""{"ApiEndpoint":"{{Host}}","Method":"GET","Stage":"s"}"""));
        await allowed.End(await allowed.Start("n"));
        Assert.Equal($"GET https://{Host}/s", api.Line);
    }

    [Fact]
    public async Task A_model_is_given_JSON_and_gives_JSON()
    {
        var bedrock = new Services(200, """{"results":[{"outputText":"t"}]}""", ("Content-Type", "application/json"));
        await using TaskFixture fixture = bedrock.Fixture();
        JsonMap ended = await fixture.Run(
            Machine("arn:aws:states:::bedrock:invokeModel", """{"ModelId":"m","Body":{"inputText":"i"}}"""));
        Assert.Equal("POST http://aws.test:4566/model/m/invoke", bedrock.Line);
        Assert.Equal("""{"inputText":"i"}""", bedrock.Body);
        Assert.Equal(JsonAny.Parse("""{"results":[{"outputText":"t"}]}"""), ((JsonMap)Output(ended))["Body"]);
    }

    [Fact]
    public async Task A_part_of_a_cluster_is_found_by_its_name()
    {
        JobServices emr = new JobServices()
            .With("ListInstanceFleets", """{"InstanceFleets":[{"Id":"a","Name":"other"}],"Marker":"2"}""", """{"InstanceFleets":[{"Id":"b","Name":"core"}]}""")
            .With("ModifyInstanceFleet", "");
        await using TaskFixture fixture = emr.Fixture();
        JsonMap ended = await fixture.Run(Machine(
            "arn:aws:states:::elasticmapreduce:modifyInstanceFleetByName",
            """{"ClusterId":"j","InstanceFleetName":"core","InstanceFleet":{"TargetOnDemandCapacity":8}}"""));
        Assert.Equal("SUCCEEDED", Text(ended, "status"));
        Assert.Equal(["""{"ClusterId":"j"}""", """{"ClusterId":"j","Marker":"2"}"""], emr.Of("ListInstanceFleets"));
        Assert.Equal("""{"ClusterId":"j","InstanceFleet":{"TargetOnDemandCapacity":8,"InstanceFleetId":"b"}}""", Assert.Single(emr.Of("ModifyInstanceFleet")));
    }
}
