using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>Makes the calls of one case and compares the answers with what AWS answered.</summary>
public sealed class CaseRun
{
    private static readonly HashSet<string> Dates = new(StringComparer.Ordinal)
    {
        "creationDate", "startDate", "stopDate", "updateDate", "redriveDate", "timestamp",
    };

    /// <summary>The headers of a double are not AWS's, nor is their order.</summary>
    private static readonly MemberPath HttpOfDouble = new("$..SdkHttpMetadata");

    private readonly Case _case;
    private readonly Symbols _symbols;
    private readonly List<(int Status, JsonAny Body)> _answers = [];
    private readonly LogsOfCase? _logs;
    private readonly ServicesOfCase? _services;

    private CaseRun(Case recorded, string? moto)
    {
        _case = recorded;
        _symbols = new Symbols(recorded);
        _services = moto is null ? null : new ServicesOfCase(moto);
        if (moto is not null)
        {
            _symbols.BindMoto(moto);
        }

        _logs = recorded.Calls.Any(static call => call.Service == "logs") ? new LogsOfCase() : null;
    }

    /// <summary>Runs a case.</summary>
    /// <param name="moto">Where the double of AWS's services is, where they take part.</param>
    /// <returns>What differs from the recording; empty where nothing does.</returns>
    public static async ValueTask<IReadOnlyList<string>> DifferencesAsync(
        Case recorded, StartTarget start, CancellationToken cancel, string? moto = null)
    {
        var run = new CaseRun(recorded, moto);
        string? refused = await run.CallAsync(start, cancel);
        return refused is null
            ? Comparison.Differences(Comparable(recorded, recorded.Expected), Comparable(recorded, run.Normalized()))
            : [refused];
    }

    /// <summary>Runs a case and gives its answers in the recordings' form, all of them comparable.</summary>
    public static async ValueTask<JsonAny> AnswersAsync(Case recorded, StartTarget start, CancellationToken cancel)
    {
        var run = new CaseRun(recorded, moto: null);
        string? refused = await run.CallAsync(start, cancel);
        return refused is null ? Comparable(recorded, run.Normalized()) : throw new InvalidOperationException(refused);
    }

    /// <summary>The part of normalised answers that can be compared.</summary>
    public static JsonAny Comparable(Case recorded, JsonMap answers)
    {
        JsonAny value = Normalizer.Align(answers);
        foreach (MemberPath path in Incomparable.PathsOf(recorded.Id))
        {
            value = path.Remove(value);
        }

        if (CaseSource.Services.ContainsKey(recorded.Id))
        {
            value = HttpOfDouble.Remove(value);
        }

        return ParallelOrder.IsLost(recorded.Expected) ? ParallelOrder.Sort(value) : value;
    }

    /// <returns>Which call the target refused although AWS did not.</returns>
    private async ValueTask<string?> CallAsync(StartTarget start, CancellationToken cancel)
    {
        var setup = new Setup(Symbols.Region, Symbols.Account, new Lambdas(_case), _case.TasksPoll)
        {
            Logs = _logs?.Deliveries,
            Services = _services?.Endpoint,
            IsExpress = _case.Calls.Any(static call => Case.Text(call.Parameters, "type") is "EXPRESS"),
        };
        await using LogsOfCase? logs = _logs;
        await using IStepFunctions target = await start(setup);
        int lastStop = _case.Calls.ToList().FindLastIndex(call => call.Operation is "StopExecution");
        for (int i = 0; i < _case.Calls.Count; i++)
        {
            Call call = _case.Calls[i];
            // An execution that is to be stopped must still be waiting then.
            bool reads = call.Polls || call.Operation is "GetExecutionHistory" or "DescribeExecution" or "ListExecutions";
            await target.SettleAsync(timePasses: reads && i > lastStop, cancel);
            if (_services is not null)
            {
                await _services.ReceiveAsync(cancel);
            }

            var parameters = (JsonMap)_symbols.Substitute(call.Parameters);
            parameters = _services?.Replace(parameters) ?? parameters;
            (int status, JsonAny body) = call.Service switch
            {
                null => await target.CallAsync(call.Operation, parameters, cancel),
                "logs" => await _logs!.CallAsync(call.Operation, parameters, () => target.SettleAsync(timePasses: true, cancel), cancel),
                _ => await _services!.CallAsync(call, parameters, cancel),
            };
            if (status != 200 && !MayBeRefused(i))
            {
                return $"call {i} ({call.Operation}) was refused with {status}: {body}";
            }

            _answers.Add((status, body));
            if (status == 200)
            {
                _symbols.Learn(call.Operation, body);
            }
        }

        return null;
    }

    private bool MayBeRefused(int call) =>
        _case.Calls[call].BaselineError is not null || _case.Matches.Any(m => m.Call == call && m.Kind != MatchKind.Answer);

    private JsonMap Normalized()
    {
        var answers = new JsonMap.Builder();
        foreach (Match match in _case.Matches)
        {
            answers.Set(match.Key, Sort(Answer(match)));
        }

        return Normalizer.Normalize(_case, answers.Build(), _symbols);
    }

