using System.Diagnostics;
using System.Net;
using System.Text;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>HTTP Tasks of <c>asl run</c>, whose connections stand in the settings.</summary>
public sealed class HttpTaskTests : IDisposable
{
    private const string Connections =
        """
        {"Shop":{"AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"me","Password":{"Setting":"SHOP_PASSWORD"}},
          "InvocationHttpParameters":{"QueryStringParameters":[{"Key":"v","Value":"2"}]}}}}
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("asl-http-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task An_API_on_this_machine_is_called_where_that_is_allowed()
    {
        using HttpListener api = LoopbackListener.Start(out string address);
        Task<Outcome> run = RunAsync(address, isAllowed: true);
        HttpListenerContext call = await api.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(1));
        string body = await new StreamReader(call.Request.InputStream, Encoding.UTF8).ReadToEndAsync();
        call.Response.StatusCode = 201;
        call.Response.ContentType = "application/json";
        call.Response.OutputStream.Write("""{"id":7}"""u8);
        call.Response.Close();
        Outcome outcome = await run;

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(("/orders?q=a%20b&v=2", """{"n":1}""", "POST"), (call.Request.RawUrl, body, call.Request.HttpMethod));
        Assert.Equal("Basic " + Convert.ToBase64String("me:pa55word"u8), call.Request.Headers["Authorization"]);
        Assert.Equal("""{"body":{"id":7},"status":201,"text":"Created"}""", JsonAny.Parse(outcome.Output).ToString());
        Assert.DoesNotContain("pa55word", outcome.Errors + outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Else_it_says_which_setting_allows_it()
    {
        Outcome outcome = await RunAsync("http://127.0.0.1:9/", isAllowed: false);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("ASL_HTTP_ALLOW_PRIVATE=true allows http://, for local development", outcome.Errors, StringComparison.Ordinal);
        outcome = await RunAsync("https://localhost:9/", isAllowed: false);
        Assert.Contains("'localhost' is an address of a private network or of this machine", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_cannot_be_is_refused_at_the_start()
    {
        ProcessStartInfo start = Asl.StartInfo("run", Write("http://127.0.0.1:9/"));
        start.Environment["ASL_CONNECTIONS"] = Connections;
        Outcome outcome = await Tool.RunAsync(start);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(
            "ASL_CONNECTIONS: /Shop/AuthParameters/BasicAuthParameters/Password: The setting SHOP_PASSWORD is not set.", outcome.Errors, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync(string address, bool isAllowed)
    {
        ProcessStartInfo start = Asl.StartInfo("run", Write(address));
        string connections = Path.Combine(_directory, "connections.json");
        File.WriteAllText(connections, Connections);
        start.Environment["ASL_CONNECTIONS"] = connections;
        start.Environment["SHOP_PASSWORD"] = "pa55word";
        start.Environment["ASL_HTTP_ALLOW_PRIVATE"] = isAllowed ? "true" : null;
        return Tool.RunAsync(start);
    }

    private string Write(string address)
    {
        string file = Path.Combine(_directory, "http.asl.json");
        File.WriteAllText(file, """
            {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{
              "ApiEndpoint":"ADDRESS/orders","Method":"POST","QueryParameters":{"q":"a b"},"RequestBody":{"n":1},
              "InvocationConfig":{"ConnectionArn":"arn:aws:events:us-east-1:123456789012:connection/Shop/81210c42"}},
              "ResultSelector":{"body.$":"$.ResponseBody","status.$":"$.StatusCode","text.$":"$.StatusText"},"End":true}}}
            """.Replace("ADDRESS/", address, StringComparison.Ordinal));
        return file;
    }
}
