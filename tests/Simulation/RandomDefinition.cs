using FunctionsAsl.Json;

namespace FunctionsAsl.Simulation;

/// <summary>
/// Makes random state machines of all state types, and inputs for them. Runs of them end: loops count to three or go over something
/// that takes time, except for a rare one that runs into the limit of the history.
/// </summary>
/// <param name="random">Decides everything.</param>
/// <param name="size">How large definitions get; from 1.</param>
internal sealed partial class RandomDefinition(Random random, int size)
{
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:f";
    private const string Activity = "arn:aws:states:us-east-1:123456789012:activity:a";
    private const int MaxDepth = 3;

    private static readonly string[] Errors =
        ["States.ALL", "States.TaskFailed", "States.Timeout", "States.HeartbeatTimeout", "States.Runtime", "Boom", "Custom.Error"];

    private readonly List<string> _variables = [];
    private int _states;
    private int _depth;
    private int _maps;
    private bool _isAllJsonata;

    /// <summary>Whether there are Distributed Maps, which not every host runs.</summary>
    public bool DistributesMaps { get; init; } = true;

    public JsonMap Machine()
    {
        _isAllJsonata = Chance(0.25);
        JsonMap graph = _isAllJsonata ? Graph().With("QueryLanguage", "JSONata") : Graph();
        return Chance(0.1) ? graph.With("TimeoutSeconds", (long)random.Next(1, 120)) : graph;
    }

    /// <summary>An object with the members that the paths of the definitions name.</summary>
    public JsonMap Input() => new JsonMap.Builder()
        .Set("a", Value(2))
        .Set("n", (long)random.Next(0, 4))
        .Set("text", Text())
        .Set("items", JsonList.Of(Enumerable.Range(0, Chance(0.05) ? 60 : random.Next(0, 5)).Select(_ => Value(1))))
        .Set("o", JsonMap.Of(("b", Value(1)), ("c", 2.50)))
        .Build();

    public JsonAny Value(int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => JsonAny.Null,
        1 => Chance(0.5),
        2 => (long)random.Next(-5, 500),
        3 => JsonAny.Parse("1.50"),
        4 => "",
        5 => Text(),
        6 => JsonList.Of(Enumerable.Range(0, random.Next(3)).Select(_ => Value(depth - 1))),
        7 => JsonMap.Of(("b", Value(depth - 1))),
        _ => JsonMap.Empty,
    };

    private JsonString Text() => new(Pick("x", "y", "äöü", "\"quoted\"\n", "2026-01-02T03:04:05Z", "7"));

    private bool Chance(double probability) => random.NextDouble() < probability;

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private JsonMap Graph()
    {
        _depth++;
        int first = _variables.Count;
        int count = random.Next(1, Math.Max(2, size - 2 * (_depth - 1)));
        string[] names = [.. Enumerable.Range(0, count).Select(_ => $"S{++_states}")];
        var states = new JsonMap.Builder();
        for (int i = 0; i < count; i++)
        {
            string? next = i + 1 < count ? names[i + 1] : null;
            AddState(states, names[i], next, names.AsSpan(i + 1), names.AsSpan(0, i + 1));
        }

        // What a branch assigned is not to be seen outside of it.
        _variables.RemoveRange(first, _variables.Count - first);
        _depth--;
        return JsonMap.Of(("StartAt", names[0]), ("States", states.Build()));
    }

    private void AddState(JsonMap.Builder states, string name, string? next, ReadOnlySpan<string> later, ReadOnlySpan<string> earlier)
    {
        bool isJsonata = _isAllJsonata || Chance(0.2);
        if (next is null && Chance(0.3))
        {
            states.Set(name, isJsonata ? JsonataEnd() : Chance(0.5) ? Fail() : Succeed());
            return;
        }

        if (next is not null && Chance(0.12))
        {
            states.Set(name, isJsonata ? JsonataChoice(next, later) : Choice(next, later));
            return;
        }

        if (Chance(0.06))
        {
            AddLoop(states, name, next, isJsonata);
            return;
        }

        if (isJsonata)
        {
            states.Set(name, JsonataState(next, later, earlier));
            return;
        }

        var state = new JsonMap.Builder();
        bool nest = _depth < MaxDepth && size > 2 && Chance(0.35);
        switch (nest ? random.Next(2) : random.Next(2, 6))
        {
            case 0:
                Parallel(state);
                break;
            case 1:
                Map(state);
                break;
            case 2:
                Pass(state);
                break;
            case 3:
                Wait(state);
                break;
            default:
                Task(state);
                break;
        }

        string type = state.Build()["Type"] is JsonString { Value: var t } ? t : "";
        if (type is "Task" or "Parallel" or "Map")
        {
            AddErrorHandling(state, later, earlier);
        }

        End(state, next);
        states.Set(name, state.Build());
    }