    private JsonAny Answer(Match match)
    {
        (int status, JsonAny body) = _answers[match.Call];
        Call call = _case.Calls[match.Call];
        switch (match.Kind)
        {
            case MatchKind.InputsAndOutputs:
                return JsonList.Of(Enumerable.Range(0, match.Call + 1)
                    .Where(i => _case.Calls[i].Operation is "GetExecutionHistory")
                    .Select(i => InputAndOutput(_answers[i].Body)));
            case MatchKind.ListedStateMachines:
                return ListedStateMachines(match);
            case MatchKind.LoggedEvents:
                return LogsOfCase.Events(body);
            case MatchKind.LastLoggedEvent:
                return LogsOfCase.Events(body)[^1];
            case MatchKind.Messages:
                return _services!.Messages;
            case MatchKind.Answer:
                JsonMap metadata = JsonMap.Of(("HTTPHeaders", JsonMap.Empty), ("HTTPStatusCode", status));
                return body is JsonMap o ? ((JsonMap)MaskDates(o)).With("ResponseMetadata", metadata) : body;
            default:
                return call.IsRefusedByClient && IsValidationError(status, body)
                    ? _case.Expected[match.Key]!
                    : Refusal(match.Kind, call, status, body);
        }
    }

    /// <summary>Where boto3 refused the call by itself, only that the service refuses it too can be checked, not with which text.</summary>
    private static bool IsValidationError(int status, JsonAny body) =>
        status == 400 && body is JsonMap o && Case.Text(o, "__type") is "ValidationException";

    private static JsonAny Refusal(MatchKind kind, Call call, int status, JsonAny body)
    {
        if (status == 200 || body is not JsonMap o || Case.Text(o, "__type") is not { } type)
        {
            return JsonMap.Of(("not refused", body));
        }

        string code = type[(type.LastIndexOf('#') + 1)..];
        string message = Case.Text(o, "message") ?? "";
        string text = $"An error occurred ({code}) when calling the {call.Operation} operation: {message}";
        return kind switch
        {
            MatchKind.ExceptionText => text,
            MatchKind.Exception => JsonMap.Of(("exception_typename", code), ("exception_value", text)),
            _ => ((JsonMap)new MemberPath("$.__type").Remove(o))
                .With("Error", JsonMap.Of(("Code", code), ("Message", message)))
                .With("ResponseMetadata", JsonMap.Of(("HTTPHeaders", JsonMap.Empty), ("HTTPStatusCode", status))),
        };
    }

    private static JsonMap InputAndOutput(JsonAny history)
    {
        JsonList? events = (history as JsonMap)?["events"] as JsonList;
        return JsonMap.Of(
            ("input", DetailOf(events is { Count: > 0 } ? events[0] : null, "executionStartedEventDetails", "input")),
            ("output", DetailOf(events is { Count: > 0 } ? events[^1] : null, "executionSucceededEventDetails", "output")));
    }

    private static JsonAny DetailOf(JsonAny? @event, string details, string name) =>
        ((@event as JsonMap)?[details] as JsonMap)?[name] is JsonString text ? JsonAny.Parse(text.Value) : "missing";

    /// <summary>The test puts the pages together and takes the first of its own machines as one page, the others as the next.</summary>
    private JsonList ListedStateMachines(Match match)
    {
        IEnumerable<JsonAny> all = Enumerable.Range(0, match.Call + 1)
            .Where(i => _case.Calls[i] is { Operation: "ListStateMachines", Parameters.Count: > 0 })
            .SelectMany(i => (_answers[i].Body as JsonMap)?["stateMachines"] as JsonList ?? JsonList.Empty);
        int before = _case.Matches.TakeWhile(m => m != match).Where(m => m.Kind == match.Kind).Sum(PageLength);
        return (JsonList)MaskDates(JsonList.Of(all.Skip(before).Take(PageLength(match))));
    }

    private int PageLength(Match match) => ((JsonList)_case.Expected[match.Key]!).Count;

    /// <summary>Numbers that the protocol sends for points in time, as the client library's dates were recorded.</summary>
    private static JsonAny MaskDates(JsonAny value) => value switch
    {
        JsonList array => JsonList.Of(array.Select(MaskDates)),
        JsonMap o => o.Aggregate(new JsonMap.Builder(o.Count), (b, m) =>
            b.Set(m.Key, Dates.Contains(m.Key) && m.Value is JsonNumber ? "datetime" : MaskDates(m.Value))).Build(),
        _ => value,
    };

    /// <summary>Members by name, as the recordings; the numbers of references follow this order.</summary>
    private static JsonAny Sort(JsonAny value)
    {
        if (value is JsonList array)
        {
            return JsonList.Of(array.Select(item => item is JsonMap ? Sort(item) : item));
        }

        if (value is not JsonMap o)
        {
            return value;
        }

        var builder = new JsonMap.Builder(o.Count);
        foreach ((string name, JsonAny member) in o.OrderBy(m => m.Key is "ResponseMetadata").ThenBy(m => m.Key, StringComparer.Ordinal))
        {
            builder.Set(name, Sort(member));
        }

        return builder.Build();
    }
}
