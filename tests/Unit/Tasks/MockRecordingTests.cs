using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Tasks;

/// <summary>A mock file that is made from an execution.</summary>
public sealed class MockRecordingTests : IDisposable
{
    private const string Definition = """
        {"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"MaxAttempts":5}],"Next":"M"},
          "M":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":1,"Iterator":{"StartAt":"I","States":{
            "I":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"g","Payload.$":"$"},
              "ResultSelector":{"p.$":"$.Payload"},"End":true}}},"Next":"F"},
          "F":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:h","Catch":[{"ErrorEquals":["States.ALL"],"Next":"E"}],"End":true},
          "E":{"Type":"Pass","End":true}}}
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Every_attempt_is_recorded_and_plays_back()
    {
        int calls = 0;
        await using var real = new TaskFixture(o => o with
        {
            Handlers = new TaskHandlers()
                .Add("f", (_, _) => ++calls <= 2 ? throw new TaskFailedException("Busy", "c") : new(JsonMap.Of(("items", JsonList.Of(1, 1)), ("Payload", 7))))
                .Add("g", static (input, _) => new(JsonList.Of(input)))
                .Add("h", static (_, _) => throw new TaskFailedException("Broken", null)),
        });
        await real.Create("m", Definition);
        string arn = await real.Start("m");
        JsonMap expected = await real.EndInTime(arn);

        var recording = MockRecording.Of(await real.Engine.ReadHistory(arn, null, 1000, long.MaxValue, reverse: false, CancellationToken.None));
        JsonMap file = recording.ToFile("m", "C");
        Assert.Equal(0, recording.Open);
        Assert.Equal("""{"T":"T","I":"I","F":"F"}""", At(file, "StateMachines", "m", "TestCases", "C").ToString());
        Assert.Equal(
            """{"0-1":{"Throw":{"Error":"Busy","Cause":"c"}},"2":{"Return":{"StatusCode":200,"Payload":{"items":[1,1],"Payload":7}}}}""",
            At(file, "MockedResponses", "T").ToString());
        Assert.Equal("""{"0":{"Throw":{"Error":"Broken"}}}""", At(file, "MockedResponses", "F").ToString());
        Assert.Equal(["0", "1"], ((JsonMap)At(file, "MockedResponses", "I")).Select(static a => a.Key));

        await File.WriteAllTextAsync(_path, file.ToString());
        await using var mocked = new TaskFixture(o => o.With(MockFile.Open(_path)));
        await mocked.Create("m", Definition);
        JsonMap actual = await mocked.EndInTime(await mocked.Start("m#C"));
        Assert.Equal(Output(expected).ToString(), Output(actual).ToString());
    }

    [Fact]
    public async Task What_has_not_ended_is_counted_and_left_out()
    {
        await using var fixture = new TaskFixture();
        await fixture.Call("CreateActivity", JsonMap.Of(("name", "a")));
        await fixture.Create("m", Machine("arn:aws:states:us-east-1:123456789012:activity:a"));
        string arn = await fixture.Start("m");
        await fixture.UntilHistory(arn, "ActivityScheduled");
        var recording = MockRecording.Of(await fixture.Engine.ReadHistory(arn, null, 1000, long.MaxValue, reverse: false, CancellationToken.None));
        Assert.Equal(1, recording.Open);
        Assert.Equal("""{"StateMachines":{"m":{"TestCases":{"C":{}}}},"MockedResponses":{}}""", recording.ToFile("m", "C").ToString());
    }

    [Fact]
    public async Task A_time_out_is_thrown()
    {
        await using var fixture = new TaskFixture(o => o with
        {
            Handlers = new TaskHandlers().Add("f", static async (input, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return input;
            }),
        });
        await fixture.Create("m", Machine(Function("f"), more: "\"TimeoutSeconds\":5,"));
        string arn = await fixture.Start("m");
        await fixture.EndInTime(arn);
        var recording = MockRecording.Of(await fixture.Engine.ReadHistory(arn, null, 1000, long.MaxValue, reverse: false, CancellationToken.None));
        Assert.Equal("""{"0":{"Throw":{"Error":"States.Timeout"}}}""", At(recording.ToFile("m", "C"), "MockedResponses", "T").ToString());
    }

    private static JsonAny At(JsonAny value, params string[] names) => names.Aggregate(value, static (at, name) => ((JsonMap)at)[name]!);
}
