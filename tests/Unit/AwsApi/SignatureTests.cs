using System.Text;
using FunctionsAsl.AwsApi.Signing;
using Xunit;

namespace FunctionsAsl.Unit.AwsApi;

public sealed class SignatureTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Invalid = "InvalidSignatureException";
    private const string Incomplete = "IncompleteSignatureException";
    private const string Hash = "(Hashed with SHA-256 and encoded with Base64) Authorization=";

    private static readonly AccessKey Key = new("AKIDEXAMPLE", Secret);
    private static readonly DateTimeOffset Time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    private readonly VirtualClock _clock = new(Time);

    /// <summary>IAM User Guide, "Create a signed AWS API request": the example's signature.</summary>
    [Fact]
    public void AWSs_own_example_is_signed_as_AWS_does()
    {
        Dictionary<string, string> headers = Sign(Example(), "iam");

        Assert.Equal("20150830T123600Z", headers["X-Amz-Date"]);
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            headers["Authorization"]);
        Check(Example(), headers, "iam");
    }

    [Theory]
    [InlineData("POST", "/", "a=b")]
    [InlineData("POST", "/x", "")]
    [InlineData("PUT", "/", "")]
    public void What_was_signed_and_nothing_else_passes(string method, string path, string query)
    {
        RequestToSign request = Request("{}");
        Dictionary<string, string> headers = Sign(request, "states");
        Check(request, headers, "states");

        Refused(Invalid, "The request signature we calculated", request with { Method = method, Path = path, Query = query }, headers);
        Refused(Invalid, "The request signature we calculated", Request("{ }"), headers);
        Refused(
            Invalid, "The request signature we calculated", request with { Header = static n => n == "host" ? "other" : Header(n) }, headers);
        Refused(Invalid, "The request signature we calculated", request, Sign(request, "states", new AccessKey(Key.Id, Secret + "x")));
    }

    [Theory]
    [InlineData("a=1&b=2", "b=2&a=1")]
    [InlineData("a=%7e+%2f&a", "a&a=~%2b%2F")]
    public void A_query_counts_by_its_values(string one, string other)
    {
        RequestToSign request = Request("") with { Query = one };
        Check(request with { Query = other }, Sign(request, "states"), "states");
    }

    [Theory]
    [InlineData("/a/./b/../c//", "/a/c/")]
    [InlineData("/../", "/")]
    public void A_path_counts_without_its_dots(string one, string other)
    {
        RequestToSign request = Request("") with { Path = one };
        Check(request with { Path = other }, Sign(request, "states"), "states");
    }

    [Fact]
    public void A_signature_is_good_for_five_minutes_before_and_after()
    {
        RequestToSign request = Request("{}");
        Dictionary<string, string> headers = Sign(request, "states");
        _clock.Advance(TimeSpan.FromMinutes(5));
        Check(request, headers, "states");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Refused(Invalid, "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)", request, headers);

        headers = Sign(request, "states");
        var earlier = new SignatureChecker([Key], new VirtualClock(Time));
        var refused = Assert.Throws<SignatureException>(() => earlier.Check(With(request, headers), "states"));
        Assert.Equal(
            (Invalid, "Signature not yet current: 20150830T124101Z is still later than 20150830T124100Z (20150830T123600Z + 5 min.)"),
            (refused.Error, refused.Message));
    }

    [Theory]
    [InlineData(null, "MissingAuthenticationTokenException", "Missing Authentication Token")]
    [InlineData("", Incomplete, "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. "
        + "Authorization header requires 'SignedHeaders' parameter. " + Hash)]
    [InlineData("Basic dTpw", Incomplete, "Authorization header requires 'Credential' parameter.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a, Signature=b", Incomplete, "Authorization header requires 'SignedHeaders' parameter. " + Hash)]
    [InlineData("AWS4-HMAC-SHA256 Credential= a", Incomplete, "Invalid key=value pair (missing equal-sign)")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a, Signature=b, SignedHeaders=host", Incomplete, "Credential must have exactly 5")]
    [InlineData("AWS4-HMAC-SHA256 Credential=nobody/20150830/r/states/aws4_request, Signature=b, SignedHeaders=host",
        "UnrecognizedClientException", "The security token included in the request is invalid.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150829/r/states/aws4_request, Signature=b, SignedHeaders=host", Invalid,
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from '20150830T123600Z'.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/r/sqs/aws4_request, Signature=b, SignedHeaders=host", Invalid,
        "Credential should be scoped to correct service: 'states'. ")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/r/states/aws4_request, Signature=b, SignedHeaders=x-amz-date", Invalid,
        "'Host' must be a 'SignedHeader' in the AWS Authorization.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/r/states/aws4_request, Signature=b, SignedHeaders=host;x-amz-date", Invalid,
        "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.")]
    public void What_does_not_prove_its_sender_is_refused_as_AWS_does(string? authorization, string error, string message)
    {
        var headers = new Dictionary<string, string> { ["X-Amz-Date"] = "20150830T123600Z" };
        if (authorization is not null)
        {
            headers["Authorization"] = authorization;
        }

        Refused(error, message, Request("{}"), headers);
    }

    [Theory]
    [InlineData("yesterday", "Date must be in ISO-8601 'basic format'")]
    [InlineData(null, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " + Hash)]
    public void A_time_is_needed(string? time, string message)
    {
        var headers = new Dictionary<string, string>
        {
            ["Authorization"] = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/r/states/aws4_request, Signature=b, SignedHeaders=host",
        };
        if (time is not null)
        {
            headers["X-Amz-Date"] = time;
        }

        Refused(Incomplete, message, Request("{}"), headers);
    }

    [Fact]
    public void No_text_of_a_key_has_its_secret()
    {
        Assert.Equal("AKIDEXAMPLE", Key.ToString());
        Assert.True(Key.IsSecret(Secret));
        Assert.False(Key.IsSecret(Secret[1..]));
    }

    private static RequestToSign Example() => new(
        "GET",
        "/",
        "Action=ListUsers&Version=2010-05-08",
        static name => name switch
        {
            "host" => "iam.amazonaws.com",
            "content-type" => "application/x-www-form-urlencoded; charset=utf-8",
            _ => null,
        },
        default);

    private static RequestToSign Request(string body) => new("POST", "/", "", Header, Encoding.UTF8.GetBytes(body));

    private static string? Header(string name) => name switch
    {
        "host" => "localhost:8083",
        "x-amz-target" => "AWSStepFunctions.ListStateMachines",
        _ => null,
    };

    private static RequestToSign With(RequestToSign request, Dictionary<string, string> headers) => request with
    {
        Header = name => headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? request.Header(name),
    };

    private Dictionary<string, string> Sign(RequestToSign request, string service, AccessKey? key = null) =>
        new Signer(key ?? Key, "us-east-1", service, _clock).Sign(request).ToDictionary();

    private void Check(RequestToSign request, Dictionary<string, string> headers, string service) =>
        new SignatureChecker([Key], _clock).Check(With(request, headers), service);

    private void Refused(string error, string message, RequestToSign request, Dictionary<string, string> headers)
    {
        var refused = Assert.Throws<SignatureException>(() => Check(request, headers, "states"));
        Assert.Equal(error, refused.Error);
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }
}
