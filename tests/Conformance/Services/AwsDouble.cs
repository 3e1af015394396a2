using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Stands before moto, and answers where moto takes what AWS refuses: with the words that AWS has for it in the recordings.</summary>
internal sealed partial class AwsDouble : DelegatingHandler
{
    public AwsDouble()
        : base(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        string target = request.Headers.TryGetValues("X-Amz-Target", out IEnumerable<string>? values) ? values.First() : "";
        return target switch
        {
            "DynamoDB_20120810.PutItem" => RefuseItem((JsonMap)JsonAny.Parse(body)),
            "secretsmanager.CreateSecret" => RefuseSecret((JsonMap)JsonAny.Parse(body)),
            "AWSEvents.PutEvents" => await PutEventsAsync(request, (JsonMap)JsonAny.Parse(body), cancellationToken),
            _ => RefusePublication(body),
        }
        ?? await base.SendAsync(request, cancellationToken);
    }

    private static HttpResponseMessage? RefuseItem(JsonMap request)
    {
        string? problem = Case.Text(request, "TableName") is { } name && !TableName().IsMatch(name)
            ? $"Value '{name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
            : request.Contains("Item") ? null : "Value null at 'item' failed to satisfy constraint: Member must not be null";
        return problem is null ? null : Refusal($"1 validation error detected: {problem}");
    }

    private static HttpResponseMessage? RefuseSecret(JsonMap request) => SecretName().IsMatch(Case.Text(request, "Name")!)
        ? null
        : Refusal("Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");

    private static HttpResponseMessage? RefusePublication(string form)
    {
        const string Problem = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
        return form.StartsWith("Action=Publish&", StringComparison.Ordinal) && form.Contains(".fifo", StringComparison.Ordinal)
            && !form.Contains("&MessageGroupId=", StringComparison.Ordinal)
            ? Answer(
                HttpStatusCode.BadRequest,
                "text/xml",
                $"<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>{Problem}</Message></Error><RequestId>{Guid.NewGuid()}</RequestId></ErrorResponse>")
            : null;
    }

    /// <summary>An event whose detail is no JSON object fails by itself; the others go on.</summary>
    private async Task<HttpResponseMessage> PutEventsAsync(HttpRequestMessage request, JsonMap events, CancellationToken cancel)
    {
        JsonMap[] entries = [.. ((JsonList)events["Entries"]!).Cast<JsonMap>()];
        JsonMap[] good = [.. entries.Where(IsWellFormed)];
        var taken = new Queue<JsonAny>();
        if (good.Length > 0)
        {
            request.Content = new StringContent(JsonMap.Of(("Entries", JsonList.Of(good))).ToString(), Encoding.UTF8, "application/x-amz-json-1.1");
            using HttpResponseMessage response = await base.SendAsync(request, cancel);
            var answer = (JsonMap)JsonAny.Parse(await response.Content.ReadAsStringAsync(cancel));
            taken = new Queue<JsonAny>((JsonList)answer["Entries"]!);
        }

        JsonMap malformed = JsonMap.Of(("ErrorCode", "MalformedDetail"), ("ErrorMessage", "Detail is malformed."));
        JsonList all = JsonList.Of(entries.Select(entry => IsWellFormed(entry) ? taken.Dequeue() : malformed));
        long failed = all.Cast<JsonMap>().Count(static e => e.Contains("ErrorCode"));
        return Answer(
            HttpStatusCode.OK, "application/x-amz-json-1.1", JsonMap.Of(("Entries", all), ("FailedEntryCount", failed)).ToString());
    }

    private static bool IsWellFormed(JsonMap entry) => Case.Text(entry, "Detail") is not { } detail || detail.StartsWith('{');

    private static HttpResponseMessage Refusal(string message) => Answer(
        HttpStatusCode.BadRequest,
        "application/x-amz-json-1.1",
        JsonMap.Of(("__type", "com.amazon.coral.validate#ValidationException"), ("message", message)).ToString());

    private static HttpResponseMessage Answer(HttpStatusCode status, string type, string body) => new(status)
    {
        Content = new StringContent(body, Encoding.UTF8, type),
        Headers = { { "x-amzn-RequestId", Guid.NewGuid().ToString() } },
    };

    [GeneratedRegex("^[a-zA-Z0-9_.-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex TableName();

    [GeneratedRegex("^[a-zA-Z0-9/_+=.@!-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}
