using System.Globalization;
using System.Text;
using System.Xml.Linq;
using FunctionsAsl.AwsApi;
using FunctionsAsl.AwsApi.Protocols;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Compares what the protocols make of calls with what botocore makes of them (<c>Botocore/reference.py</c>).</summary>
internal sealed class ProtocolComparison
{
    private readonly HashSet<(string Service, string Operation)> _operations = [];

    public List<string> Differences { get; } = [];

    public int Operations => _operations.Count;

    public int Requests { get; private set; }

    public int Answers { get; private set; }

    public int Errors { get; private set; }

    public void Compare(ServiceModel service, JsonMap one)
    {
        string name = Text(one["operation"]);
        OperationModel operation = service.Find(name)!;
        _operations.Add((service.Entry.Name, name));
        if (one["request"] is JsonMap request)
        {
            Requests++;
            var arguments = (JsonMap)one["arguments"]!;
            // botocore leaves the type of XML out, which AWS's other SDKs send.
            bool isUntyped = service.Protocol == AwsProtocol.RestXml && !((JsonMap)request["headers"]!).Contains("content-type");
            Check(
                $"{service.Entry.Name} {name}: the request of {arguments}",
                Describe(request),
                () => Describe(Protocol.Of(service).Write(service, operation, arguments), isUntyped));
        }

        if (one["answer"] is JsonMap answer)
        {
            Answers++;
            Check($"{service.Entry.Name} {name}: the answer {Shown(answer)}", Describe(answer["output"]!, Id(answer)), () =>
            {
                AwsAnswer read = Protocol.Of(service).Read(service, operation, Response(answer));
                return Describe(read.Output!, read.RequestId);
            });
        }

        var error = (JsonMap)one["error"]!;
        Errors++;
        Check($"{service.Entry.Name} {name}: the error {Shown(error)}", Describe(Text(error["code"]), Text(error["message"]), Id(error)), () =>
        {
            AwsAnswer read = Protocol.Of(service).Read(service, operation, Response(error));
            return Describe(read.Error!.Code, read.Error.Message, read.RequestId);
        });
    }

    private void Check(string what, string expected, Func<string> act)
    {
        string actual;
        try
        {
            actual = act();
        }
        catch (Exception e) when (e is AwsFormatException or FormatException or NullReferenceException)
        {
            actual = e.ToString();
        }

        if (actual != expected)
        {
            Differences.Add($"{what}\n  should be {expected}\n  and is    {actual}");
        }
    }

    private static string Describe(JsonMap request)
    {
        var headers = ((JsonMap)request["headers"]!).Select(static h => $"{h.Key}: {Text(h.Value)}").Order(StringComparer.Ordinal);
        var query = Pairs((JsonList)request["query"]!);
        byte[] body = request["form"] is JsonList form
            ? Encoding.UTF8.GetBytes(string.Join('&', Pairs(form)))
            : Convert.FromBase64String(Text(request["body"]));
        return $"{Text(request["method"])} {Text(request["path"])}?{string.Join('&', query)} [{string.Join("; ", headers)}] "
            + $"{Text(request["hostPrefix"])} {Canonical(body)}";
    }

    private static string Describe(AwsRequest request, bool isUntyped)
    {
        IEnumerable<string> headers = request.Headers.Where(h => !isUntyped || h.Key != "Content-Type")
            .Select(static h => $"{h.Key.ToLowerInvariant()}: {h.Value}").Order(StringComparer.Ordinal);
        string? type = request.Headers.GetValueOrDefault("Content-Type");
        string body = type?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true
            ? Canonical(Encoding.UTF8.GetBytes(string.Join('&', Pairs(Encoding.UTF8.GetString(request.Body.Span)))))
            : Canonical(request.Body.ToArray());
        return $"{request.Method} {request.Path}?{string.Join('&', Pairs(request.Query))} [{string.Join("; ", headers)}] {request.HostPrefix} {body}";
    }

    private static IEnumerable<string> Pairs(JsonList pairs) =>
        pairs.Cast<JsonList>().Select(static p => $"{Text(p[0])}={Text(p[1])}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Pairs(string encoded) => encoded.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static p => p.Split('=', 2))
        .Select(static p => $"{Uri.UnescapeDataString(p[0])}={(p.Length > 1 ? Uri.UnescapeDataString(p[1]) : "")}")
        .Order(StringComparer.Ordinal);

    /// <summary>A body so that those that mean the same are the same: JSON and XML without regard to order and ways to write.</summary>
    private static string Canonical(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body);
        try
        {
            return text.StartsWith('{') ? Sorted(JsonAny.Parse(text)).ToString()
                : text.StartsWith('<') ? Sorted(XElement.Parse(text, LoadOptions.PreserveWhitespace)).ToString(SaveOptions.DisableFormatting)
                : text;
        }
        catch (Exception e) when (e is JsonSyntaxException or System.Xml.XmlException)
        {
            return text;
        }
    }

    private static JsonAny Sorted(JsonAny value) => value switch
    {
        JsonMap o => JsonMap.Of([.. o.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => (m.Key, Sorted(m.Value)))]),
        JsonList a => JsonList.Of(a.Select(Sorted)),
        JsonNumber n => JsonNumber.Of(n.AsDouble),
        _ => value,
    };

    private static XElement Sorted(XElement element) => new(
        element.Name,
        element.Attributes().Where(static a => !a.IsNamespaceDeclaration).OrderBy(static a => a.Name.ToString(), StringComparer.Ordinal),
        element.Nodes().Select(static node => node is XElement child ? Sorted(child) : node));

    private static string Describe(JsonAny output, string? requestId) => $"{Sorted(output)} {requestId}";

    private static string Describe(string code, string message, string? requestId) => $"{code}: {message} {requestId}";

    private static string? Id(JsonMap answer) => (answer["requestId"] as JsonString)?.Value;

    private static string Shown(JsonMap answer) =>
        $"{answer["status"]} {answer["headers"]} {Encoding.UTF8.GetString(Convert.FromBase64String(Text(answer["body"])))}";

    private static AwsResponse Response(JsonMap answer) => new(
        int.Parse(answer["status"]!.ToString(), CultureInfo.InvariantCulture),
        ((JsonMap)answer["headers"]!).ToDictionary(static h => h.Key, static h => Text(h.Value), StringComparer.OrdinalIgnoreCase),
        Convert.FromBase64String(Text(answer["body"])));

    private static string Text(JsonAny? value) => value is JsonString text ? text.Value : value?.ToString() ?? "";
}
