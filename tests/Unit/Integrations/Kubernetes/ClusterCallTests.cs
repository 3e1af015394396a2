using System.Buffers.Text;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Integrations.Kubernetes.ClusterFixture;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations.Kubernetes;

/// <summary>Calls of a cluster's Kubernetes API: <c>eks:call</c>.</summary>
public sealed class ClusterCallTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    private static readonly Dictionary<string, string> Aws = new(StringComparer.Ordinal) { ["ASL_ALLOW_AWS"] = "true" };

    [Fact]
    public async Task A_cluster_is_called_with_a_token_of_EKS_and_believed_by_its_own_authority()
    {
        JobServices cluster = new JobServices().With($"GET {Pods}", """{"kind":"PodList","items":[]}""");
        X509ChainPolicy? trust = null;
        await using TaskFixture fixture = Create(cluster, Aws, seen => trust = seen);
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::eks:call", $$$"""
            {{{{Named}}},"Method":"GET","Path":"{{{Pods}}}","QueryParameters":{"labelSelector":["job-name=a b","x"]}}
            """));
        Assert.Equal(
            JsonAny.Parse("""{"ResponseBody":{"kind":"PodList","items":[]},"StatusCode":200,"StatusText":"OK"}"""), Output(ended));
        (Uri address, string? authorization) = Assert.Single(cluster.Requests);
        Assert.Equal($"{Endpoint.ToLowerInvariant()}{Pods}?labelSelector=job-name%3Da%20b&labelSelector=x", address.AbsoluteUri);
        Assert.Equal(X509ChainTrustMode.CustomRootTrust, trust!.TrustMode);
        Assert.Equal("CN=kubernetes", Assert.Single(trust.CustomTrustStore).Subject);
        Assert.StartsWith("https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&", Url(authorization), StringComparison.Ordinal);
    }

    /// <summary>What botocore's signer makes of the same request at the same time.</summary>
    [Fact]
    public async Task A_token_is_signed_as_AWS_signs_it()
    {
        JobServices cluster = new JobServices().With("GET /", "{}");
        await using TaskFixture fixture = Create(cluster, Aws);
        await fixture.Run(Machine("arn:aws:states:::eks:call", $$"""{{{Named}},"Method":"GET","Path":"/"}"""));
        Assert.Equal(
            "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=60"
                + "&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=87765023f401625f75acc21b5beddc4a69a9bc7399cb341420c4cbb042730561",
            Url(Assert.Single(cluster.Requests).Authorization));
    }

    [Theory]
    [InlineData("POST", """{"kind":"ConfigMap"}""", """{"kind":"ConfigMap"}""")]
    [InlineData("PUT", "\"{ }\"", "{ }")]
    [InlineData("PATCH", """{"spec":{"replicas":2}}""", """{"spec":{"replicas":2}}""")]
    public async Task A_body_is_JSON_or_the_text_that_it_is(string method, string body, string sent)
    {
        JobServices cluster = new JobServices().With($"{method} /a", "plain");
        await using TaskFixture fixture = Create(cluster);
        JsonMap ended = await fixture.Run(
            Machine("arn:aws:states:::eks:call", $$"""{{{Named}},"Method":"{{method}}","Path":"/a","RequestBody":{{body}}}"""));
        Assert.Equal([sent], cluster.Of($"{method} /a"));
        Assert.Equal("plain", Text(Output(ended), "ResponseBody"));
    }

    /// <summary>DG/connect-eks, "Permissions".</summary>
    [Fact]
    public async Task A_refusal_is_an_error_with_its_status_and_all_of_the_answer()
    {
        JobServices cluster = new JobServices().With($"GET {Pods}", (401, """{"kind":"Status","status":"Failure","message":"Unauthorized","code":401}"""));
        await using TaskFixture fixture = Create(cluster);
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::eks:call", $$"""{{{Named}},"Method":"GET","Path":"{{Pods}}"}"""));
        Assert.Equal("EKS.401", Text(ended, "error"));
        Assert.Equal(
            """{"ResponseBody":{"kind":"Status","status":"Failure","message":"Unauthorized","code":401},"StatusCode":401,"StatusText":"Unauthorized"}""",
            Text(ended, "cause"));
    }

    /// <summary>A token is a right to act as this host in every cluster of that name: nobody but AWS is to get it.</summary>
    [Theory]
    [InlineData("https://evil.test")]
    [InlineData("https://eks.amazonaws.com.evil.test")]
    [InlineData("https://abc.eks.amazonaws.com:8443")]
    public async Task No_token_that_AWS_believes_leaves_AWS(string endpoint)
    {
        var cluster = new JobServices();
        await using TaskFixture fixture = Create(cluster, Aws);
        JsonMap ended = await fixture.Run(Machine(
            "arn:aws:states:::eks:call",
            $$"""{{{Named.Replace(Endpoint, endpoint, StringComparison.Ordinal)}},"Method":"GET","Path":"/"}"""));
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.Contains("is no cluster of EKS", Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Empty(cluster.Calls);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_STS", "https://sts.eu-west-1.amazonaws.com")]
    [InlineData("AWS_ENDPOINT_URL_STS", "https://vpce-1-2.sts.us-east-1.vpce.amazonaws.com")]
    [InlineData("AWS_ENDPOINT_URL_STS", "https://STS.us-east-1.api.aws.")]
    [InlineData("AWS_ENDPOINT_URL", "https://sts-fips.us-east-1.amazonaws.com")]
    public async Task Nor_does_one_for_an_STS_of_AWS_that_a_setting_names(string setting, string address)
    {
        JobServices cluster = new JobServices().With("GET /", "{}");
        await using TaskFixture fixture = Create(cluster, new(StringComparer.Ordinal) { [setting] = address });
        JsonMap ended = await fixture.Run(Machine(
            "arn:aws:states:::eks:call",
            $$"""{{{Named.Replace(Endpoint, "https://evil.test", StringComparison.Ordinal)}},"Method":"GET","Path":"/"}"""));
        Assert.Contains("is no cluster of EKS", Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Empty(cluster.Calls);
    }

    [Fact]
    public async Task Without_STS_it_says_which_setting_is_missing()
    {
        await using TaskFixture fixture = Create(new JobServices(), new(StringComparer.Ordinal));
        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::eks:call", $$"""{{{Named}},"Method":"GET","Path":"/"}"""));
        Assert.Contains("The service 'sts' has no endpoint: set AWS_ENDPOINT_URL_STS", Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Method\":\"GET\"", "The field 'Path' is required but was missing")]
    [InlineData("\"Path\":\"/\"", "The field 'Method' is required but was missing")]
    [InlineData("\"Method\":\"OPTIONS\",\"Path\":\"/\"", "The field 'Method' should have one of these values: [GET, POST, PUT, DELETE, HEAD, PATCH]")]
    [InlineData("\"Method\":\"GET\",\"Path\":\"@evil.test/\"", "The value of the field 'Path' has an invalid format")]
    [InlineData("\"Method\":\"GET\",\"Path\":\"/a?b\"", "The value of the field 'Path' has an invalid format")]
    [InlineData("\"Method\":\"GET\",\"Path\":\"/\",\"QueryParameters\":{\"a\":\"b\"}", "The value of the field 'QueryParameters' has an invalid format")]
    [InlineData("\"Method\":\"GET\",\"Path\":\"/\",\"Headers\":{}", "The field \"Headers\" is not supported by Step Functions")]
    [InlineData("\"Method\":\"GET\",\"Path\":\"/\",\"Endpoint\":\"http://127.0.0.1\"", "The value of the field 'Endpoint' has to begin with https://; ASL_HTTP_ALLOW_PRIVATE=true allows http://, for local development")]
    [InlineData("\"Method\":\"GET\",\"Path\":\"/\",\"Endpoint\":\"https://c.test/path\"", "The value of the field 'Endpoint' has an invalid format")]
    [InlineData("\"Method\":\"GET\",\"Path\":\"/\",\"CertificateAuthority\":\"ANPAJ2UCCR6DPCEXAMPLE\"", "The value of the field 'CertificateAuthority' has an invalid format")]
    public async Task Arguments_that_cannot_be_are_refused(string more, string problem)
    {
        var cluster = new JobServices();
        await using TaskFixture fixture = Create(cluster);
        var arguments = (JsonMap)JsonAny.Parse($"{{{Named}}}");
        foreach ((string name, JsonAny value) in (JsonMap)JsonAny.Parse($"{{{more}}}"))
        {
            arguments = arguments.With(name, value);
        }

        JsonMap ended = await fixture.Run(Machine("arn:aws:states:::eks:call", arguments.ToString()));
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.EndsWith($"[{problem}]", Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Empty(cluster.Calls);
    }

    /// <summary>The address in a token of EKS.</summary>
    private static string Url(string? authorization)
    {
        const string Prefix = "Bearer k8s-aws-v1.";
        Assert.StartsWith(Prefix, authorization, StringComparison.Ordinal);
        return Encoding.ASCII.GetString(Base64Url.DecodeFromChars(authorization.AsSpan(Prefix.Length)));
    }
}
