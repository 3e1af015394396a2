using System.Collections.Immutable;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Definition;

namespace FunctionsAsl.Service.StateTests;

/// <summary>The state that a request tests: alone, or by its name in a whole machine, wherever it stands there.</summary>
internal sealed class StateUnderTest
{
    /// <summary>What a state is called that comes alone; the context object calls every state under test so (ST test_state_mock).</summary>
    public const string DefaultName = "StateName";

    private StateUnderTest(JsonMap fields, bool isJsonata, StateMachine machine)
    {
        Fields = fields;
        IsJsonata = isJsonata;
        Machine = machine;
        Type = ((JsonString)fields["Type"]!).Value;
        Resource = fields["Resource"] is JsonString arn ? TaskResource.TryParse(arn.Value) : null;
    }

    public JsonMap Fields { get; }

    /// <summary>As <c>Task</c>.</summary>
    public string Type { get; }

    public bool IsJsonata { get; }

    /// <summary>What a Task state runs.</summary>
    public TaskResource? Resource { get; }

    /// <summary>A machine that starts with the state.</summary>
    public StateMachine Machine { get; }

    /// <summary>Whether a mock may stand for the state's work; such states have retriers too.</summary>
    public bool TakesMock => Type is "Task" || OpensBranches;

    /// <summary>Whether nothing but a mock can stand for its work.</summary>
    public bool OpensBranches => Type is "Map" or "Parallel";

    /// <summary>Whether somebody else reports on the task: then too only a mock can stand for its work.</summary>
    public bool IsAwaited => Resource is { AwaitsToken: true } or { AwaitsJob: true };

    public JsonMap? ItemReader => Type == "Map" ? Fields["ItemReader"] as JsonMap : null;

    /// <exception cref="ApiException">InvalidDefinition, ValidationException</exception>
    public static StateUnderTest Read(string definition, string? name, HostChecks checks)
    {
        JsonMap? whole = Parse(definition);
        (StateMachine? machine, ImmutableArray<Diagnostic> diagnostics) =
            StateMachine.Compile(name is null && whole is not null ? Alone(whole).ToString() : definition, checks: checks);
        if (machine is null)
        {
            throw ApiException.InvalidDefinition(diagnostics);
        }

        JsonMap fields = (name is null ? whole : Find(whole!, name))
            ?? throw new ApiException("ValidationException", "State not found in definition");
        JsonAny? language = fields["QueryLanguage"] ?? whole!["QueryLanguage"];
        return new StateUnderTest(fields, language is JsonString { Value: "JSONata" }, machine.StartingAt(name ?? DefaultName));
    }

    private static JsonMap? Parse(string definition)
    {
        try
        {
            return JsonAny.Parse(definition) as JsonMap;
        }
        catch (JsonSyntaxException)
        {
            // Compiling it says where it is broken.
            return null;
        }
    }

    /// <summary>A machine of the state and of those that it names.</summary>
    private static JsonMap Alone(JsonMap state)
    {
        var states = new JsonMap.Builder();
        JsonMap end = JsonMap.Of(("Type", "Succeed"));
        foreach (JsonMap leads in (IEnumerable<JsonMap>)[state, .. Elements(state, "Choices"), .. Elements(state, "Catch")])
        {
            foreach (string field in (string[])["Next", "Default"])
            {
                if (leads[field] is JsonString { Value: var target })
                {
                    states.Set(target, end);
                }
            }
        }

        return JsonMap.Of(("StartAt", DefaultName), ("States", states.Set(DefaultName, state).Build()));
    }

    private static JsonMap? Find(JsonMap graph, string name)
    {
        JsonMap states = (JsonMap)graph["States"]!;
        return states[name] as JsonMap
            ?? states.Select(static s => (JsonMap)s.Value).SelectMany(Graphs).Select(inner => Find(inner, name)).FirstOrDefault(static found => found is not null);
    }

    private static IEnumerable<JsonMap> Graphs(JsonMap state) =>
        [.. Elements(state, "Branches"), .. new[] { state["ItemProcessor"], state["Iterator"] }.OfType<JsonMap>()];

    private static IEnumerable<JsonMap> Elements(JsonMap state, string field) =>
        (state[field] as JsonList)?.OfType<JsonMap>() ?? [];
}
