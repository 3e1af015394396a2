using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations.Http;

/// <summary>HTTP Tasks; what AWS did is from ST http_connections.</summary>
public sealed class HttpTaskTests
{
    private const string Form = ""","Headers":{"content-type":"application/x-www-form-urlencoded"},"RequestBody":{"shared":"task-body","items":["red green","blue+gold"],"nested":{"enabled":true,"count":2}},"Transform":{"RequestBodyEncoding":"URL_ENCODED","RequestEncodingOptions":{"ArrayFormat":"FORMAT"}}""";

    [Fact]
    public async Task The_result_has_headers_body_and_status()
    {
        using var api = new HttpApi(new HttpApi.Answer(200, """{"a": 1.0}""", "application/json; charset=utf-8", ("X-One", "1"), ("x-one", "2")));
        JsonMap ended = await api.Run("key");
        Assert.Equal(
            """{"Headers":{"X-One":["1","2"],"Content-Type":["application/json; charset=utf-8"]},"ResponseBody":{"a":1.0},"StatusCode":200,"StatusText":"OK"}""",
            Output(ended).ToString());
    }

    [Fact]
    public async Task What_the_connection_adds_wins()
    {
        using var api = new HttpApi(new HttpApi.Answer(200, "{}"));
        await api.Run(
            "basic",
            ""","Headers":{"x-shared":"task-header","x-task-only":"task-only"},"QueryParameters":{"shared":"task query","taskOnly":"a+b & c"},"RequestBody":{"shared":{"nested":"task-body"},"taskOnly":[1,"two"],"nested":{"a":"b"}}""",
            "POST");
        HttpApi.Seen seen = Assert.Single(api.Requests);
        Assert.Equal("POST https://api.test/v1/things?taskOnly=a%2Bb%20%26%20c&shared=connection%20query&connectionOnly=query-only", seen.Line);
        Assert.Equal("""{"shared":"connection-body","taskOnly":[1,"two"],"nested":{"a":"b"},"connectionOnly":"body-only"}""", seen.Body);
        Assert.Equal(
            [
                ("Authorization", "Basic b3duZWQtdXNlcjpvd25lZC1wYXNzd29yZA=="),
                ("Content-Type", "application/json; charset=UTF-8"), ("Range", "bytes=0-262144"),
                ("User-Agent", "Amazon|StepFunctions|HttpInvoke|us-east-1"), ("x-secret", "private-header"),
                ("x-shared", "connection-header"), ("x-task-only", "task-only"),
            ],
            seen.Headers.OrderBy(static h => h.Key, StringComparer.Ordinal).Select(static h => (h.Key, h.Value)));
    }

