using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// A target that answers a case's calls with the recording itself, put back into the form of the protocol: placeholders
/// become values, dates numbers, and parsed texts texts again. The runner must find no difference.
/// </summary>
/// <param name="recorded">The case.</param>
/// <param name="change">Changes the answers before they are given.</param>
public sealed class RecordedAnswers(Case recorded, Func<int, JsonAny, JsonAny>? change = null) : IStepFunctions
{
    private static readonly string[] Dates = ["creationDate", "startDate", "stopDate", "updateDate", "redriveDate", "timestamp"];

    private const int MaxReference = 9;
    private const string Date = "2024-02-29T01:02:03.004Z";

    private readonly Queue<Call> _calls = new(recorded.Calls);
    private readonly Dictionary<string, int> _created = new(StringComparer.Ordinal);
    private int _call = -1;

    public ValueTask<(int Status, JsonAny Body)> CallAsync(string operation, JsonMap parameters, CancellationToken cancel)
    {
        Call call = _calls.Dequeue();
        _call++;
        Match? match = recorded.Matches.FirstOrDefault(m => m.Call == _call && m.Kind < MatchKind.InputsAndOutputs);
        (int status, JsonAny body) = match is null
            ? Invented(call, parameters)
            : Answer(match, OnTheWire(recorded.Expected[match.Key]!));
        return ValueTask.FromResult((status, change is null || match is null ? body : change(_call, body)));
    }

    public ValueTask SettleAsync(bool timePasses, CancellationToken cancel) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private (int Status, JsonAny Body) Answer(Match match, JsonAny expected)
    {
        switch (match.Kind)
        {
            case MatchKind.Answer when expected is JsonMap o:
                Count(recorded.Calls[_call].Operation);
                JsonMap metadata = (JsonMap)o["ResponseMetadata"]!;
                int status = (int)((JsonNumber)metadata["HTTPStatusCode"]!).AsDouble;
                return (status, AsText(new MemberPath("$.ResponseMetadata").Remove(o), ""));
            case MatchKind.Answer:
                return (200, expected);
            case MatchKind.Refusal:
                JsonMap refusal = (JsonMap)expected;
                JsonMap body = (JsonMap)new MemberPath("$.Error").Remove(new MemberPath("$.ResponseMetadata").Remove(refusal));
                return (400, body.With("__type", ((JsonMap)refusal["Error"]!)["Code"]!));
            default:
                return Thrown((JsonString)(expected is JsonMap thrown ? thrown["exception_value"]! : expected));
        }
    }

    private static (int Status, JsonAny Body) Thrown(JsonString text)
    {
        string[] parts = text.Value.Split([" (", ") when calling the ", " operation: "], 4, StringSplitOptions.None);
        return parts.Length < 4
            ? (400, JsonMap.Of(("__type", "ValidationException")))
            : (400, JsonMap.Of(("__type", parts[1]), ("message", parts[3])));
    }

    /// <summary>An answer that no recording has, with what later calls refer to.</summary>
    private (int Status, JsonAny Body) Invented(Call call, JsonMap parameters)
    {
        if (call.BaselineError is not null)
        {
            return (400, JsonMap.Of(("__type", call.BaselineError)));
        }

        int number = Count(call.Operation);
        string name = Case.Text(parameters, "name") ?? Value($"exec_id_{number}");
        return (200, call.Operation switch
        {
            "CreateStateMachine" => JsonMap.Of(
                ("stateMachineArn", Arn("stateMachine", name)), ("stateMachineVersionArn", Arn("stateMachine", $"{name}:1"))),
            "CreateActivity" => JsonMap.Of(("activityArn", Arn("activity", name))),
            "StartExecution" => JsonMap.Of(("executionArn", Arn("execution", $"{MachineOf(parameters)}:{name}"))),
            "GetExecutionHistory" => JsonMap.Of(("events", CaseHistory(number))),
            "ListStateMachines" => JsonMap.Of(("stateMachines", ListedStateMachines(call))),
            "UpdateStateMachine" => JsonMap.Of(("revisionId", $"revision-{number}")),
            _ => JsonMap.Empty,
        });
    }

    /// <summary>The history behind one of the derived pairs of input and output.</summary>
    private JsonList CaseHistory(int number)
    {
        Match? match = recorded.Matches.FirstOrDefault(m => m.Kind == MatchKind.InputsAndOutputs);
        if (match is null)
        {
            return JsonList.Empty;
        }

        var pair = (JsonMap)((JsonList)recorded.Expected[match.Key]!)[number];
        return JsonList.Of(
            JsonMap.Of(("executionStartedEventDetails", JsonMap.Of(("input", pair["input"]!.ToString())))),
            JsonMap.Of(("executionSucceededEventDetails", JsonMap.Of(("output", pair["output"]!.ToString())))));
    }

