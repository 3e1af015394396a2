using System.Text.RegularExpressions;
using FunctionsAsl.Json;

namespace FunctionsAsl.Conformance;

/// <summary>
/// The values of a case's symbols, as <c>&lt;sm_arn_0&gt;</c>. Free names are invented; the others are bound by the answers
/// that create them, numbered in the order they appear.
/// </summary>
public sealed partial class Symbols
{
    public const string Region = "us-east-1";

    // The account that literal ARNs in the calls name.
    public const string Account = "000000000000";

    // A next token in the calls is the one the emulator gave: base64 of "arn:".
    private const string RecordedToken = "YXJuO";

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal) { ["region"] = Region, ["account"] = Account };
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private string? _nextToken;

    public Symbols(Case recorded)
    {
        if (LostActivityName(recorded) is { } name)
        {
            _values["activity_name_0"] = name;
        }
    }

    /// <summary>The value that a free name stands for; no name begins another, and dashes would be split by some cases.</summary>
    public static string Invent(string symbol) => symbol.StartsWith("role_arn_", StringComparison.Ordinal)
        ? $"arn:aws:iam::{Account}:role/{symbol}z"
        : symbol + "z";

    /// <summary>
    /// The name that is the point of a case, but a free symbol in its calls: AWS quotes an invalid one, the case's id ends with
    /// a valid one.
    /// </summary>
    private static string? LostActivityName(Case recorded)
    {
        const string Quote = "Invalid Name: '";
        string? message = recorded.Expected.Select(e => e.Value).OfType<JsonMap>().Select(e => Case.Text(e, "message")).FirstOrDefault();
        if (message?.StartsWith(Quote, StringComparison.Ordinal) == true)
        {
            return message[Quote.Length..^1];
        }

        int parameter = recorded.Id.IndexOf("_delete_activity[", StringComparison.Ordinal);
        return parameter < 0 ? null : recorded.Id[(recorded.Id.IndexOf('[', parameter) + 1)..^1];
    }

    /// <summary>Binds the address of what stands for the other services.</summary>
    public void BindMoto(string endpoint) => _values["moto"] = endpoint;

    /// <summary>The text with its symbols replaced, or <see langword="null"/> where one has no value yet.</summary>
    public string? Resolve(string text, Func<string, string>? escape = null)
    {
        bool complete = true;
        string resolved = Symbol().Replace(text, match =>
        {
            string? value = Find(match.Groups["name"].Value);
            complete &= value is not null;
            return value is null ? match.Value : escape?.Invoke(value) ?? value;
        });
        return complete ? resolved : null;
    }

    /// <summary>The parameters with their symbols replaced; an unbound one stays, for the service to refuse.</summary>
    public JsonAny Substitute(JsonAny value) => value switch
    {
        JsonString s when s.Value.StartsWith(RecordedToken, StringComparison.Ordinal) && _nextToken is not null => _nextToken,
        JsonString s => Resolve(s.Value) ?? s.Value,
        JsonList array => JsonList.Of(array.Select(Substitute)),
        JsonMap o => o.Aggregate(new JsonMap.Builder(o.Count), (b, m) => b.Set(m.Key, Substitute(m.Value))).Build(),
        _ => value,
    };

    /// <summary>Binds what the answer of a call defines.</summary>
    public void Learn(string operation, JsonAny answer)
    {
        if (answer is not JsonMap o)
        {
            return;
        }

        _nextToken = Case.Text(o, "nextToken") ?? _nextToken;
        Bind("sm_version_arn", Case.Text(o, "stateMachineVersionArn"));
        Bind("revision_id", Case.Text(o, "revisionId"));
        switch (operation)
        {
            case "CreateStateMachine":
                Bind("sm_arn", Case.Text(o, "stateMachineArn"));
                break;
            case "CreateStateMachineAlias":
                Bind("sm_alias_arn", Case.Text(o, "stateMachineAliasArn"));
                break;
            case "CreateActivity":
                // Recordings mask this ARN as a whole, so its form is checked here.
                string? activity = Case.Text(o, "activityArn");
                bool isWellFormed = activity?.StartsWith($"arn:aws:states:{Region}:{Account}:activity:", StringComparison.Ordinal) ?? false;
                Bind("activity_arn", isWellFormed ? activity : null);
                break;
            case "GetActivityTask":
                Bind("task_token", Case.Text(o, "taskToken"));
                break;
            case "StartExecution":
                string[]? parts = Bind("exec_arn", Case.Text(o, "executionArn"))?.Split(':');
                Bind("exec_id", parts?[^1]);
                Bind("express_id", parts is [.., "express", _, var name, _] ? name : null);
                break;
            case "StartSyncExecution" when Case.Text(o, "executionArn")?.Split(':') is { Length: > 2 } synchronous:
                Bind("express_id", synchronous[^2]);
                Bind("sync_exec_id", synchronous[^1]);
                break;
            case "GetExecutionHistory" when o["events"] is JsonList events:
                LearnMapRuns(events);
                break;
            default:
                break;
        }
    }

    private void LearnMapRuns(JsonList events)
    {
        foreach (JsonAny details in events.OfType<JsonMap>().Select(e => e["mapRunStartedEventDetails"]).OfType<JsonAny>())
        {
            string? arn = details is JsonMap o ? Case.Text(o, "mapRunArn") : null;
            if (arn is not null && Bind("map_run_arn", arn) is not null)
            {
                foreach (string part in arn.Split('/')[^1].Split(':'))
                {
                    Bind("map_run_id", part);
                }
            }
        }
    }

    /// <returns>The value, if it is new.</returns>
    private string? Bind(string kind, string? value)
    {
        if (value is null || !_known.Add(kind + ' ' + value))
        {
            return null;
        }

        int number = _counts.GetValueOrDefault(kind);
        _counts[kind] = number + 1;
        _values[$"{kind}_{number}"] = value;
        return value;
    }

    private string? Find(string symbol)
    {
        if (_values.TryGetValue(symbol, out string? value))
        {
            return value;
        }

        return FreeName().IsMatch(symbol) ? Invent(symbol) : null;
    }

    [GeneratedRegex(@"<(?<name>region|account|moto|[a-z_]+_\d+)>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Symbol();

    [GeneratedRegex(
        @"^(role_arn|sm_name|lambda_name|activity_name|exec_name)_\d+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FreeName();
}