    [Theory]
    [InlineData("INDICES", "items%5B0%5D=red%20green&items%5B1%5D=blue%2Bgold")]
    [InlineData("REPEAT", "items=red%20green&items=blue%2Bgold")]
    [InlineData("COMMAS", "items=red%20green%2Cblue%2Bgold")]
    [InlineData("BRACKETS", "items%5B%5D=red%20green&items%5B%5D=blue%2Bgold")]
    public async Task A_body_becomes_a_form(string format, string items)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        await api.Run("basic", Form.Replace("FORMAT", format, StringComparison.Ordinal), "POST");
        Assert.Equal(
            $"shared=connection-body&{items}&nested%5Benabled%5D=true&nested%5Bcount%5D=2&connectionOnly=body-only", api.Requests[0].Body);
        Assert.Equal("application/x-www-form-urlencoded", api.Requests[0].Headers["Content-Type"]);
    }

    [Theory]
    [InlineData(""" "raw string" """, "raw string")]
    [InlineData("[1,2.0]", "[1,2.0]")]
    [InlineData("{}", "{}")]
    public async Task A_body_is_sent_with_any_method(string body, string sent)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        await api.Run("key", $$""","RequestBody":{{body}},"Headers":{"content-type":"text/plain"}""");
        Assert.Equal((sent, "text/plain", "key-value"), (api.Requests[0].Body, api.Requests[0].Headers["Content-Type"], api.Requests[0].Headers["x-key"]));
    }

    [Theory]
    [InlineData(""","QueryParameters":{"a":[1,true],"n":null,"o":{"x":"y"}}""", "?q=1&a=1&a=true&n=&o%5Bx%5D=y")]
    [InlineData(""","QueryParameters":"a=x%20y&b" """, "?q=1&a=x%20y&b=")]
    [InlineData("", "?q=1")]
    public async Task Queries_come_together(string more, string query)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        await api.Run("key", more, endpoint: "https://api.test/v1?q=1");
        Assert.Equal("GET https://api.test/v1" + query, api.Requests[0].Line);
    }

    [Theory]
    [InlineData(403, "States.Http.StatusCode.403", "Forbidden")]
    [InlineData(418, "States.Http.StatusCode.418", null)]
    [InlineData(302, "States.Http.StatusCode.302", "Found")]
    [InlineData(401, "States.Http.StatusCode.401", "Unauthorized")]
    public async Task What_is_no_success_fails_the_task(int status, string error, string? cause)
    {
        using var api = new HttpApi(new HttpApi.Answer(status, "no", "text/plain", ("Location", "https://elsewhere.test")));
        JsonMap ended = await api.Run("key");
        Assert.Equal((error, cause), (Text(ended, "error"), Text(ended, "cause")));
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData(204, "", "application/json", null)]
    [InlineData(200, "", null, null)]
    [InlineData(200, "text", "text/plain", "\"text\"")]
    [InlineData(200, "not json", "application/json", "\"not json\"")]
    [InlineData(200, "[1]", "application/problem+json", "[1]")]
    [InlineData(200, "[1]", "text/html", "\"[1]\"")]
    [InlineData(200, "caf\u00e9", "text/plain; charset=iso-8859-1", "\"caf\u00e9\"")]
    public async Task The_body_is_what_its_type_says(int status, string body, string? type, string? expected)
    {
        using var api = new HttpApi(new HttpApi.Answer(status, body, type));
        JsonMap ended = await api.Run("key");
        Assert.Equal(expected, ((JsonMap)Output(ended))["ResponseBody"]?.ToString());
    }

    [Theory]
    [InlineData("application/octet-stream", "x", "States.Runtime", "Unsupported response content-type 'application/octet-stream'. Please see documentation for list of unsupported content-types.")]
    [InlineData("image/png", "x", "States.Runtime", "Unsupported response content-type 'image/png'.")]
    [InlineData("text/plain", "caf\u00e9", "States.Runtime", "The response can't be read as a text.")]
    [InlineData("text/plain", null, "States.DataLimitExceeded", "The response has more than 262144 bytes.")]
    public async Task What_can_be_no_result_fails_the_task(string type, string? body, string error, string cause)
    {
        using var api = new HttpApi(new HttpApi.Answer(200, body ?? new string('x', 262_145), type));
        JsonMap ended = await api.Run("key");
        Assert.Equal(error, Text(ended, "error"));
        Assert.Contains(cause, Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""","Headers":{"Authorization":"x","X-Amz-Date":"y","ok":"z"}""", "The 'Headers' field contains unsupported values: [authorization, x-amz-date]")]
    [InlineData(""","Headers":{"a":"b\nHost: c"}""", "The value of the field 'Headers' has an invalid format")]
    [InlineData(""","Headers":{"a b":"c"}""", "The value of the field 'Headers' has an invalid format")]
    [InlineData(""","Headers":[1]""", "The value of the field 'Headers' has an invalid format")]
    [InlineData(""","QueryParameters":5""", "The value of the field 'QueryParameters' has an invalid format")]
    [InlineData(""","Body":{}""", "The field \"Body\" is not supported by Step Functions")]
    [InlineData(""","Transform":{"RequestBodyEncoding":"GZIP"}""", "The field 'RequestBodyEncoding' should have one of these values: [NONE, URL_ENCODED]")]
    [InlineData(""","Transform":{"RequestEncodingOptions":{"ArrayFormat":"X"}}""", "The field 'ArrayFormat' should have one of these values: [INDICES, REPEAT, COMMAS, BRACKETS]")]
    [InlineData(""","Transform":{"Else":1}""", "The field \"Else\" is not supported by Step Functions")]
    [InlineData(""","Authentication":{"ConnectionArn":"x"}""", "Only one of the fields 'InvocationConfig' and 'Authentication' can be used")]
    public async Task Arguments_that_cannot_be_used_fail_the_task(string more, string problem)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        JsonMap ended = await api.Run("key", more);
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.EndsWith($"could not be used to start the Task: [{problem}]", Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Theory]
    [InlineData("http://api.test", "ASL_HTTP_ALLOW_PRIVATE=true allows http://")]
    [InlineData("ftp://api.test", "The value of the field 'ApiEndpoint' has an invalid format")]
    [InlineData("https://user:secret@api.test", "The value of the field 'ApiEndpoint' has an invalid format")]
    [InlineData("/relative", "The value of the field 'ApiEndpoint' has an invalid format")]
    public async Task An_address_has_to_be_https(string endpoint, string problem)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        JsonMap ended = await api.Run("key", endpoint: endpoint);
        Assert.Contains(problem, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Theory]
    [InlineData("""{"ApiEndpoint":"https://a.test","Method":"TRACE"}""", "The field 'Method' should have one of these values: [GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD]")]
    [InlineData("""{"ApiEndpoint":"https://a.test"}""", "The field 'Method' is required but was missing")]
    [InlineData("""{"Method":"GET"}""", "The field 'ApiEndpoint' is required but was missing")]
    [InlineData("""{"ApiEndpoint":"https://a.test","Method":"GET"}""", "The field 'InvocationConfig' is required but was missing")]
    [InlineData("""{"ApiEndpoint":"https://a.test","Method":"GET","Authentication":{}}""", "The field 'ConnectionArn' is required but was missing")]
    public async Task What_is_required_has_to_be_there(string arguments, string problem)
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        await using TaskFixture fixture = api.Fixture();
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::http:invoke", arguments));
        Assert.EndsWith($"[{problem}]", Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_and_what_the_connection_adds_to_the_body_do_not_go_together()
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        JsonMap ended = await api.Run("basic", ""","RequestBody":"text" """, "POST");
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.EndsWith("Cannot merge connection body authorization parameters with request body.", Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_cannot_grow_without_end()
    {
        using var api = new HttpApi(new HttpApi.Answer(200));
        string deep = string.Concat(Enumerable.Repeat("{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":", 400)) + "[" + string.Join(',', Enumerable.Repeat("1", 2000)) + "]" + new string('}', 400);
        JsonMap ended = await api.Run("key", $$""","RequestBody":{{deep}},"Transform":{"RequestBodyEncoding":"URL_ENCODED"}""", "POST");
        Assert.Equal("States.DataLimitExceeded", Text(ended, "error"));
    }

    [Fact]
    public async Task An_API_that_is_silent_for_a_minute_is_a_socket_error()
    {
        using var api = new HttpApi(HttpApi.Answer.Never);
        await using TaskFixture fixture = api.Fixture();
        await fixture.Create("m", HttpApi.Machine("key"));
        string arn = await fixture.Start("m");
        JsonMap ended = await fixture.EndInTime(arn);
        Assert.Equal(("States.Http.Socket", "There was no answer within 60 seconds."), (Text(ended, "error"), Text(ended, "cause")));
    }

    [Fact]
    public async Task No_secret_is_in_the_history()
    {
        using var api = new HttpApi(new HttpApi.Answer(500, "owned-password", "text/plain"));
        await using TaskFixture fixture = api.Fixture();
        await fixture.Create("m", HttpApi.Machine("basic", ""","RequestBody":{}""", "POST"));
        string arn = await fixture.Start("m");
        await fixture.End(arn);
        string history = string.Concat((await fixture.History(arn)).Select(static e => e.ToString()));
        Assert.DoesNotContain("owned", history, StringComparison.Ordinal);
        Assert.DoesNotContain("private-header", history, StringComparison.Ordinal);
        Assert.Empty(fixture.Failures);
    }
}
