using FunctionsAsl.Core.Execution;
using FunctionsAsl.Durable.Orchestration;
using FunctionsAsl.Durable.Storage;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Engine;
using FunctionsAsl.Service.Records;
using Xunit;

namespace FunctionsAsl.Unit.Durable;

/// <summary>
/// Messages as release 8e0147c wrote them. What orchestrators send must stay the same text: its length is counted, and a replay
/// has to count the same.
/// </summary>
public sealed class WireTests
{
    private const string Key = "m/3155378975999999994-9a~";

    private const string Event =
        """{"event":{"type":"TaskSucceeded","time":638000000000000001,"seed":-1,"id":"1.0","output":{"é":1.50,"n":null}},"blob":"b"}""";

    private const string Run =
        """{"type":"RunTask","id":"1.0","state":"😀\n","resource":"arn:aws:states:::lambda:invoke","input":[1.0],"attempt":0}""";

    private const string Input =
        $$$$"""{"key":"{{{{Key}}}}","arn":"arn","testCase":"t","revision":"r","definition":"d","record":"{\"a\":\"<\"}","recordETag":"e","seed":-2,"functions":["f"],"progress":{"status":"Running","state":{"big":12345678901234567890},"commands":[{{{{Run}}}}],"tail":[[]],"position":7},"ordinal":3,"time":638000000000000000,"timers":[{"type":"StartTimer","id":"2","due":638000000000000009}],"tasks":[{"command":{{{{Run}}}},"child":"c"}],"discarded":["s"],"pending":[{{{{Event}}}}]}""";

    private const string Advance =
        $$$$"""{"key":"{{{{Key}}}}","revision":"r","arn":"arn","hasDefinition":true,"functions":["f"],"stateBlob":"s","discarded":["o"],"tail":[],"position":0,"ordinal":1,"events":[{{{{Event}}}}]}""";

    private const string Save = $$$$"""{"key":"{{{{Key}}}}","position":0,"closed":["1.0"],"stoppedChildren":["arn"]}""";

    private const string End =
        $$$$"""{"key":"{{{{Key}}}}","tail":[[]],"position":5,"record":"{}","recordETag":"e","outcome":{"stopDate":638000000000000000,"outputText":"[ 1.0 ]"},"status":"Succeeded","time":638000000000000000}""";

    private const string Task = $$$$"""{"key":"{{{{Key}}}}","arn":"arn","command":{{{{Run}}}},"tail":[[]],"position":3}""";

    [Fact]
    public void What_orchestrators_write_is_the_same_text()
    {
        Assert.Equal(Input, OrchestrationInput.Parse(Input).ToText());
        Assert.Equal(Advance, AdvanceRequest.Parse(Advance).ToText());
        Assert.Equal(Save, SaveRequest.Parse(Save).ToText());
        Assert.Equal(End, SaveRequest.Parse(End).ToText());
        Assert.Equal(Task, TaskRequest.Parse(Task).ToText());
    }

    [Fact]
    public void It_is_read_as_it_was_meant()
    {
        OrchestrationInput input = OrchestrationInput.Parse(Input);
        Assert.Equal((ulong.MaxValue - 1, 638000000000000000L, 3L), (input.Seed, input.Time.UtcTicks, input.Ordinal));
        Assert.Equal("12345678901234567890", input.Progress.State!["big"]!.ToString());
        var task = (Command.RunTask)Assert.Single(input.Progress.Commands).Command;
        Assert.Equal(("😀\n", "[1.0]", false, null), (task.State, task.Input.ToString(), task.Submitted, task.Token));
        Assert.Equal("c", Assert.Single(input.Tasks).ChildArn);
        PendingEvent pending = Assert.Single(input.Pending);
        Assert.Equal(("b", ulong.MaxValue), (pending.Blob, pending.Event.Seed));
        Assert.Equal(JsonAny.Null, ((JsonMap)((Event.TaskSucceeded)pending.Event).Output)["n"]);
        Assert.Equal("[ 1.0 ]", SaveRequest.Parse(End).Outcome!.Value!.ToString());
    }

