using System.Text;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

public sealed class SigningTests
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["AWS_ENDPOINT_URL"] = "http://aws.test:4566/base/",
        ["AWS_ACCESS_KEY_ID"] = "id",
        ["AWS_SECRET_ACCESS_KEY"] = "secret",
        ["AWS_SESSION_TOKEN"] = "token",
    };

    [Fact]
    public async Task A_call_is_signed_with_the_key_of_the_settings()
    {
        var services = new Services(200, "{}");
        await using TaskFixture fixture = services.Fixture(Settings);
        await fixture.Run(Machine("arn:aws:states:::aws-sdk:sqs:listQueues", "{}"));
        Assert.Equal("POST http://aws.test:4566/base/", services.Line);
        Assert.Equal("token", services.Headers["X-Amz-Security-Token"]);
        var checker = new SignatureChecker([new AccessKey("id", "secret")], fixture.Clock);
        checker.Check(
            new RequestToSign("POST", "/base/", "", name => name == "host" ? "aws.test:4566" : services.Headers.GetValueOrDefault(name), Encoding.UTF8.GetBytes(services.Body)),
            "sqs");
    }

    [Fact]
    public async Task S3_signs_the_path_as_it_is_and_all_of_its_headers()
    {
        var services = new Services(200, "");
        await using TaskFixture fixture = services.Fixture(Settings);
        await fixture.Run(Machine("arn:aws:states:::aws-sdk:s3:putObject", """{"Bucket":"b","Key":"a//../c d","Metadata":{"n":"v"}}"""));
        Assert.Equal("PUT http://aws.test:4566/base/b/a//../c%20d", services.Line);
        string authorization = services.Headers["Authorization"];
        Assert.Contains("x-amz-content-sha256;x-amz-date;x-amz-meta-n;", authorization, StringComparison.Ordinal);
        var checker = new SignatureChecker([new AccessKey("id", "secret")], fixture.Clock);
        checker.Check(
            new RequestToSign("PUT", "/base/b/a//../c%20d", "", name => name == "host" ? "aws.test:4566" : services.Headers.GetValueOrDefault(name), default)
            {
                KeepsPath = true,
            },
            "s3");
    }
}
