using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.States;

/// <summary>What holds for every definition, whoever wrote it.</summary>
public sealed class DefinitionPropertyTests
{
    /// <summary>Every field of every state, in the JSONPath language and without Distributed Map.</summary>
    private const string Everything = """
        {
          "Comment":"c","Version":"1.0","TimeoutSeconds":99999999,"QueryLanguage":"JSONPath","StartAt":"Pass",
          "States":{
            "Pass":{"Type":"Pass","Comment":"c","QueryLanguage":"JSONPath","InputPath":"$.a","Parameters":{"x.$":"$.x","y":[{"z.$":"$$.Execution.Id"}]},
              "Result":{"a":1},"ResultPath":"$.r","OutputPath":null,"Assign":{"v.$":"$.x","w":1},"Next":"Task"},
            "Task":{"Type":"Task","Comment":"c","QueryLanguage":"JSONPath","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
              "InputPath":null,"Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token","v.$":"$v"}},"ResultSelector":{"p.$":"$.Payload"},
              "ResultPath":null,"OutputPath":"$","Assign":{"t.$":"$.Payload"},"TimeoutSeconds":10,"HeartbeatSecondsPath":"$.h",
              "Credentials":{"RoleArn":"arn:aws:iam::1:role/r"},
              "Retry":[{"ErrorEquals":["a","States.Timeout"],"Comment":"c","IntervalSeconds":2,"MaxAttempts":0,"BackoffRate":1.5,"MaxDelaySeconds":5,
                "JitterStrategy":"FULL"},{"ErrorEquals":["States.ALL"]}],
              "Catch":[{"ErrorEquals":["a"],"Comment":"c","Next":"Choice","ResultPath":"$.e","Assign":{"e.$":"$.Cause"}},
                {"ErrorEquals":["States.ALL"],"Next":"Fail","ResultPath":null}],
              "Next":"Activity"},
            "Activity":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","TimeoutSecondsPath":"$.t","HeartbeatSeconds":5,
              "Credentials":{"RoleArn.$":"$.role"},"Next":"Choice"},
            "Choice":{"Type":"Choice","Comment":"c","QueryLanguage":"JSONPath","InputPath":"$","OutputPath":"$","Assign":{"d":1},
              "Choices":[
                {"Variable":"$$.State.Name","StringEquals":"x","Comment":"c","Assign":{"c":1},"Next":"Wait"},
                {"And":[{"Variable":"$.x","IsPresent":true},{"Not":{"Variable":"$v","NumericLessThanPath":"$.y","Comment":"c"}}],"Next":"Wait"},
                {"Or":[{"Variable":"$.x[0]","TimestampEquals":"2026-01-01T00:00:00Z"}],"Next":"Until"},
                {"Not":{"Variable":"$.x","BooleanEquals":true},"Next":"UntilPath"}],
              "Default":"WaitPath"},
            "Wait":{"Type":"Wait","Comment":"c","QueryLanguage":"JSONPath","InputPath":"$","OutputPath":"$","Assign":{"s":1},"Seconds":0,"Next":"Map"},
            "WaitPath":{"Type":"Wait","SecondsPath":"$.s","Next":"Map"},
            "Until":{"Type":"Wait","Timestamp":"2026-01-01T00:00:00.5+01:00","Next":"Map"},
            "UntilPath":{"Type":"Wait","TimestampPath":"$$.Execution.StartTime","Next":"Iterate"},
            "Map":{"Type":"Map","Comment":"c","QueryLanguage":"JSONPath","InputPath":"$","ItemsPath":"$$.Execution.Input.items","MaxConcurrency":2,
              "ToleratedFailurePercentage":5.5,"ToleratedFailureCount":1,"ItemSelector":{"i.$":"$$.Map.Item.Value"},"ResultSelector":{"r.$":"$"},
              "ResultPath":"$.m","OutputPath":"$","Assign":{"m.$":"$"},"Retry":[],"Catch":[],
              "ItemProcessor":{"Comment":"c","ProcessorConfig":{"Mode":"INLINE"},"StartAt":"Item","States":{"Item":{"Type":"Succeed","Comment":"c"}}},
              "Next":"Parallel"},
            "Iterate":{"Type":"Map","MaxConcurrencyPath":"$.n","ToleratedFailureCountPath":"$.n","ToleratedFailurePercentagePath":"$v","Parameters":{"p":1},
              "Iterator":{"StartAt":"I","States":{"I":{"Type":"Pass","Assign":{"inner":1},"End":true}}},"Next":"Parallel"},
            "Parallel":{"Type":"Parallel","Comment":"c","QueryLanguage":"JSONPath","InputPath":"$","Parameters":{"p.$":"States.UUID()"},"ResultSelector":{},
              "ResultPath":"$.p","OutputPath":"$","Assign":{"p":1},"Retry":[],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"FailPath"}],
              "Branches":[{"Comment":"c","StartAt":"B","States":{"B":{"Type":"Pass","Assign":{"inner":1},"End":true}}}],"Next":"Succeed"},
            "Succeed":{"Type":"Succeed","Comment":"c","QueryLanguage":"JSONPath","InputPath":"$","OutputPath":"$"},
            "Fail":{"Type":"Fail","Comment":"c","QueryLanguage":"JSONPath","Error":"e","Cause":"c"},
            "FailPath":{"Type":"Fail","ErrorPath":"$.e","CausePath":"States.Format('{}', $.c)"}
          }
        }
        """;

