using System.Text.Json.Nodes;
using FunctionsAsl.Compatibility.Hosts;

namespace FunctionsAsl.Compatibility;

/// <summary>What is done to data once it is opened again. It lies beside the data, so that it stays the same for ever.</summary>
/// <param name="Opened">When the data is opened again.</param>
/// <param name="Unlisted">Executions that no list shows: the children of Map Runs.</param>
/// <param name="Calls">What is called then, in order of time.</param>
/// <param name="End">Until when nothing else happens than time passing.</param>
internal sealed record Script(DateTimeOffset Opened, IReadOnlyList<string> Unlisted, IReadOnlyList<ScriptedCall> Calls, DateTimeOffset End)
{
    /// <summary>In a call's parameters, the task token that the last GetActivityTask answered.</summary>
    public const string TakenToken = "(taken)";

    /// <summary>Does it all.</summary>
    /// <returns>What each call answered.</returns>
    public async Task<JsonArray> RunAsync(Host host)
    {
        string? token = null;
        var answers = new JsonArray();
        foreach (ScriptedCall call in Calls)
        {
            await host.MoveToAsync(call.At);
            JsonNode parameters = call.Parameters.DeepClone();
            if (parameters["taskToken"]?.GetValue<string>() == TakenToken)
            {
                parameters["taskToken"] = token;
            }

            (int status, JsonNode body) = await host.CallAsync(call.Operation, parameters);
            token = body["taskToken"]?.GetValue<string>() ?? token;
            answers.Add(new JsonObject { ["call"] = call.Operation, ["status"] = status, ["body"] = body });
        }

        await host.MoveToAsync(End);
        await host.TidyAsync();
        return answers;
    }
}

/// <summary>A call of the AWS API at a time.</summary>
internal sealed record ScriptedCall(DateTimeOffset At, string Operation, JsonObject Parameters);
