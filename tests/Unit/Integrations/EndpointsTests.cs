using FunctionsAsl.AwsApi;
using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Integrations;

public sealed class EndpointsTests
{
    [Theory]
    [InlineData("sqs", "AWS_ENDPOINT_URL_SQS=http://a AWS_ENDPOINT_URL=http://b SQS_ENDPOINT=http://c", "http://a/")]
    [InlineData("sqs", "AWS_ENDPOINT_URL=http://b SQS_ENDPOINT=http://c", "http://c/")]
    [InlineData("sqs", "AWS_ENDPOINT_URL=http://b", "http://b/")]
    [InlineData("sqs", "AWS_ENDPOINT_URL_SNS=http://a ASL_ALLOW_AWS=true", "https://sqs.eu-west-1.amazonaws.com/")]
    [InlineData("sqs", "ASL_ALLOW_AWS=1", "https://sqs.eu-west-1.amazonaws.com/")]
    [InlineData("secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER=http://a", "http://a/")]
    [InlineData("sagemaker", "SAGE_MAKER_ENDPOINT=http://a", "http://a/")]
    [InlineData("eventbridge", "EVENTS_ENDPOINT=http://a", "http://a/")]
    [InlineData("iam", "ASL_ALLOW_AWS=true", "https://iam.amazonaws.com/")]
    [InlineData("sqs", "AWS_ENDPOINT_URL=http://localhost:8083 AWS_ENDPOINT_URL_SQS=http://localhost:8083", "http://localhost:8083/")]
    public void The_nearest_setting_says_where_a_service_is(string service, string settings, string address) =>
        Assert.Equal(address, Find(service, settings).Address.ToString());

    [Theory]
    [InlineData("", "The service 'sqs' has no endpoint: set AWS_ENDPOINT_URL_SQS or AWS_ENDPOINT_URL, or ASL_ALLOW_AWS=true for AWS itself.")]
    [InlineData("AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b ASL_ALLOW_AWS=0", "The service 'sqs' has no endpoint")]
    [InlineData("AWS_ENDPOINT_URL=http://localhost:8083", "(AWS_ENDPOINT_URL is this server itself)")]
    [InlineData("AWS_ENDPOINT_URL=http://[::1]:8083", "is this server itself")]
    [InlineData("AWS_ENDPOINT_URL_SQS=nowhere", "One of AWS_ENDPOINT_URL_SQS, SQS_ENDPOINT and AWS_ENDPOINT_URL is no address")]
    [InlineData("AWS_ENDPOINT_URL_SQS=user:secret@host:4566", "is no address")]
    [InlineData("AWS_ENDPOINT_URL=http://user:secret@localhost:8083", "is this server itself")]
    public void A_service_that_is_nowhere_says_which_setting_is_missing(string settings, string problem)
    {
        TaskFailedException refused = Assert.Throws<TaskFailedException>(() => Find("sqs", settings));
        Assert.Equal("States.Runtime", refused.Error);
        Assert.Contains(problem, refused.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_permission_that_says_neither_yes_nor_no_is_refused_at_the_start()
    {
        SettingException refused = Assert.Throws<SettingException>(
            static () => new Endpoints(static name => name == "ASL_ALLOW_AWS" ? "yes" : null, "eu-west-1", null));
        Assert.Equal("ASL_ALLOW_AWS is 'true' or 'false'; it is 'yes'.", refused.Message);
    }

    [Fact]
    public void Services_without_regions_are_signed_for_theirs() => Assert.Equal("us-east-1", Find("iam", "ASL_ALLOW_AWS=true").Region);

    private static Endpoint Find(string service, string settings)
    {
        Dictionary<string, string> all = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2)).ToDictionary(static p => p[0], static p => p[1], StringComparer.Ordinal);
        return new Endpoints(all.GetValueOrDefault, "eu-west-1", new Uri("http://127.0.0.1:8083"))
            .Find(ServiceTable.Read(ServiceTable.Find(service)!));
    }
}
