using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>One recorded test: calls in order and what AWS answered.</summary>
/// <remarks>The shape is described in the README of <c>../shared/conformance/asl</c>.</remarks>
public sealed class Case
{
    private const string IdPrefix = "tests/aws/services/stepfunctions/v2/";

    public Case(JsonMap json)
    {
        string id = Text(json, "id")!;
        Id = id.StartsWith(IdPrefix, StringComparison.Ordinal) ? id[IdPrefix.Length..] : id;
        Area = Text(json, "area")!;
        RecordedOn = Text(json, "aws_validated")![..10];
        Calls = [.. ((JsonList)json["calls"]!).Cast<JsonMap>().Select(call => new Call(call))];
        Expected = (JsonMap)json["expected"]!;
        Transformers = [.. ((JsonList)json["transformers"]!).Cast<JsonMap>().Select(t => new Transformer(t))];
        Lambdas = (JsonMap)json["lambdas"]!;
        Matches = [.. ReadMatches((JsonList)json["matches"]!)];
    }

    /// <summary>The recorded test's name, without the directory that all share.</summary>
    public string Id { get; }

    public string Area { get; }

    /// <summary>When AWS was asked, as <c>2024-11-28</c>.</summary>
    public string RecordedOn { get; }

    public IReadOnlyList<Call> Calls { get; }

    public IReadOnlyList<Match> Matches { get; }

    /// <summary>What AWS answered, normalised, by match key.</summary>
    public JsonMap Expected { get; }

    public IReadOnlyList<Transformer> Transformers { get; }

    /// <summary>Symbol of the function's name to its description.</summary>
    public JsonMap Lambdas { get; }

    /// <summary>Whether a task is one that polls an activity.</summary>
    public bool TasksPoll => Calls.Any(call =>
        Text(call.Parameters, "definition")?.Contains("aws-sdk:sfn:getActivityTask", StringComparison.Ordinal) == true);

    public override string ToString() => Id;

    /// <summary>The other services that take part in a recorded test.</summary>
    internal static HashSet<string> ServicesOf(JsonMap json) =>
        [.. ((JsonList)json["calls"]!).Cast<JsonMap>().Select(static call => Text(call, "service")).OfType<string>()];

    internal static string? Text(JsonMap json, string name) => (json[name] as JsonString)?.Value;

    private IEnumerable<Match> ReadMatches(JsonList matches)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonMap match in matches.Cast<JsonMap>())
        {
            string key = Text(match, "key")!;
            seen.Add(key);
            JsonNumber? call = (match["call"] ?? match["after_call"]) as JsonNumber;
            int index = call is null ? Calls.Count - 1 : (int)call.AsDouble;
            yield return new Match(key, index, KindOf(match, Expected[key]));
        }

        // The baseline that made the list of matches accepted what AWS refuses, in the last call.
        foreach ((string key, JsonAny value) in Expected.Where(member => !seen.Contains(member.Key)))
        {
            yield return new Match(key, Calls.Count - 1, KindOfDerived(key, value));
        }
    }

    private static MatchKind KindOf(JsonMap match, JsonAny? expected)
    {
        if (match.Contains("is_error"))
        {
            return MatchKind.Refusal;
        }

        if (match.Contains("is_exception_text"))
        {
            return MatchKind.Exception;
        }

        return match.Contains("derived") ? KindOfDerived(Text(match, "key")!, expected!) : MatchKind.Answer;
    }

    private static MatchKind KindOfDerived(string key, JsonAny expected) => expected switch
    {
        _ when key is "messages" or "stepfunctions_events" => MatchKind.Messages,
        _ when key is "logged_execution_events" => MatchKind.LoggedEvents,
        _ when key is "end_event" => MatchKind.LastLoggedEvent,
        JsonString => MatchKind.ExceptionText,
        JsonList { Count: > 0 } items when items[0] is JsonMap item && item.Contains("stateMachineArn") => MatchKind.ListedStateMachines,
        JsonList => MatchKind.InputsAndOutputs,
        _ => RefusalKind(expected),
    };

    private static MatchKind RefusalKind(JsonAny expected) =>
        ((JsonMap)expected).Contains("exception_typename") ? MatchKind.Exception : MatchKind.Refusal;
}

/// <summary>One call of the API, with symbols in its parameters.</summary>
public sealed class Call(JsonMap json)
{
    public string Operation { get; } = Case.Text(json, "op")!;

    /// <summary>The other service that is called, as <c>logs</c>; <see langword="null"/> for Step Functions.</summary>
    public string? Service { get; } = Case.Text(json, "service");

    public JsonMap Parameters { get; } = (JsonMap)json["params"]!;

    /// <summary>What a double answered when the call to another service was written down.</summary>
    public JsonAny? Result { get; } = json["result"];

    /// <summary>Whether the test repeated the call until the answer had settled.</summary>
    public bool Polls { get; } = json.Contains("poll");

    /// <summary>The error by which the emulator that made the list of calls refused this one.</summary>
    public string? BaselineError { get; } = Case.Text(json, "baseline_error");

    /// <summary>Whether boto3 itself refuses the call: AWS never saw it.</summary>
    public bool IsRefusedByClient => string.Equals(BaselineError, "ParamValidationError", StringComparison.Ordinal);
}

public enum MatchKind
{
    /// <summary>The answer of the call.</summary>
    Answer,

    /// <summary>The refusal, as boto3's <c>e.response</c>.</summary>
    Refusal,

    /// <summary>The refusal, as the exception's class and text.</summary>
    Exception,

    /// <summary>The refusal's text alone.</summary>
    ExceptionText,

    /// <summary>Input and output of every execution whose history was read.</summary>
    InputsAndOutputs,

    /// <summary>A part of the state machines that all pages list together.</summary>
    ListedStateMachines,

    /// <summary>The records of a log stream, by their ids.</summary>
    LoggedEvents,

    /// <summary>The last of them.</summary>
    LastLoggedEvent,

    /// <summary>The bodies of all messages that were received from queues.</summary>
    Messages,
}

/// <summary>What to compare: the answer number <paramref name="Call"/> with <c>expected[Key]</c>.</summary>
public sealed record Match(string Key, int Call, MatchKind Kind);

/// <summary>One of the test's own normalisations.</summary>
public sealed class Transformer(JsonMap json)
{
    public string? Regex { get; } = Case.Text(json, "regex");

    public string? JsonPath { get; } = Case.Text(json, "jsonpath");

    public string Replacement { get; } = Case.Text(json, "replacement")!;

    /// <summary>Whether each distinct value gets a numbered placeholder, everywhere.</summary>
    public bool IsReference { get; } = json["reference"] is JsonBoolean { Value: true };
}
