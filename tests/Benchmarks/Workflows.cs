using System.Text;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;

namespace FunctionsAsl.Benchmarks;

/// <summary>The definitions that are measured, and executions of them.</summary>
internal static class Workflows
{
    public const string Task = """{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","TimeoutSeconds":60,"End":true}""";

    public const string Wait = """{"Type":"Wait","Seconds":60,"End":true}""";

    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly JsonAny Order = JsonAny.Parse(
        """{"orderId":"o-4711","customer":{"id":17,"name":"Ada","country":"DE"},"items":[{"sku":"a1","count":2,"price":9.90},{"sku":"b2","count":1,"price":24.50}],"express":false}""");

    public static StateMachine Compile(string definition) =>
        StateMachine.Compile(definition) is { Machine: { } machine } ? machine : throw new ArgumentException("Refused.", nameof(definition));

    /// <summary>Pass states in a row, each with these further fields.</summary>
    public static StateMachine Chain(int length, string fields = "")
    {
        var text = new StringBuilder("""{"StartAt":"S1","States":{""");
        for (int i = 1; i <= length; i++)
        {
            string next = i < length ? $"\"Next\":\"S{i + 1}\"" : "\"End\":true";
            text.Append(i > 1 ? "," : "").Append($$"""
                "S{{i}}":{"Type":"Pass",{{fields}}{{next}}}
                """);
        }

        return Compile(text.Append("}}").ToString());
    }

    /// <summary>A Pass and a Choice state that alternate until the counter reaches <paramref name="rounds"/>.</summary>
    public static StateMachine Loop(int rounds) => Compile($$$$"""
        {"StartAt":"Init","States":{
        "Init":{"Type":"Pass","Assign":{"n":0},"Next":"Count"},
        "Count":{"Type":"Pass","Assign":{"n.$":"States.MathAdd($n, 1)"},"Next":"More"},
        "More":{"Type":"Choice","Choices":[{"Variable":"$n","NumericLessThan":{{{{rounds}}}},"Next":"Count"}],"Default":"Done"},
        "Done":{"Type":"Succeed"}}}
        """);

    /// <inheritdoc cref="Loop"/>
    public static StateMachine JsonataLoop(int rounds) => Compile($$$$"""
        {"QueryLanguage":"JSONata","StartAt":"Init","States":{
        "Init":{"Type":"Pass","Assign":{"n":0},"Next":"Count"},
        "Count":{"Type":"Pass","Assign":{"n":"{% $n + 1 %}"},"Next":"More"},
        "More":{"Type":"Choice","Choices":[{"Condition":"{% $n < {{{{rounds}}}} %}","Next":"Count"}],"Default":"Done"},
        "Done":{"Type":"Succeed"}}}
        """);

    public static StateMachine Map(string state) => Compile($$$$"""
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{{{{state}}}}}},"End":true}}}
        """);

    public static StateMachine Parallel(int branches, string state)
    {
        string all = string.Join(',', Enumerable.Range(0, branches).Select(i => $$$$"""
            {"StartAt":"B{{{{i}}}}","States":{"B{{{{i}}}}":{{{{state}}}} }}
            """));
        return Compile($$$$"""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{{{{all}}}}],"End":true}}}
            """);
    }

    /// <summary>The state behind all steps that need nothing from outside.</summary>
    public static ExecutionState RunToRest(StateMachine machine, JsonAny input, Action<Step>? taken = null)
    {
        Step step = Begin(machine, input);
        taken?.Invoke(step);
        while (!step.Commands.IsEmpty && step.Commands[^1] is Command.Continue goOn)
        {
            step = Machine.Apply(machine, step.State, new Event.Continued(Start, 42, goOn.Id));
            taken?.Invoke(step);
        }

        return step.State;
    }

    public static Step Begin(StateMachine machine, JsonAny input) => Machine.Start(machine, new Event.Started(Start, 42, new ExecutionInput
    {
        Arn = "arn:aws:states:us-east-1:123456789012:execution:m:e",
        Name = "e",
        RoleArn = "arn:aws:iam::123456789012:role/r",
        StateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:m",
        StateMachineName = "m",
        Input = input,
        TokenKey = "00",
    }));
}