    private static void End(JsonMap.Builder state, string? next)
    {
        if (next is null)
        {
            state.Set("End", true);
        }
        else
        {
            state.Set("Next", next);
        }
    }

    /// <summary>A body that runs three times.</summary>
    private void AddLoop(JsonMap.Builder states, string name, string? next, bool isJsonata)
    {
        string counter = $"n{++_states}";
        string body = name + "body";
        string check = name + "check";
        string done = name + "done";
        states.Set(name, Labelled(isJsonata).Set("Type", "Pass").Set("Assign", JsonMap.Of((counter, 0L))).Set("Next", body).Build());
        if (isJsonata)
        {
            states.Set(body, JsonataBody(counter, check));
            states.Set(check, JsonataCheck(counter, body, done));
            var end = Labelled(isJsonata).Set("Type", "Pass");
            End(end, next);
            states.Set(done, end.Build());
            return;
        }

        var work = new JsonMap.Builder();
        if (Chance(0.5))
        {
            Pass(work);
            work.Set("Assign", JsonMap.Of((counter + ".$", $"States.MathAdd(${counter}, 1)")));
        }
        else
        {
            Wait(work);
            work.Set("Assign", JsonMap.Of((counter + ".$", $"States.MathAdd(${counter}, 1)")));
        }

        states.Set(body, work.Set("Next", check).Build());
        states.Set(check, JsonMap.Of(
            ("Type", "Choice"),
            ("Choices", JsonList.Of(JsonMap.Of(("Variable", "$" + counter), ("NumericLessThan", 3L), ("Next", body)))),
            ("Default", done)));
        var last = new JsonMap.Builder().Set("Type", "Pass");
        End(last, next);
        states.Set(done, last.Build());
    }

    private JsonMap Fail()
    {
        var state = new JsonMap.Builder().Set("Type", "Fail");
        switch (random.Next(4))
        {
            case 0:
                break;
            case 1:
                state.Set("ErrorPath", "$.text").Set("CausePath", "States.Format('it was {}', $.a)");
                break;
            default:
                state.Set("Error", Pick("Boom", "Custom.Error")).Set("Cause", "because");
                break;
        }

        return state.Build();
    }

    private JsonMap Succeed()
    {
        var state = new JsonMap.Builder().Set("Type", "Succeed");
        SelectSome(state, "InputPath", "OutputPath");
        return state.Build();
    }

    private JsonMap Choice(string next, ReadOnlySpan<string> later)
    {
        var choices = new List<JsonAny>();
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            JsonMap choice = Rule(1).With("Next", later[random.Next(later.Length)]);
            choices.Add(Chance(0.2) ? choice.With("Assign", Assigned()) : choice);
        }

