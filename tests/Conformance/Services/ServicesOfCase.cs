using System.Text;
using FunctionsAsl.AwsApi;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Conformance;

/// <summary>
/// AWS's other services beside the service under test: a double that both call through the client of tasks. What it names otherwise than when
/// the calls were written down, as receipt handles and task tokens within messages, is replaced in later calls.
/// </summary>
internal sealed class ServicesOfCase
{
    private static readonly HttpClient Http = TaskIntegrations.Http();

    private readonly ServiceModels _models = new();
    private readonly AwsClient _client;
    private readonly List<(string Recorded, string Actual)> _names = [];
    private readonly List<(Call Call, JsonMap Parameters)> _awaited = [];
    private readonly List<JsonAny> _messages = [];

    public ServicesOfCase(string endpoint)
    {
        Endpoint = endpoint;
        string? Variable(string name) => name == Endpoints.General ? endpoint : null;
        _client = new AwsClient(Http, new Endpoints(Variable, Symbols.Region, own: null), new Credentials(Variable), TimeProvider.System);
    }

    public string Endpoint { get; }

    /// <summary>The bodies of what was received.</summary>
    public JsonList Messages => JsonList.Of(_messages);

    /// <summary>Calls an operation, or puts off the receipt of messages that are not there yet: the list of calls has some of them too early.</summary>
    public async ValueTask<(int Status, JsonAny Body)> CallAsync(Call call, JsonMap parameters, CancellationToken cancel)
    {
        if (call is { Service: "s3", Operation: "PutObject" } && Case.Text(parameters, "Body") is { } body)
        {
            // A blob is Base64; the list has Python's form of bytes.
            string text = body.StartsWith("bytearray(b'", StringComparison.Ordinal) ? body["bytearray(b'".Length..^2] : body;
            parameters = parameters.With("Body", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        }

        if (call is { Service: "s3", Operation: "GetObject" })
        {
            // boto3 asks for it always.
            parameters = parameters.With("ChecksumMode", "ENABLED");
        }

        if (call.Operation == "ReceiveMessage")
        {
            parameters = parameters.With("WaitTimeSeconds", 0);
        }

        (ServiceModel service, OperationModel operation) = _models.Find(call.Service!, ApiNames.Decapitalize(call.Operation))!.Value;
        AwsReply reply = await _client.CallAsync(service, operation, parameters, cancel);
        if (reply.Answer.Output is not { } output)
        {
            return (reply.Status, JsonMap.Of(("code", reply.Answer.Error!.Code), ("message", reply.Answer.Error.Message)));
        }

        JsonMap shown = operation.Output is { } shape ? ApiNames.ToResult(output, shape) : output;
        if (call.Operation == "ReceiveMessage" && shown["Messages"] is not JsonList { Count: > 0 } && HasMessages(call))
        {
            _awaited.Add((call, parameters));
        }

        Learn(call.Result, shown);
        return (200, operation.Output is { } model ? MaskTimes(shown, model) : shown);
    }

    // As the client library's dates were recorded.
    private static JsonMap MaskTimes(JsonMap answer, Shape shape) => JsonMap.Of(
        [.. answer.Select(m => (m.Key, ApiNames.FindMember(shape, m.Key)?.Shape.Kind == ShapeKind.Timestamp ? "datetime" : m.Value))]);

    /// <summary>Receives what was put off, where it is there by now.</summary>
    public async ValueTask ReceiveAsync(CancellationToken cancel)
    {
        (Call, JsonMap)[] awaited = [.. _awaited];
        _awaited.Clear();
        foreach ((Call call, JsonMap parameters) in awaited)
        {
            await CallAsync(call, parameters, cancel);
        }
    }

    /// <summary>The parameters with the names of this run.</summary>
    public JsonMap Replace(JsonMap parameters) => (JsonMap)Replace((JsonAny)parameters);

    private static bool HasMessages(Call call) => (call.Result as JsonMap)?["Messages"] is JsonList { Count: > 0 };

    private JsonAny Replace(JsonAny value) => value switch
    {
        JsonString text => _names.Aggregate(text.Value, static (t, name) => t.Replace(name.Recorded, name.Actual, StringComparison.Ordinal)),
        JsonList items => JsonList.Of(items.Select(Replace)),
        JsonMap members => JsonMap.Of([.. members.Select(m => (m.Key, Replace(m.Value)))]),
        _ => value,
    };

    private void Learn(JsonAny? recorded, JsonMap actual)
    {
        foreach (JsonMap message in (actual["Messages"] as JsonList ?? JsonList.Empty).Cast<JsonMap>())
        {
            _messages.Add(Parse(Case.Text(message, "Body")!));
        }

        if (recorded is not null)
        {
            Pair(recorded, actual);
        }
    }

    private void Pair(JsonAny recorded, JsonAny actual)
    {
        switch (recorded, actual)
        {
            case (JsonString r, JsonString a) when Parse(r.Value) is JsonMap inner && Parse(a.Value) is JsonMap actualInner:
                Pair(inner, actualInner);
                break;
            case (JsonString r, JsonString a) when r.Value.Length > 8 && r.Value != a.Value && !r.Value.Contains('<', StringComparison.Ordinal):
                _names.Add((r.Value, a.Value));
                break;
            case (JsonList r, JsonList a):
                foreach ((JsonAny one, JsonAny other) in r.Zip(a))
                {
                    Pair(one, other);
                }

                break;
            case (JsonMap r, JsonMap a):
                foreach ((string name, JsonAny value) in r)
                {
                    if (a[name] is { } other)
                    {
                        Pair(value, other);
                    }
                }

                break;
        }
    }

    private static JsonAny Parse(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonAny.Parse(text) : text;
        }
        catch (JsonSyntaxException)
        {
            return text;
        }
    }
}
