using System.Text;
using System.Xml.Linq;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Http;
using Xunit;

namespace FunctionsAsl.Unit.Service;

/// <summary>Requests that AWS_ENDPOINT_URL sends here, and that are for others (faults.md C15).</summary>
public sealed class OtherServiceTests
{
    private readonly Routes _routes = new(new ServiceFixture().Service);

    [Theory]
    [InlineData("sts")]
    [InlineData(null)]
    public async Task Whoever_asks_is_the_account_itself(string? service)
    {
        HttpAnswer answer = await Send("POST", "/", service, "Action=GetCallerIdentity&Version=2011-06-15");

        Assert.Equal((200, "text/xml"), (answer.Status, answer.ContentType));
        XNamespace sts = "https://sts.amazonaws.com/doc/2011-06-15/";
        XElement result = Xml(answer).Element(sts + "GetCallerIdentityResult")!;
        Assert.Equal("123456789012", result.Element(sts + "Account")!.Value);
        Assert.Equal("arn:aws:iam::123456789012:root", result.Element(sts + "Arn")!.Value);
    }

    [Fact]
    public async Task There_is_the_role_that_machines_have_without_one()
    {
        HttpAnswer answer = await Send("POST", "/", "iam", "Version=2010-05-08&Action=ListRoles");

        XNamespace iam = "https://iam.amazonaws.com/doc/2010-05-08/";
        Assert.Equal("arn:aws:iam::123456789012:role/functions-asl", Assert.Single(Xml(answer).Descendants(iam + "Arn")).Value);
    }

    [Theory]
    [InlineData("sts", "Action=AssumeRole", "sts:AssumeRole")]
    [InlineData("iam", "Action=GetCallerIdentity", "iam:GetCallerIdentity")]
    [InlineData(null, "Version=1&Action=ListStacks", "ListStacks")]
    [InlineData("sns", "Action=%3C%26%00", null)]
    public async Task A_query_gets_XML(string? service, string form, string? named)
    {
        HttpAnswer answer = await Send("POST", "/", service, form);

        Assert.Equal((400, "text/xml"), (answer.Status, answer.ContentType));
        XElement error = Xml(answer).Element("Error")!;
        Assert.Equal("UnsupportedOperationException", error.Element("Code")!.Value);
        Assert.StartsWith(
            $"This is FunctionsAsl, and it answers for AWS Step Functions only{(named is null ? "" : $", not {named}")}. ",
            error.Element("Message")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/", "s3", "Error")]
    [InlineData("PUT", "/bucket/key", "s3", "Error")]
    [InlineData("GET", "/2013-04-01/hostedzone", "route53", "ErrorResponse")]
    [InlineData("GET", "/?X-Amz-Credential=K%2F20260101%2Fus-east-1%2Fs3%2Faws4_request", null, "Error")]
    public async Task REST_gets_XML_where_its_service_speaks_it(string method, string path, string? service, string root)
    {
        HttpAnswer answer = await Send(method, path, service);

        Assert.Equal(400, answer.Status);
        Assert.Equal(root, Xml(answer).Name.LocalName);
    }

    [Theory]
    [InlineData("/", "DynamoDB_20120810.ListTables", null, "DynamoDB_20120810:ListTables")]
    [InlineData("/", "DynamoDB_20120810.ListTables", "dynamodb", "dynamodb:ListTables")]
    [InlineData("/2015-03-31/functions", null, "lambda", "lambda")]
    public async Task Others_get_JSON(string path, string? target, string? service, string named)
    {
        HttpAnswer answer = await Send("POST", path, service, "{}", target);

        Assert.Equal(400, answer.Status);
        Assert.Equal(new("x-amzn-ErrorType", "UnsupportedOperationException"), Assert.Single(answer.Headers));
        var body = (JsonMap)JsonAny.Parse(answer.Body.Span);
        Assert.Contains($"only, not {named}.", ((JsonString)body["message"]!).Value, StringComparison.Ordinal);
    }

    /// <summary>A target says it, whatever the signature is for; so does a plain route's path.</summary>
    [Theory]
    [InlineData("POST", "/", "AWSStepFunctions.ListStateMachines", "states", 200)]
    [InlineData("POST", "/", "AWSStepFunctions.ListStateMachines", "execute-api", 200)]
    [InlineData("POST", "/", "Nonsense.ListStateMachines", "states", 400)]
    [InlineData("GET", "/api/state-machines", null, "execute-api", 200)]
    [InlineData("GET", "/health", null, "s3", 200)]
    [InlineData("GET", "/nothing", null, null, 404)]
    public async Task What_is_for_this_service_goes_there(string method, string path, string? target, string? service, int status)
    {
        HttpAnswer answer = await Send(method, path, service, "{}", target);

        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("This is FunctionsAsl", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
    }

    private async Task<HttpAnswer> Send(string method, string path, string? service, string body = "", string? target = null)
    {
        string? signature = service is null ? null
            : $"AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0";
        string[] parts = path.Split('?', 2);
        return await _routes.DispatchAsync(
            new HttpCall(
                method,
                parts[0],
                parts.Length > 1 ? parts[1] : "",
                name => name == "Authorization" ? signature : name == "X-Amz-Target" ? target : null,
                Encoding.UTF8.GetBytes(body)),
            CancellationToken.None);
    }

    private static XElement Xml(HttpAnswer answer) => XElement.Parse(Encoding.UTF8.GetString(answer.Body.Span));
}