    private JsonList ListedStateMachines(Call call) =>
        call.Parameters["maxResults"] is null || _calls.Peek().Parameters["nextToken"] is not null
        ? JsonList.Empty
        : JsonList.Of(recorded.Matches.Where(m => m.Kind == MatchKind.ListedStateMachines)
            .SelectMany(m => (JsonList)AsText(OnTheWire(recorded.Expected[m.Key]!), "")));

    private int Count(string operation)
    {
        int number = _created.GetValueOrDefault(operation);
        _created[operation] = number + 1;
        return number;
    }

    private JsonAny OnTheWire(JsonAny expected)
    {
        string text = RestoreParallel(expected).ToString();
        IEnumerable<Transformer> symbols = recorded.Transformers.Where(t =>
            t.Regex is { } regex && regex.StartsWith('<') && regex.EndsWith('>'));
        foreach (Transformer transformer in symbols.Reverse())
        {
            text = text.Replace(transformer.Replacement, Value(transformer.Regex!.Trim('<', '>')), StringComparison.Ordinal);
        }

        for (int number = 1; number <= MaxReference; number++)
        {
            text = text
                .Replace($"<uuid:{number}>", $"00000000-1111-4222-8333-{number:x12}", StringComparison.Ordinal)
                .Replace($"<resource:{number}>", $"resource{number}r", StringComparison.Ordinal);
        }

        return JsonAny.Parse(text
            .Replace("\"date\"", $"\"{Date}\"", StringComparison.Ordinal)
            .Replace("\\\"date\\\"", $"\\\"{Date}\\\"", StringComparison.Ordinal)
            .Replace("<partition>", "aws", StringComparison.Ordinal)
            .Replace("<region>", Symbols.Region, StringComparison.Ordinal)
            .Replace("111111111111", Symbols.Account, StringComparison.Ordinal));
    }

    private string Value(string symbol) => symbol.StartsWith("activity_arn_", StringComparison.Ordinal)
        ? Arn("activity", Value(symbol.Replace("_arn_", "_name_", StringComparison.Ordinal)))
        : new Symbols(recorded).Resolve($"<{symbol}>") ?? Symbols.Invent(symbol);

    private static string MachineOf(JsonMap parameters) => Case.Text(parameters, "stateMachineArn")!.Split(':')[6];

    private static string Arn(string kind, string name) => $"arn:aws:states:{Symbols.Region}:{Symbols.Account}:{kind}:{name}";

    /// <summary>What the API sends as text, and as numbers.</summary>
    private static JsonAny AsText(JsonAny value, string name)
    {
        if (value is JsonString && Dates.Contains(name))
        {
            return 1700000000.5;
        }

        switch (value)
        {
            case JsonString { Value: "map_run_arn" }:
                return Arn("mapRun", "machine/label7:run7");
            case JsonList array:
                return JsonList.Of(array.Select(item => AsText(item, "")));
            case JsonMap variables when name is "assignedVariables":
                return variables.Aggregate(new JsonMap.Builder(), (b, m) =>
                    b.Set(m.Key, m.Value is JsonString ? m.Value : m.Value.ToString())).Build();
            case JsonMap when name is "input" or "output" or "parameters" or "cause" or "definition":
                return value.ToString();
            case JsonMap o:
                return o.Aggregate(new JsonMap.Builder(o.Count), (b, m) => b.Set(m.Key, AsText(m.Value, m.Key))).Build();
            default:
                return value;
        }
    }

    /// <summary>Puts the events back that a recording lost in a Parallel state, so that losing them again can be proven.</summary>
    private static JsonAny RestoreParallel(JsonAny expected) => !ParallelOrder.IsLost(expected) ? expected
        : new MemberPath("$..events").Change(expected, events =>
        {
            var restored = new List<JsonAny>();
            foreach (JsonMap e in ((JsonList)events).Cast<JsonMap>())
            {
                if (e["id"] is JsonNumber id && Case.Text(e, "type") is "ParallelStateExited")
                {
                    for (int lost = 0; restored.Count < id.AsDouble - 1; lost++)
                    {
                        restored.Add(JsonMap.Of(("type", lost % 2 == 0 ? "ParallelStateSucceeded" : "ParallelStateExited")));
                    }
                }

                restored.Add(e["id"] is JsonList ? e.With("id", restored.Count + 1).With("previousEventId", restored.Count) : e);
            }

            return JsonList.Of(restored);
        });
}