    [Fact]
    public void What_may_be_absent_may_be_empty_too()
    {
        Progress progress = Progress.Parse("""{"status":"Running","commands":[],"tail":[],"position":0}""");
        Assert.Empty(progress.Commands);
        Assert.Empty(progress.Closed);
        Assert.Empty(progress.Tail);
        Assert.Equal("""{"status":"Running","position":0}""", progress.ToText());
        TaskAnswer answer = TaskAnswer.Parse("""{"events":[]}""");
        Assert.Empty(answer.Events);
        Assert.Null(answer.Position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"status":"Runs","position":0}""")]
    [InlineData("""{"status":"Running","position":"0"}""")]
    [InlineData("""{"status":"Running","position":0,"tail":{}}""")]
    [InlineData("""{"status":"Running","position":0,"closed":[1]}""")]
    [InlineData("""{"status":"Running","position":0,"stateBlob":"\ud83"}""")]
    [InlineData("""{"status":"Running","position":0,"commands":[{"type":"RunTask","id":"1"}]}""")]
    [InlineData("""{"status":"Running","position":0,"commands":[{"type":"StartTimer","id":"1","due":9999999999999999999}]}""")]
    [InlineData("""{"status":"Running","position":0,"commands":[{"type":"Nothing","id":"1"}]}""")]
    public void A_broken_message_is_a_format_exception(string text) => Assert.Throws<FormatException>(() => Progress.Parse(text));

    [Fact]
    public void The_exception_names_the_place()
    {
        FormatException e = Assert.Throws<FormatException>(() => Progress.Parse("""{"status":"Running","position":0,"closed":[1]}"""));
        Assert.Contains("$.closed[0]", e.Message);
        e = Assert.Throws<FormatException>(() => Progress.Parse("""{"status":"Running"}"""));
        Assert.Contains("'position'", e.Message);
    }

    [Theory]
    [InlineData("""{"type":"Reported","id":"1","report":{"output":null}}""")]
    [InlineData("""{"type":"Reported","id":"1","report":{"failure":{"error":"E"}}}""")]
    [InlineData("""{"type":"Reported","id":"1"}""")]
    [InlineData("""{"type":"Leased","id":"1","worker":"w"}""")]
    [InlineData("""{"type":"Heartbeat","id":"1"}""")]
    [InlineData("""{"type":"ChildEnded","id":"1"}""")]
    [InlineData("""{"type":"Stop","error":"E","cause":"c"}""")]
    [InlineData("""{"type":"Stop"}""")]
    [InlineData("""{"type":"MachineDeleted"}""")]
    [InlineData("""{"type":"Wake"}""")]
    public void A_message_from_outside_is_the_same_text(string text) => Assert.Equal(text, OrchestrationMessage.TryParse(text)!.ToText());

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("""{"type":"Shout"}""")]
    [InlineData("""{"type":"Heartbeat"}""")]
    [InlineData("""{"type":"Reported","id":"1","report":{}}""")]
    public void Any_other_message_is_none(string text) => Assert.Null(OrchestrationMessage.TryParse(text));

    [Fact]
    public void Values_of_the_greatest_depth_come_through()
    {
        string deep = new string('[', JsonAny.MaxDepth) + new string(']', JsonAny.MaxDepth);
        var reported = new OrchestrationMessage.Reported("1", new TaskReport.Success(JsonAny.Parse(deep)));
        Assert.Equal(reported, OrchestrationMessage.TryParse(reported.ToText()));
    }

    [Fact]
    public void An_execution_is_read_as_it_was_written()
    {
        const string Record =
            """
            {"status":"Succeeded","startDate":638000000000000000,"stopDate":638000000000000001,"revision":"r","seed":-3,"tokenKey":"k","waitScale":0.5}
            {"arn":"arn","name":"é😀","stateMachineArn":"m","startDate":638000000000000000,"input":"{ }","parentTask":"p#1"}
            {"stopDate":638000000000000001,"output":{"a":1.0}}
            []

            """;
        StoredExecution stored = StoredExecution.Load(ExecutionKey.Parse(Key), System.Text.Encoding.UTF8.GetBytes(Record), null);
        Assert.Equal(Record, System.Text.Encoding.UTF8.GetString(stored.Save()));
        ExecutionRecord record = stored.ToRecord(Sqlite.Sample.StateMachine("m", 0));
        Assert.Equal(("é😀", "p#1", """{"a":1.0}"""), (record.Name, record.ParentTask, record.Output!.ToString()));
        Assert.Equal(
            """{"arn":"arn","name":"é😀","stateMachineArn":"m","startDate":638000000000000000,"input":"{ }","parentTask":"p#1"}""",
            System.Text.Encoding.UTF8.GetString(ExecutionBeginning.Of(record).Save()));
    }
}
