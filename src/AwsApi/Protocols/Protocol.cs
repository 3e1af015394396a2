using System.Collections.Frozen;
using System.Text;

namespace FunctionsAsl.AwsApi.Protocols;

/// <summary>
/// One of AWS's five protocols: arguments to a request, an answer to a result. It does no I/O. Arguments and results have the names of
/// the model; <see cref="AwsAnswer.Output"/> says how values are written in JSON, arguments likewise.
/// </summary>
/// <remarks>What is written and read is what botocore writes and reads (tests/Conformance compares them for every operation).</remarks>
public abstract class Protocol
{
    /// <summary>As much of an error's message as a failure's cause may have (API/API_StopExecution).</summary>
    private const int LongestMessage = 32_768;

    private protected const string FormType = "application/x-www-form-urlencoded; charset=utf-8";

    private static readonly FrozenDictionary<AwsProtocol, Protocol> All = new Dictionary<AwsProtocol, Protocol>
    {
        [AwsProtocol.Json] = new JsonProtocol(),
        [AwsProtocol.RestJson] = new RestJsonProtocol(),
        [AwsProtocol.RestXml] = new RestXmlProtocol(),
        [AwsProtocol.Query] = new QueryProtocol(isEc2: false),
        [AwsProtocol.Ec2] = new QueryProtocol(isEc2: true),
    }.ToFrozenDictionary();

    private protected Protocol()
    {
    }

    /// <summary>The protocol that a service speaks.</summary>
    public static Protocol Of(ServiceModel service) => All[service.Protocol];

    /// <summary>The request of a call.</summary>
    /// <param name="arguments">Members of the operation's input. Those that are null are left out. Idempotency tokens are the caller's.</param>
    /// <exception cref="AwsFormatException">A value does not fit its shape, or a member of the path is missing.</exception>
    public AwsRequest Write(ServiceModel service, OperationModel operation, JsonMap arguments) =>
        WriteRequest(service, operation, arguments) with { HostPrefix = WriteHostPrefix(operation, arguments) };

    /// <summary>What the service has answered.</summary>
    /// <exception cref="AwsFormatException">The answer is none of this protocol.</exception>
    public AwsAnswer Read(ServiceModel service, OperationModel operation, AwsResponse response)
    {
        if (response.Status >= 300 || IsErrorOfSuccess(response))
        {
            return ReadAnyError(service, operation, response);
        }

        string? id = RequestIdOf(response);
        JsonMap output = ReadOutput(operation, response, ref id);
        return new AwsAnswer { Output = output, RequestId = id };
    }

    private protected abstract AwsRequest WriteRequest(ServiceModel service, OperationModel operation, JsonMap arguments);

    /// <param name="requestId">Of the headers; set where the body has it.</param>
    private protected abstract JsonMap ReadOutput(OperationModel operation, AwsResponse response, ref string? requestId);

    /// <summary>The code and the message of an error, as far as the answer names them.</summary>
    /// <param name="requestId">Of the headers; set where the body has it.</param>
    private protected abstract (string? Code, string? Message) ReadError(ServiceModel service, AwsResponse response, ref string? requestId);

    /// <summary>Whether an answer with a status of success is an error all the same.</summary>
    private protected virtual bool IsErrorOfSuccess(AwsResponse response) => false;

    private AwsAnswer ReadAnyError(ServiceModel service, OperationModel operation, AwsResponse response)
    {
        string? id = RequestIdOf(response);
        (string? code, string? message) = IsOfProxy(response) ? default : ReadError(service, response, ref id);
        code = string.IsNullOrEmpty(code) ? response.Status.ToString(CultureInfo.InvariantCulture) : code;
        return new AwsAnswer { Error = new AwsError(code, Cut(message), response.Status, operation.FindError(code)), RequestId = id };
    }

    /// <summary>An error's message, no longer than one may be.</summary>
    internal static string Cut(string? message) => message is { Length: > LongestMessage } ? message[..LongestMessage] : message ?? "";

    private static string? RequestIdOf(AwsResponse response) =>
        response.Header("x-amzn-requestid") ?? response.Header("x-amz-request-id") ?? response.Header("x-amzn-request-id");

    /// <summary>A page for people, or nothing, says no more than its status.</summary>
    private static bool IsOfProxy(AwsResponse response) =>
        response.Status >= 500 && Encoding.UTF8.GetString(response.Body.Span).Trim() is var text
        && (text.Length == 0 || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase));

    private static string WriteHostPrefix(OperationModel operation, JsonMap arguments)
    {
        string prefix = operation.HostPrefix ?? "";
        foreach (Member member in operation.Input?.Members.Where(static m => m.HostLabel) ?? [])
        {
            string label = (arguments[member.Name] as JsonString)?.Value ?? "";
            if (label.Length == 0 || !label.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
            {
                throw new AwsFormatException($"{member.Name} is a part of the host name: it has to consist of letters, digits, hyphens and dots.");
            }

            prefix = prefix.Replace($"{{{member.Name}}}", label, StringComparison.Ordinal);
        }

        return prefix;
    }
}
