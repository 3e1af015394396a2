using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Service.Operations;

/// <summary>
/// What an EXPRESS machine may not have: tasks that somebody else ends (LS test_sfn_api_express). These rules need the
/// machine's type, which is the API's, not the language's. The definition is one that has been compiled.
/// </summary>
internal static class ExpressRules
{
    public static ImmutableArray<Diagnostic> Check(string definition)
    {
        ImmutableArray<Diagnostic>.Builder found = ImmutableArray.CreateBuilder<Diagnostic>();
        Visit(JsonValue.Parse(definition), "", found);
        return found.ToImmutable();
    }

    // Depth is that of the JSON text, which its reader bounds.
    private static void Visit(JsonValue? scope, string path, ImmutableArray<Diagnostic>.Builder found)
    {
        if ((scope as JsonObject)?["States"] is not JsonObject states)
        {
            return;
        }

        foreach ((string name, JsonValue value) in states.Members)
        {
            if (value is not JsonObject state)
            {
                continue;
            }

            string at = $"{path}/States/{name}";
            if (state["Resource"] is JsonString resource && Problem(resource.Value) is string problem)
            {
                found.Add(new Diagnostic(
                    Severity.Error, "SCHEMA_VALIDATION_FAILED", $"Express state machine does not support {problem}", at + "/Resource"));
            }

            Visit(state["ItemProcessor"], at + "/ItemProcessor", found);
            Visit(state["Iterator"], at + "/Iterator", found);
            for (int i = 0; state["Branches"] is JsonArray branches && i < branches.Count; i++)
            {
                Visit(branches[i], $"{at}/Branches[{i}]", found);
            }
        }
    }

    private static string? Problem(string resource)
    {
        string[] parts = resource.Split(':', 7);
        if (parts is ["arn", _, "states", _, _, "activity", _])
        {
            return "Activity ARN";
        }

        int dot = resource.LastIndexOf('.');
        return resource.StartsWith("arn:", StringComparison.Ordinal) && dot >= 0 ? resource[dot..] switch
        {
            ".sync" or ".sync:2" => "'.sync' service integration",
            // The second space is AWS's.
            ".waitForTaskToken" => "'.waitForTaskToken' service integration ",
            _ => null,
        } : null;
    }
}
