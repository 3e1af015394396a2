using FunctionsAsl.Json;
using FunctionsAsl.Unit.Integrations.Http;
using Xunit;

namespace FunctionsAsl.Unit.StateTests;

/// <summary>The request and the response of an HTTP Task, which TRACE shows in the form of DG/test-state-isolation.</summary>
public sealed class HttpRequestTests
{
    private static readonly string State = $$$"""
        {"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"Method":"POST","Authentication":{"ConnectionArn":"{{{HttpApi.Arn.Replace("{0}", "basic", StringComparison.Ordinal)}}}"},
          "ApiEndpoint":"https://api.test/get","Headers":{"definitionHeader":"h1"},"RequestBody":{"message":"Hello"},"QueryParameters":{"queryParam":"q1"}},"End":true}
        """;

    [Theory]
    [InlineData(
        false,
        """{"body":"{\"message\":\"Hello\"}","headers":"[definitionHeader: h1, User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144]","method":"POST","protocol":"https","url":"https://api.test/get?queryParam=q1"}""")]
    [InlineData(
        true,
        """{"body":"{\"message\":\"Hello\",\"shared\":\"connection-body\",\"connectionOnly\":\"body-only\"}","headers":"[definitionHeader: h1, Authorization: Basic b3duZWQtdXNlcjpvd25lZC1wYXNzd29yZA==, x-shared: connection-header, x-secret: private-header, User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144]","method":"POST","protocol":"https","url":"https://api.test/get?queryParam=q1&shared=connection%20query&connectionOnly=query-only"}""")]
    public async Task The_request_is_shown_without_what_the_connection_adds_unless_it_is_asked_for(bool reveals, string expected)
    {
        JsonMap answer = await Answer(new HttpApi.Answer(200, """{"a": 1}"""), ("inspectionLevel", "TRACE"), ("revealSecrets", reveals));
        JsonMap data = (JsonMap)answer["inspectionData"]!;
        Assert.Equal(expected, data["request"]!.ToString());
        Assert.Equal(
            """{"body":"{\"a\": 1}","headers":"[X-One: 1, Content-Type: application/json]","protocol":"https","statusCode":"200","statusMessage":"OK"}""",
            data["response"]!.ToString());
        Assert.Equal("SUCCEEDED", ((JsonString)answer["status"]!).Value);
    }

    [Fact]
    public async Task A_refusal_is_shown_too()
    {
        JsonMap answer = await Answer(new HttpApi.Answer(404, "none", "text/plain"), ("inspectionLevel", "TRACE"));
        Assert.Equal("States.Http.StatusCode.404", ((JsonString)answer["error"]!).Value);
        Assert.Equal(
            """{"body":"none","headers":"[X-One: 1, Content-Type: text/plain]","protocol":"https","statusCode":"404","statusMessage":"Not Found"}""",
            ((JsonMap)answer["inspectionData"]!)["response"]!.ToString());
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("DEBUG")]
    public async Task Other_levels_do_not_show_them(string level)
    {
        JsonMap answer = await Answer(new HttpApi.Answer(200), ("inspectionLevel", level));
        Assert.False(answer["inspectionData"] is JsonMap data && (data.Contains("request") || data.Contains("response")));
    }

    private static async Task<JsonMap> Answer(HttpApi.Answer answer, params (string Name, JsonAny Value)[] more)
    {
        using var api = new HttpApi(answer with { Headers = [("X-One", "1")] });
        await using var test = new StateTest(more: options => options with { FindIntegration = api.Task(options).Find });
        (int status, JsonMap body) = await test.Call(StateTest.Request(State, null, "{}", more));
        Assert.True(status == 200, body.ToString());
        return body;
    }
}
