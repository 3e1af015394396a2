using System.Security;
using System.Text;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// Requests that were meant for another AWS service: one variable (<c>AWS_ENDPOINT_URL</c>) sends all that a client asks here. What tools
/// ask before they begin is answered; the rest gets an error that says who it came to, in the protocol that the client reads.
/// </summary>
internal static class OtherService
{
    private const string Own = "states";
    private const string Refusal = "UnsupportedOperationException";

    /// <summary>Services of REST and XML; those of the query protocol are told by their field <c>Action</c>, all others speak JSON.</summary>
    private static readonly string[] RestXml = ["s3", "s3express", "cloudfront", "route53"];

    /// <summary>The answer, or <see langword="null"/> where the request is for this service, or cannot be told to be for another.</summary>
    public static HttpAnswer? Answer(HttpCall call, ServiceOptions options)
    {
        if (call.IsForStepFunctions)
        {
            return null;
        }

        string? service = ServiceOf(call);
        if (service == Own)
        {
            return null;
        }

        if (call.Target?.Split('.') is [var target, .., var operation])
        {
            return Unsupported(call, $"{service ?? target}:{operation}");
        }

        return ActionOf(call) is { } action ? Query(call, service, action, options)
            : service is null ? null
            : Unsupported(call, service);
    }

    /// <summary>A refusal, in the protocol that the client reads.</summary>
    public static HttpAnswer Refuse(HttpCall call, ApiException refusal)
    {
        string error = $"<Error><Type>Sender</Type><Code>{refusal.Type}</Code><Message>{SecurityElement.Escape(refusal.Message)}</Message></Error>";
        string? service = ServiceOf(call);
        bool isQuery = call.Target is null && ActionOf(call) is not null;
        return (isQuery, service) switch
        {
            (true, "ec2") => Xml(refusal.Status, $"<Response><Errors>{error}</Errors></Response>"),
            (false, "s3") => Xml(refusal.Status, error),
            _ when isQuery || RestXml.Contains(service) => Xml(refusal.Status, $"<ErrorResponse>{error}</ErrorResponse>"),
            _ => Routes.Framed(ApiResponse.Of(refusal)),
        };
    }

    /// <summary>The operation of the query protocol.</summary>
    private static string? ActionOf(HttpCall call)
    {
        string form = call.Method == "POST" ? Encoding.UTF8.GetString(call.Body.Span) : call.Query;
        return form.Contains("Action=", StringComparison.Ordinal) ? RouteCall.ParseQuery(form).GetValueOrDefault("Action") : null;
    }

    private static HttpAnswer Query(HttpCall call, string? service, string action, ServiceOptions options) => (service, action) switch
    {
        ("sts" or null, "GetCallerIdentity") => Xml(200,
            $"""
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>arn:{options.Partition}:iam::{options.AccountId}:root</Arn><UserId>{options.AccountId}</UserId><Account>{options.AccountId}</Account>
            </GetCallerIdentityResult></GetCallerIdentityResponse>
            """),
        // Terraform takes its account from the first of them.
        ("iam" or null, "ListRoles") => Xml(200,
            $"""
            <ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult><Roles><member>
            <Path>/</Path><RoleName>{PlainRoutes.Role}</RoleName><RoleId>AROAFUNCTIONSASL00000</RoleId>
            <Arn>{PlainRoutes.RoleArn(options)}</Arn><CreateDate>2016-12-01T00:00:00Z</CreateDate>
            </member></Roles><IsTruncated>false</IsTruncated></ListRolesResult></ListRolesResponse>
            """),
        _ => Unsupported(call, service is null ? action : $"{service}:{action}"),
    };

    /// <summary>The service that stands in a signature: <c>…Credential=KEY/20260101/us-east-1/sts/aws4_request…</c>.</summary>
    private static string? SignedFor(string? signature)
    {
        const string Mark = "Credential=";
        int start = signature?.IndexOf(Mark, StringComparison.Ordinal) ?? -1;
        return start >= 0 && signature![(start + Mark.Length)..].Split(',', ' ', '&')[0].Split('/') is [.., var service, "aws4_request"]
            ? service
            : null;
    }

    private static string? ServiceOf(HttpCall call) => SignedFor(call.Header("Authorization")) ?? SignedFor(Uri.UnescapeDataString(call.Query));

    private static HttpAnswer Unsupported(HttpCall call, string asked) => Refuse(call, new ApiException(Refusal, Message(asked)));

    private static HttpAnswer Xml(int status, string text) =>
        new(status, "text/xml", Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8"?>{"\n"}{text}"""), []);

    private static string Message(string asked)
    {
        bool isName = asked.Length <= 200 && asked.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':');
        return $"This is FunctionsAsl, and it answers for AWS Step Functions only{(isName ? $", not {asked}" : "")}. "
            + "AWS_ENDPOINT_URL_SFN sends the requests of Step Functions here and those of no other service.";
    }
}