        return JsonMap.Of(("Type", "Choice"), ("Choices", JsonList.Of(choices)), ("Default", next));
    }

    private JsonMap Rule(int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => JsonMap.Of(("Variable", "$.n"), ("NumericGreaterThan", (long)random.Next(4))),
        1 => JsonMap.Of(("Variable", "$.text"), ("StringMatches", Pick("*", "x*", "*\\*"))),
        2 => JsonMap.Of(("Variable", Path()), ("IsPresent", Chance(0.5))),
        3 => JsonMap.Of(("Variable", "$.n"), ("NumericEqualsPath", "$.n")),
        4 => JsonMap.Of(("Variable", "$.text"), ("IsTimestamp", Chance(0.5))),
        5 => JsonMap.Of(("Not", Rule(depth - 1))),
        _ => JsonMap.Of((Pick("And", "Or"), JsonList.Of(Rule(depth - 1), Rule(depth - 1)))),
    };

    private void Pass(JsonMap.Builder state)
    {
        state.Set("Type", "Pass");
        if (Chance(0.3))
        {
            state.Set("Result", Chance(0.3) ? Value(2) : Input());
        }
        else if (Chance(0.3))
        {
            state.Set("Parameters", Template());
        }

        Shape(state);
    }

    private void Wait(JsonMap.Builder state)
    {
        state.Set("Type", "Wait");
        switch (random.Next(5))
        {
            case 0:
                state.Set("SecondsPath", "$.n");
                break;
            case 1:
                state.Set("Timestamp", Pick("2026-01-02T03:04:30Z", "2020-01-01T00:00:00Z", "2026-01-02T04:00:00.5+01:00"));
                break;
            default:
                state.Set("Seconds", (long)random.Next(0, 30));
                break;
        }

        SelectSome(state, "InputPath", "OutputPath");
        MaybeAssign(state);
    }

    private bool GivesToken(string resource) =>
        resource.EndsWith("Token", StringComparison.Ordinal) || (resource.EndsWith("sync:2", StringComparison.Ordinal) && Chance(0.5));

    private void Task(JsonMap.Builder state)
    {
        string resource = Pick(
            Function, Activity, Activity, "arn:aws:states:::lambda:invoke", "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "arn:aws:states:::states:startExecution.sync:2");
        state.Set("Type", "Task").Set("Resource", resource);
        bool givesToken = GivesToken(resource);
        if (givesToken || Chance(0.2))
        {
            JsonMap template = Template();
            state.Set("Parameters", givesToken ? template.With("token.$", "$$.Task.Token") : template);
        }

        if (Chance(0.5))
        {
            if (Chance(0.2))
            {
                state.Set("TimeoutSecondsPath", "$.n");
            }
            else
            {
                state.Set("TimeoutSeconds", (long)random.Next(10, 60));
            }
        }

        if (Chance(0.3))
        {
            state.Set("HeartbeatSeconds", (long)random.Next(1, 10));
        }

        if (Chance(0.2))
        {
            state.Set("ResultSelector", Template());
        }

        Shape(state);
    }

    private void Parallel(JsonMap.Builder state)
    {
        JsonAny[] branches = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Graph())];
        state.Set("Type", "Parallel").Set("Branches", JsonList.Of(branches));
        Shape(state);
    }

    private void Map(JsonMap.Builder state)
    {
        state.Set("Type", "Map");
        if (Chance(0.9))
        {
            state.Set("ItemsPath", Chance(0.9) ? "$.items" : "$.o");
        }

        if (Chance(0.7))
        {
            state.Set("ItemSelector", JsonMap.Of(
                ("a.$", "$$.Map.Item.Value"), ("n.$", "$$.Map.Item.Index"), ("text", Text()), ("items.$", Chance(0.1) ? Path() : "$.items[0:2]"),
                ("o", JsonMap.Of(("b", 1L)))));
        }

        if (Chance(0.6))
        {
            state.Set("MaxConcurrency", (long)random.Next(0, 4));
        }

        _maps++;
        state.Set(Chance(0.2) ? "Iterator" : "ItemProcessor", DistributesMaps && Chance(0.25) ? Distributed(state) : Graph());
        _maps--;
        Shape(state);
    }

    /// <summary>A processor whose items are tasks of the host; what its states would do is not run here.</summary>
    private JsonMap Distributed(JsonMap.Builder state)
    {
        if (Chance(0.5))
        {
            state.Set("ToleratedFailureCount", (long)random.Next(0, 3));
        }

        if (Chance(0.3))
        {
            state.Set("ToleratedFailurePercentage", Pick(0.0, 50.5, 100.0));
        }

        return Graph().With("ProcessorConfig", JsonMap.Of(("Mode", "DISTRIBUTED"), ("ExecutionType", "STANDARD")));
    }

    private void AddErrorHandling(JsonMap.Builder state, ReadOnlySpan<string> later, ReadOnlySpan<string> earlier)
    {
        if (Chance(0.35))
        {
            var retrier = new JsonMap.Builder()
                .Set("ErrorEquals", JsonList.Of(Pick(Errors)))
                .Set("IntervalSeconds", (long)random.Next(1, 4))
                .Set("MaxAttempts", (long)random.Next(0, 4))
                .Set("BackoffRate", Pick(1.0, 1.5, 2.0));
            if (Chance(0.3))
            {
                retrier.Set("JitterStrategy", "FULL").Set("MaxDelaySeconds", 5L);
            }

            state.Set("Retry", JsonList.Of(
                JsonMap.Of(("ErrorEquals", JsonList.Of("Boom")), ("MaxAttempts", 1L)), retrier.Build()));
        }

        if (later.IsEmpty || !Chance(0.5))
        {
            return;
        }

        // A way back may go on for ever, in no time: once in a while, to meet the limit of the history.
        string next = Chance(0.003) ? earlier[random.Next(earlier.Length)] : later[random.Next(later.Length)];
        var catcher = new JsonMap.Builder().Set("ErrorEquals", JsonList.Of(Chance(0.6) ? "States.ALL" : Pick(Errors))).Set("Next", next);
        if (Chance(0.7))
        {
            catcher.Set("ResultPath", Chance(0.1) ? JsonAny.Null : Pick("$.error", "$.o.error"));
        }

        if (Chance(0.3))
        {
            catcher.Set("Assign", JsonMap.Of((Variable() + ".$", "$.Error")));
        }

        state.Set("Catch", JsonList.Of(catcher.Build()));
    }

    /// <summary>Mostly keeps the shape of the input, so that the paths of later states find something.</summary>
    private void Shape(JsonMap.Builder state)
    {
        if (Chance(0.8))
        {
            state.Set("ResultPath", Chance(0.3) ? JsonAny.Null : Pick("$.r", "$.o.r", "$.a"));
        }

        SelectSome(state, "InputPath", "OutputPath");
        MaybeAssign(state);
    }

    private void SelectSome(JsonMap.Builder state, params ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (Chance(0.03))
            {
                state.Set(field, Chance(0.1) ? JsonAny.Null : Path());
            }
        }
    }

    private void MaybeAssign(JsonMap.Builder state)
    {
        if (Chance(0.25))
        {
            state.Set("Assign", Assigned());
        }
    }

    private JsonMap Assigned() => Chance(0.5)
        ? JsonMap.Of((Variable() + ".$", Pick("$", "$$.State.Name", "States.UUID()")))
        : JsonMap.Of((Variable(), Value(2)));

    private string Variable()
    {
        string name = $"v{random.Next(4)}_{_depth}";
        _variables.Add(name);
        return name;
    }

    private JsonMap Template()
    {
        var template = new JsonMap.Builder()
            .Set("n", (long)random.Next(4)).Set("items", JsonList.Of(1L, "", Value(1))).Set("text", Text()).Set("a.$", Path());
        template.Set("o.$", Pick(
            "States.StringToJson('{\"b\":1}')", "States.JsonMerge($.o, $.o, false)", "$$.Execution.Input", "$.o", "$.o"));
        template.Set("more.$", Pick(
            "States.Format('{}-{}', $.n, $.text)", "States.UUID()", "States.MathRandom(1, 100)", "States.ArrayLength($.items)", "States.Format('')",
            "States.Hash($.text, 'SHA-256')", "States.ArrayRange(1, 9, 2)", "States.Array($.n, $.text)", "States.MathAdd($.n, 1)"));
        return template.Build();
    }

    private string Path() => random.Next(12) switch
    {
        0 => "$.n",
        1 => "$.text",
        2 => "$.o",
        3 => "$.items",
        4 when _maps > 0 => "$$.Map.Item.Value",
        5 when _variables.Count > 0 => "$" + _variables[random.Next(_variables.Count)],
        6 => "$$.State.EnteredTime",
        7 => "$$.Execution.Name",
        8 when Chance(0.1) => "$.missing",
        _ => "$.a",
    };
}
