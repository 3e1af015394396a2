using System.Text.Json.Nodes;
using FunctionsAsl.Core;

namespace FunctionsAsl.Support;

/// <summary>
/// An engine whose decisions were changed on purpose, as a later release's might be: it takes every definition to say something else.
/// Passes have another result; waits, retries and time-outs another length.
/// </summary>
public static class ChangedDecisions
{
    /// <summary>What passes come to.</summary>
    public const string Result = "decided otherwise";

    /// <summary>By how many seconds waits and time-outs are longer, and how long a first retry waits.</summary>
    public const int Seconds = 7;

    /// <summary>Compiles a stored definition.</summary>
    public static StateMachine Compile(string definition)
    {
        JsonNode changed = JsonNode.Parse(definition)!;
        Change(changed);
        return StateMachine.CompileStored(changed.ToJsonString());
    }

    private static void Change(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                Change(item);
            }
        }

        if (node is not JsonObject o)
        {
            return;
        }

        foreach ((string name, JsonNode? value) in o.ToArray())
        {
            Change(value);
            if (name is "Seconds" or "TimeoutSeconds" or "HeartbeatSeconds" && value!.GetValueKind() == System.Text.Json.JsonValueKind.Number)
            {
                o[name] = value.GetValue<long>() + Seconds;
            }
        }

        if (o.ContainsKey("IntervalSeconds"))
        {
            o["IntervalSeconds"] = Seconds;
        }

        if (o["Type"]?.GetValue<string>() == "Pass")
        {
            o.Remove("Parameters");
            o[o.ContainsKey("Output") ? "Output" : "Result"] = Result;
        }
    }
}
