using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FunctionsAsl.Compatibility.Hosts;

namespace FunctionsAsl.Compatibility;

/// <summary>Everything that the API shows: machines, activities, and executions with their whole histories, by ARN.</summary>
internal sealed partial class Observation(Host host)
{
    private const int LongText = 1000;

    private readonly SortedDictionary<string, JsonNode> _resources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonNode> _executions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonNode> _mapRuns = new(StringComparer.Ordinal);
    private readonly Queue<string> _unseen = new();

    /// <summary>Looks at everything.</summary>
    /// <param name="host">The service.</param>
    /// <param name="unlisted">Executions that no list shows.</param>
    public static async Task<Observation> OfAsync(Host host, IEnumerable<string> unlisted)
    {
        var observation = new Observation(host);
        foreach (string execution in unlisted)
        {
            observation._unseen.Enqueue(execution);
        }

        await observation.SeeAsync("ListActivities", "activities", "activityArn", "DescribeActivity");
        await observation.SeeAsync("ListStateMachines", "stateMachines", "stateMachineArn", "DescribeStateMachine");
        await observation.SeeExecutionsAsync();
        return observation;
    }

    /// <summary>Machines and activities.</summary>
    public JsonObject Resources => Copy(_resources);

    /// <summary>Executions: their description, the machine that they run, and their history.</summary>
    public JsonObject Executions => Copy(_executions);

    /// <summary>Map Runs: their description, and their children as they are listed.</summary>
    public JsonObject MapRuns => Copy(_mapRuns);

    /// <summary>The executions in short: how far each is, and how many events it has.</summary>
    public JsonObject Summary => Copy(_executions.Select(static e => KeyValuePair.Create(e.Key, (JsonNode)
        $"{e.Value["execution"]!["status"]} with {e.Value["history"]!.AsArray().Count} events")));

    private async Task SeeAsync(string list, string items, string key, string describe)
    {
        foreach (JsonNode? item in await ListAsync(list, items, []))
        {
            string arn = item![key]!.GetValue<string>();
            JsonNode described = await CallAsync(describe, new JsonObject { [key] = arn });
            _resources.Add(arn, new JsonObject
            {
                ["description"] = described,
                ["tags"] = (await CallAsync("ListTagsForResource", new JsonObject { ["resourceArn"] = arn }))["tags"]!.DeepClone(),
            });
            if (described["type"]?.GetValue<string>() == "STANDARD")
            {
                foreach (JsonNode? execution in await ListAsync("ListExecutions", "executions", new JsonObject { [key] = arn }))
                {
                    _unseen.Enqueue(execution!["executionArn"]!.GetValue<string>());
                }
            }
        }
    }

    /// <summary>Those that are listed, and those that they name: a Map Run's children are in no list.</summary>
    private async Task SeeExecutionsAsync()
    {
        while (_unseen.TryDequeue(out string? arn))
        {
            if (_executions.ContainsKey(arn))
            {
                continue;
            }

            var key = new JsonObject { ["executionArn"] = arn };
            (int status, JsonNode execution) = await host.CallAsync("DescribeExecution", key);
            if (status != 200)
            {
                // Named, and not begun yet or removed.
                continue;
            }

            JsonArray history = await ListAsync("GetExecutionHistory", "events", key);
            JsonNode machine = await CallAsync("DescribeStateMachineForExecution", key);
            machine["definition"] = Digest(machine["definition"]!.GetValue<string>());
            _executions.Add(arn, new JsonObject
            {
                ["execution"] = execution,
                ["machine"] = machine,
                ["history"] = history,
            });
            await SeeMapRunsAsync(arn);
            foreach (Match named in ExecutionArn().Matches(execution.ToJsonString() + history.ToJsonString()))
            {
                _unseen.Enqueue(named.Value);
            }
        }
    }

    private async Task SeeMapRunsAsync(string execution)
    {
        foreach (JsonNode? run in await ListAsync("ListMapRuns", "mapRuns", new JsonObject { ["executionArn"] = execution }))
        {
            string arn = run!["mapRunArn"]!.GetValue<string>();
            var key = new JsonObject { ["mapRunArn"] = arn };
            JsonArray children = await ListAsync("ListExecutions", "executions", key);
            _mapRuns.Add(arn, new JsonObject { ["run"] = await CallAsync("DescribeMapRun", key), ["children"] = children });
            foreach (JsonNode? child in children)
            {
                _unseen.Enqueue(child!["executionArn"]!.GetValue<string>());
            }
        }
    }

    private async Task<JsonArray> ListAsync(string operation, string items, JsonObject parameters)
    {
        var all = new JsonArray();
        JsonNode? next = null;
        do
        {
            var page = (JsonObject)parameters.DeepClone();
            page["maxResults"] = 100;
            if (next is not null)
            {
                page["nextToken"] = next.DeepClone();
            }

            JsonNode answer = await CallAsync(operation, page);
            foreach (JsonNode? item in answer[items]!.AsArray())
            {
                all.Add(item!.DeepClone());
            }

            next = answer["nextToken"];
        }
        while (next is not null);
        return all;
    }

    private async Task<JsonNode> CallAsync(string operation, JsonObject parameters)
    {
        (int status, JsonNode body) = await host.CallAsync(operation, parameters);
        return status == 200 ? body : throw new InvalidOperationException($"{operation} {parameters}: {status} {body}");
    }

    private static JsonObject Copy(IEnumerable<KeyValuePair<string, JsonNode>> members) =>
        new(members.Select(static m => KeyValuePair.Create(m.Key, (JsonNode?)Shorten(m.Value))));

    /// <summary>A copy in which a long text is only told apart from others.</summary>
    private static JsonNode Shorten(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.Select(static m => KeyValuePair.Create(m.Key, m.Value is null ? null : Shorten(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(static item => item is null ? null : Shorten(item))]),
        JsonValue v when v.TryGetValue(out string? text) && text.Length > LongText => Digest(text),
        _ => node.DeepClone(),
    };

    private static string Digest(string text) =>
        $"{text.Length} characters, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("arn:aws:states:[a-z0-9-]+:[0-9]+:execution:[^\"\\\\]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExecutionArn();
}
