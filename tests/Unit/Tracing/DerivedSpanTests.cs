using System.Diagnostics;
using FunctionsAsl.Service.Telemetry;
using FunctionsAsl.Service.Tracing;
using FunctionsAsl.Unit.Telemetry;
using Xunit;

namespace FunctionsAsl.Unit.Tracing;

[Collection(ListeningTests.Name)]
public sealed class DerivedSpanTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";
    private const string Id = "00f067aa0ba902b7";

    private static readonly DateTimeOffset Start = new(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>It writes a field of the runtime: where a new runtime has another, this says so.</summary>
    [Fact]
    public void A_span_has_the_id_and_the_times_that_it_is_given()
    {
        using var recorder = new SpanRecorder();
        using var around = new Activity("around");
        around.Start();
        DerivedSpan.Emit(
            "name", ActivityKind.Client, new TraceContext(Trace, Parent, IsSampled: true), Id, Start, Start.AddSeconds(2), "Oh", new("k", 1L), new("none", null));
        Assert.Same(around, Activity.Current);
        RecordedSpan span = Assert.Single(recorder.Spans);
        Assert.Equal(("name", ActivityKind.Client, Trace, Id, Parent), (span.Name, span.Kind, span.Trace, span.Id, span.Parent));
        Assert.Equal((Start.UtcDateTime, TimeSpan.FromSeconds(2), "Oh"), (span.Start, span.Duration, span.Error));
        Assert.Equal(("1", "Oh"), (span.Tag("k"), span.Tag("error.type")));
    }

    [Fact]
    public void A_trace_begins_with_a_span_that_has_no_parent()
    {
        using var recorder = new SpanRecorder();
        DerivedSpan.Emit("name", ActivityKind.Server, new TraceContext(Trace, null, IsSampled: true), Id, Start, Start, error: null);
        RecordedSpan span = Assert.Single(recorder.Spans);
        Assert.Equal((Trace, Id, null, null), (span.Trace, span.Id, span.Parent, span.Error));
    }

    [Fact]
    public void What_nobody_wants_recorded_is_not()
    {
        using var recorder = new SpanRecorder();
        DerivedSpan.Emit("name", ActivityKind.Server, new TraceContext(Trace, Parent, IsSampled: false), Id, Start, Start, error: null);
        Assert.Empty(recorder.Spans);
    }

    [Fact]
    public void Without_a_listener_nothing_is_made()
    {
        Assert.False(DerivedSpan.IsOn);
        Assert.False(ExecutionTelemetry.IsMeasuring);
        Assert.False(new ExecutionTelemetry(null).IsOn);
    }
}
