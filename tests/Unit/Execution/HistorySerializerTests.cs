using FunctionsAsl.Core;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.Execution;

public sealed class HistorySerializerTests
{
    [Fact]
    public void Events_come_back_as_they_were_saved()
    {
        HistoryEvent[] events =
        [
            new(1, 0, DateTimeOffset.UnixEpoch, HistoryEventType.ExecutionStarted, JsonMap.Of(("input", JsonMap.Empty))),
            new(2, 1, DateTimeOffset.UnixEpoch.AddMilliseconds(7), HistoryEventType.ParallelStateStarted, null),
        ];

        IReadOnlyList<HistoryEvent> loaded = HistorySerializer.Load(HistorySerializer.Save(events));

        Assert.Equal(
            events.Select(e => (e.Id, e.PreviousEventId, e.Timestamp, e.Type, e.Details)),
            loaded.Select(e => (e.Id, e.PreviousEventId, e.Timestamp, e.Type, e.Details)));
    }

    [Fact]
    public void Values_of_the_greatest_depth_come_back()
    {
        JsonAny deepest = JsonAny.Parse(new string('[', JsonAny.MaxDepth) + new string(']', JsonAny.MaxDepth));
        HistoryEvent[] events = [new(1, 0, default, HistoryEventType.ExecutionStarted, JsonMap.Of(("input", deepest)))];

        Assert.Equal(deepest, HistorySerializer.Load(HistorySerializer.Save(events))[0].Details!["input"]);
    }

    [Fact]
    public void States_with_values_of_the_greatest_depth_come_back()
    {
        JsonAny deepest = JsonAny.Parse(new string('[', JsonAny.MaxDepth) + new string(']', JsonAny.MaxDepth));
        StateMachine machine = StateMachine.Compile("""{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}""").Machine!;
        ExecutionState state = Workflow.Start(machine, DateTimeOffset.UnixEpoch, deepest).State;

        Assert.Equal(deepest, StateSerializer.Load(StateSerializer.Save(state)).Execution.Input);
    }
}
