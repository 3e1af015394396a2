using FunctionsAsl.Json;

namespace FunctionsAsl.Simulation;

/// <content>The same states in the other query language.</content>
internal sealed partial class RandomDefinition
{
    /// <summary>A state that names its language, where the machine does not.</summary>
    private JsonMap.Builder Labelled(bool isJsonata)
    {
        var state = new JsonMap.Builder();
        return isJsonata && !_isAllJsonata ? state.Set("QueryLanguage", "JSONata") : state;
    }

    private JsonMap JsonataState(string? next, ReadOnlySpan<string> later, ReadOnlySpan<string> earlier)
    {
        JsonMap.Builder state = Labelled(isJsonata: true);
        bool nest = _depth < MaxDepth && size > 2 && Chance(0.35);
        switch (nest ? random.Next(2) : random.Next(2, 6))
        {
            case 0:
                JsonAny[] branches = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Graph())];
                state.Set("Type", "Parallel").Set("Branches", JsonList.Of(branches));
                AddJsonataErrorHandling(state, later, earlier);
                JsonataOutput(state, hasResult: true);
                break;
            case 1:
                JsonataMap(state);
                AddJsonataErrorHandling(state, later, earlier);
                JsonataOutput(state, hasResult: true);
                break;
            case 2:
                state.Set("Type", "Pass");
                JsonataOutput(state, hasResult: false);
                break;
            case 3:
                JsonataWait(state);
                JsonataOutput(state, hasResult: false);
                break;
            default:
                JsonataTask(state);
                AddJsonataErrorHandling(state, later, earlier);
                JsonataOutput(state, hasResult: true);
                break;
        }

        End(state, next);
        return state.Build();
    }

    private JsonMap JsonataEnd()
    {
        JsonMap.Builder state = Labelled(isJsonata: true);
        if (Chance(0.5))
        {
            state.Set("Type", "Fail").Set("Error", Pick("Boom", "{% $states.input.text %}"));
            return state.Set("Cause", Pick("because", "{% 'it was ' & $string($states.input.a) %}")).Build();
        }

        state.Set("Type", "Succeed");
        return Chance(0.5) ? state.Set("Output", JsonataTemplate()).Build() : state.Build();
    }

    private JsonMap JsonataChoice(string next, ReadOnlySpan<string> later)
    {
        var choices = new List<JsonAny>();
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            JsonAny condition = Chance(0.1) ? Chance(0.5) : Pick(
                "{% $states.input.n > 1 %}", "{% $exists($states.input.a) %}", "{% $states.input.text = 'x' %}", "{% $count($states.input.items) < 3 %}",
                "{% $states.context.State.Name = 'S1' and $not($states.input.n = 2) %}");
            JsonMap choice = JsonMap.Of(("Condition", condition), ("Next", later[random.Next(later.Length)]));
            choice = Chance(0.2) ? choice.With("Assign", JsonataAssigned()) : choice;
            choices.Add(Chance(0.1) ? choice.With("Output", JsonataTemplate()) : choice);
        }

        return Labelled(isJsonata: true).Set("Type", "Choice").Set("Choices", JsonList.Of(choices)).Set("Default", next).Build();
    }

    private JsonMap JsonataBody(string counter, string next)
    {
        JsonMap.Builder work = Labelled(isJsonata: true);
        if (Chance(0.5))
        {
            work.Set("Type", "Pass");
        }
        else
        {
            JsonataWait(work);
        }

        return work.Set("Assign", JsonMap.Of((counter, $"{{% ${counter} + 1 %}}"))).Set("Next", next).Build();
    }

    private JsonMap JsonataCheck(string counter, string body, string done) => Labelled(isJsonata: true)
        .Set("Type", "Choice")
        .Set("Choices", JsonList.Of(JsonMap.Of(("Condition", $"{{% ${counter} < 3 %}}"), ("Next", body))))
        .Set("Default", done)
        .Build();

    private void JsonataWait(JsonMap.Builder state)
    {
        state.Set("Type", "Wait");
        if (Chance(0.2))
        {
            state.Set("Timestamp", Pick("2026-01-02T03:04:30Z", "{% $fromMillis($millis() + 5000) %}", "{% $states.input.text %}"));
        }
        else
        {
            state.Set("Seconds", Chance(0.5) ? (long)random.Next(0, 30) : "{% $states.input.n %}");
        }
    }

    private void JsonataTask(JsonMap.Builder state)
    {
        string resource = Pick(
            Function, Activity, "arn:aws:states:::lambda:invoke", "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "arn:aws:states:::states:startExecution.sync:2");
        state.Set("Type", "Task").Set("Resource", resource);
        bool givesToken = GivesToken(resource);
        if (givesToken || Chance(0.4))
        {
            JsonMap template = JsonataTemplate();
            state.Set("Arguments", givesToken ? template.With("token", "{% $states.context.Task.Token %}") : template);
        }

        if (Chance(0.5))
        {
            state.Set("TimeoutSeconds", Chance(0.5) ? (long)random.Next(10, 60) : "{% $states.input.n + 10 %}");
        }

        if (Chance(0.3))
        {
            state.Set("HeartbeatSeconds", Chance(0.5) ? (long)random.Next(1, 10) : "{% 3 %}");
        }
    }

    private void JsonataMap(JsonMap.Builder state)
    {
        state.Set("Type", "Map");
        state.Set("Items", Chance(0.8) ? Pick("{% $states.input.items %}", "{% [$states.input.items] %}", "{% [1..3] %}") : JsonList.Of(1L, "{% $states.input.n %}", "x"));
        if (Chance(0.7))
        {
            state.Set("ItemSelector", JsonMap.Of(
                ("a", "{% $states.context.Map.Item.Value %}"), ("n", "{% $states.context.Map.Item.Index %}"), ("text", Text()),
                ("items", JsonList.Of(1L, Value(1))), ("o", JsonMap.Of(("b", JsonataExpression())))));
        }

        if (Chance(0.6))
        {
            state.Set("MaxConcurrency", Chance(0.5) ? (long)random.Next(0, 4) : "{% 2 %}");
        }

        state.Set("ItemProcessor", Graph());
    }

    private void AddJsonataErrorHandling(JsonMap.Builder state, ReadOnlySpan<string> later, ReadOnlySpan<string> earlier)
    {
        if (Chance(0.35))
        {
            state.Set("Retry", JsonList.Of(JsonMap.Of(
                ("ErrorEquals", JsonList.Of(Chance(0.3) ? "States.QueryEvaluationError" : Pick(Errors))), ("MaxAttempts", (long)random.Next(0, 4)))));
        }

        if (later.IsEmpty || !Chance(0.5))
        {
            return;
        }

        // A way back may go on for ever, in no time: once in a while, to meet the limit of the history.
        string next = Chance(0.003) ? earlier[random.Next(earlier.Length)] : later[random.Next(later.Length)];
        var catcher = new JsonMap.Builder().Set("ErrorEquals", JsonList.Of(Chance(0.7) ? "States.ALL" : Pick(Errors))).Set("Next", next);
        if (Chance(0.7))
        {
            catcher.Set("Output", "{% $merge([$states.input, {'error': $states.errorOutput}]) %}");
        }

        if (Chance(0.3))
        {
            catcher.Set("Assign", JsonMap.Of((Variable(), "{% $states.errorOutput.Error %}")));
        }

        state.Set("Catch", JsonList.Of(catcher.Build()));
    }

    /// <summary>Mostly keeps the shape of the input, so that the expressions of later states find something.</summary>
    private void JsonataOutput(JsonMap.Builder state, bool hasResult)
    {
        if (hasResult ? Chance(0.8) : Chance(0.3))
        {
            state.Set("Output", hasResult
                ? Pick("{% $merge([$states.input, {'r': $states.result}]) %}", "{% $states.input %}", "{% $merge([$states.input, {'a': $states.result}]) %}")
                : Chance(0.5) ? JsonataTemplate() : "{% $states.input %}");
        }

        if (Chance(0.25))
        {
            state.Set("Assign", JsonataAssigned());
        }
    }

    private JsonMap JsonataAssigned()
    {
        // Read before the name is drawn: a variable does not exist yet where it is assigned first.
        string expression = JsonataExpression();
        return JsonMap.Of((Variable(), Chance(0.7) ? expression : Value(2)));
    }

    private JsonMap JsonataTemplate() => JsonMap.Of(
        ("n", (long)random.Next(4)), ("items", JsonList.Of(1L, "", JsonataExpression())), ("text", Text()), ("a", JsonataExpression()),
        ("o", JsonMap.Of(("b", JsonataExpression()))));

    private string JsonataExpression() => "{% " + (random.Next(14) switch
    {
        0 => "$states.input.n",
        1 => "$states.input.text & '!'",
        2 => "$states.input.o",
        3 => "[$states.input.items]",
        4 => "$string($states.input.a)",
        5 when _variables.Count > 0 => "$" + _variables[random.Next(_variables.Count)],
        6 => "$states.context.State.EnteredTime",
        7 => "$states.context.Execution.Name",
        8 => "$uuid() & $random() & $now() & $millis()",
        9 => "$sum([1..4]) + $states.input.n",
        10 => "$map([1..3], function($x){ $x * $x })",
        11 => "{'k': $states.input.n, 'l': [$states.input.items[0]]}",
        12 when Chance(0.2) => Pick("$states.input.missing", "'a' + 1", "$f := function($x){ $x }", "$states"),
        _ => "$states.input.a",
    }) + " %}";
}