    private static readonly string[] Replacements =
    [
        "null", "true", "0", "-1.5", "1e999", "\"\"", "\"$\"", "\"$$\"", "\"$.\"", "\"S\"", "\"Pass\"", "[]", "{}", "[{}]", "[null]",
        "{\"a\":{}}", "{\"x.$\":0}", "\"Map\"", "\"Parallel\"", "\"JSONata\"", "\"DISTRIBUTED\"", "\"States.Format('{\"", "[\"States.ALL\"]",
        "\"{% $states.input %}\"", "\"{% %}\"", "\"{%}\"", "\"{% $states.errorOutput.x %}\"",
    ];

    [Fact]
    public void A_definition_with_every_field_of_every_state_has_no_diagnostics()
    {
        (StateMachine? machine, ImmutableArray<Core.Errors.Diagnostic> found) = StateMachine.Compile(Everything);
        Assert.Empty(found);
        Assert.Equal(17, machine!.Graph.States.Count);
    }

    [Theory]
    [InlineData(Everything)]
    [InlineData(Definition.InJsonata)]
    public void No_mutation_of_a_definition_makes_the_reader_throw(string text)
    {
        JsonAny definition = JsonAny.Parse(text);
        int places = Count(definition);
        for (int place = 0; place < places; place++)
        {
            foreach (string replacement in Replacements)
            {
                int at = place;
                CompilesOrSaysWhyNot(Mutate(definition, ref at, JsonAny.Parse(replacement), rename: null).ToString());
            }

            foreach (string name in (string[])["X", "", "Type", "Next", "End", "Output", "Items", "Iterator", "And"])
            {
                int at = place;
                CompilesOrSaysWhyNot(Mutate(definition, ref at, null, name).ToString());
            }
        }
    }

