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
            "DynamoDB_20120810.PutItem" => RefuseItem((JsonObject)JsonValue.Parse(body)),
            "secretsmanager.CreateSecret" => RefuseSecret((JsonObject)JsonValue.Parse(body)),
            "AWSEvents.PutEvents" => await PutEventsAsync(request, (JsonObject)JsonValue.Parse(body), cancellationToken),
            _ => RefusePublication(body),
        }
        ?? await base.SendAsync(request, cancellationToken);
    }

    private static HttpResponseMessage? RefuseItem(JsonObject request)
    {
        string? problem = Case.Text(request, "TableName") is { } name && !TableName().IsMatch(name)
            ? $"Value '{name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
            : request.Contains("Item") ? null : "Value null at 'item' failed to satisfy constraint: Member must not be null";
        return problem is null ? null : Refusal($"1 validation error detected: {problem}");
    }

    private static HttpResponseMessage? RefuseSecret(JsonObject request) => SecretName().IsMatch(Case.Text(request, "Name")!)
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
    private async Task<HttpResponseMessage> PutEventsAsync(HttpRequestMessage request, JsonObject events, CancellationToken cancel)
    {
        JsonObject[] entries = [.. ((JsonArray)events["Entries"]!).Cast<JsonObject>()];
        JsonObject[] good = [.. entries.Where(IsWellFormed)];
        var taken = new Queue<JsonValue>();
        if (good.Length > 0)
        {
            request.Content = new StringContent(JsonObject.Of(("Entries", JsonArray.Of(good))).ToString(), Encoding.UTF8, "application/x-amz-json-1.1");
            using HttpResponseMessage response = await base.SendAsync(request, cancel);
            var answer = (JsonObject)JsonValue.Parse(await response.Content.ReadAsStringAsync(cancel));
            taken = new Queue<JsonValue>((JsonArray)answer["Entries"]!);
        }

        JsonObject malformed = JsonObject.Of(("ErrorCode", "MalformedDetail"), ("ErrorMessage", "Detail is malformed."));
        JsonArray all = JsonArray.Of(entries.Select(entry => IsWellFormed(entry) ? taken.Dequeue() : malformed));
        long failed = all.Cast<JsonObject>().Count(static e => e.Contains("ErrorCode"));
        return Answer(
            HttpStatusCode.OK, "application/x-amz-json-1.1", JsonObject.Of(("Entries", all), ("FailedEntryCount", failed)).ToString());
    }

    private static bool IsWellFormed(JsonObject entry) => Case.Text(entry, "Detail") is not { } detail || detail.StartsWith('{');

    private static HttpResponseMessage Refusal(string message) => Answer(
        HttpStatusCode.BadRequest,
        "application/x-amz-json-1.1",
        JsonObject.Of(("__type", "com.amazon.coral.validate#ValidationException"), ("message", message)).ToString());

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