    [Fact]
    public void No_text_makes_the_reader_throw() =>
        Prop.ForAll<string>(text =>
        {
            CompilesOrSaysWhyNot(text ?? "");
            CompilesOrSaysWhyNot($$"""{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"InputPath":{{new JsonString(text ?? "")}} } } }""");
            CompilesOrSaysWhyNot(Everything[..(Everything.Length * Math.Abs((text ?? "").Length % 50) / 50)]);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("[", "]", 100_000)]
    [InlineData("{\"StartAt\":\"S\",\"States\":{\"S\":", "}}", 30_000)]
    [InlineData("{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[", "]}}}", 240)]
    [InlineData("{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[", "]}}}", 12_000)]
    [InlineData("{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Map\",\"QueryLanguage\":\"JSONata\",\"ItemProcessor\":", "}}}", 300)]
    public void Deep_definitions_are_refused(string open, string close, int depth)
    {
        string text = string.Concat(Enumerable.Repeat(open, depth)) + "{}" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.Null(StateMachine.Compile(text).Machine);
        Assert.NotEmpty(StateMachine.Compile(text).Diagnostics);
    }

    [Fact]
    public void Deep_rules_are_read()
    {
        string rule = string.Concat(Enumerable.Repeat("{\"Not\":", 900)) + """{"Variable":"$.x","IsPresent":true}""" + new string('}', 899) + ",\"Next\":\"Z\"}";
        Assert.NotNull(StateMachine.Compile(Definition.Of($$""" "Type":"Choice","Choices":[{{rule}}]""")).Machine);
    }

    [Fact]
    public void A_definition_has_at_most_1048576_characters()
    {
        string start = """{"StartAt":"S","States":{"S":{"Type":"Succeed"}},"Comment":" """;
        string longest = start + new string('é', 1_048_576 - start.Length - 2) + "\"}";
        Assert.NotNull(StateMachine.Compile(longest).Machine);
        Assert.Contains("1048577 characters", Assert.Single(StateMachine.Compile(longest + " ").Diagnostics).Message, StringComparison.Ordinal);
    }

    /// <summary>Measured in memory, which is the same on every machine: what is copied for everything inside shows in it.</summary>
    [Fact]
    public void What_compiling_takes_grows_with_the_length_of_the_definition()
    {
        TakesLinearMemory(Chain);

        // Long names of states and fields must not be copied for everything inside.
        TakesLinearMemory(static n =>
        {
            string inside = string.Join(',', Enumerable.Range(0, n).Select(i => $$""" "S{{i}}":{"Type":"Pass","Retry":[{}],"X":{} }"""));
            return $$"""{"StartAt":"S","States":{"{{new string('n', 50 * n)}}":{"Type":"Map","ItemProcessor":{"StartAt":"S","States":{ {{inside}} } } } } }""";
        });

        // Nor long names in templates, for every expression inside.
        TakesLinearMemory(static n => Definition.Of(
            $$""" "Type":"Pass","End":true,"QueryLanguage":"JSONata","Output":{"{{new string('n', 50 * n)}}":[{{Repeated("\"{% $v %}\"", n)}}]}"""));
        TakesLinearMemory(static n => Definition.Of(
            $$""" "Type":"Choice","Choices":[{{Repeated("""{"Variable":"$.x","IsNull":true,"IsString":true,"Next":"Z"}""", n)}}]"""));
    }

    private static void TakesLinearMemory(Func<int, string> make)
    {
        const int Count = 2_000;
        Memory(make(Count));
        double growth = Memory(make(4 * Count)) / (double)Memory(make(Count));
        Assert.InRange(growth, 2, 6);
    }

    private static long Memory(string definition)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        StateMachine.Compile(definition);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Repeated(string text, int count) => string.Join(',', Enumerable.Repeat(text, count));

    private static string Chain(int count)
    {
        var states = new StringBuilder("""{"StartAt":"State0","States":{""");
        for (int i = 0; i < count; i++)
        {
            states.Append(
                CultureInfo.InvariantCulture,
                $$"""{{(i > 0 ? "," : "")}}"State{{i}}":{"Type":"Pass","Parameters":{"a.$":"$.a"},"Assign":{"v{{i}}":1},"Next":"State{{i + 1}}"}""");
        }

        return states.Append(CultureInfo.InvariantCulture, $$""","State{{count}}":{"Type":"Succeed"} } }""").ToString();
    }

    private static void CompilesOrSaysWhyNot(string text)
    {
        (StateMachine? machine, ImmutableArray<Core.Errors.Diagnostic> found) = StateMachine.Compile(text);
        Assert.True((machine is null) == found.Any(d => d.Severity == Severity.Error), text);
    }

    private static int Count(JsonAny value) => value switch
    {
        JsonMap members => 1 + members.Sum(m => Count(m.Value)),
        JsonList items => 1 + items.Sum(Count),
        _ => 1,
    };

    /// <summary>The value with its node number <paramref name="at"/> replaced, or the first member there renamed.</summary>
    private static JsonAny Mutate(JsonAny value, ref int at, JsonAny? replacement, string? rename)
    {
        if (at-- == 0)
        {
            return replacement ?? (value is JsonMap { Count: > 0 } o
                ? JsonMap.Of([(rename!, o[0].Value), .. o.Skip(1).Select(m => (m.Key, m.Value))])
                : value);
        }

        switch (value)
        {
            case JsonMap members:
                var changed = new JsonMap.Builder(members.Count);
                foreach ((string name, JsonAny member) in members)
                {
                    changed.Set(name, Mutate(member, ref at, replacement, rename));
                }

                return changed.Build();
            case JsonList items:
                var list = new List<JsonAny>();
                foreach (JsonAny item in items)
                {
                    list.Add(Mutate(item, ref at, replacement, rename));
                }

                return JsonList.Of(list);
            default:
                return value;
        }
    }
}
