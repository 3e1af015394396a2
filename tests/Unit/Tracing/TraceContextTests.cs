using FunctionsAsl.Service.Tracing;
using Xunit;

namespace FunctionsAsl.Unit.Tracing;

public sealed class TraceContextTests
{
    private const string Root = "1-5759e988-bd862e3fe1be46a994272793";
    private const string Trace = "5759e988bd862e3fe1be46a994272793";
    private const string Span = "53995c3f42cd8ad8";

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Theory]
    [InlineData($"Root={Root};Parent={Span};Sampled=1", Span, true)]
    [InlineData($"Sampled=0; Parent={Span} ;Root={Root};Lineage=a:b", Span, false)]
    [InlineData($"Root={Root}", null, true)]
    [InlineData($"Root={Root};Sampled=?", null, true)]
    [InlineData($"Root={Root};Parent=0000000000000000", null, true)]
    [InlineData($"Root={Root};Parent=nothing", null, true)]
    [InlineData("Root=1-5759E988-BD862E3FE1BE46A994272793;Parent=53995C3F42CD8AD8", Span, true)]
    [InlineData($"00-{Trace}-{Span}-01", Span, true)]
    [InlineData($"00-{Trace}-{Span}-00", Span, false)]
    [InlineData($"cc-{Trace}-{Span}-03-what-comes-later", Span, true)]
    public void A_header_names_a_trace(string header, string? span, bool isSampled) =>
        Assert.Equal(new TraceContext(Trace, span, isSampled), TraceContext.Parse(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Root=1-5759e988-bd86")]
    [InlineData("Root=2-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Root=1-00000000-000000000000000000000000")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a99427279g")]
    [InlineData($"Self=1-5759e988-bd862e3fe1be46a994272793")]
    [InlineData($"ff-{Trace}-{Span}-01")]
    [InlineData($"00-{Trace}-0000000000000000-01")]
    [InlineData($"00-{Trace}-{Span}-0")]
    [InlineData(";;==;-")]
    public void Another_names_none(string? header) => Assert.Null(TraceContext.Parse(header));

    [Fact]
    public void It_is_sent_in_both_forms_and_over_nothing_that_is_there()
    {
        using var message = new HttpRequestMessage();
        message.Headers.TryAddWithoutValidation("traceparent", "own");
        new TraceContext(Trace, Span, IsSampled: true).AddTo(message.Headers);
        Assert.Equal([$"Root={Root};Parent={Span};Sampled=1"], message.Headers.GetValues("X-Amzn-Trace-Id"));
        Assert.Equal(["own"], message.Headers.GetValues("traceparent"));
        using var other = new HttpRequestMessage();
        new TraceContext(Trace, Span, IsSampled: false).AddTo(other.Headers);
        Assert.Equal([$"00-{Trace}-{Span}-00"], other.Headers.GetValues("traceparent"));
        Assert.Equal([$"Root={Root};Parent={Span};Sampled=0"], other.Headers.GetValues("X-Amzn-Trace-Id"));
    }

    [Fact]
    public void What_it_shows_it_reads()
    {
        foreach (TraceContext context in (TraceContext[])[new(Trace, Span, true), new(Trace, null, false)])
        {
            Assert.Equal(context, TraceContext.Parse(context.ToHeader()));
        }
    }

    [Fact]
    public void Ids_follow_from_the_execution_and_its_events()
    {
        var trace = new ExecutionTrace("arn:a", Start, null, 0);
        var again = new ExecutionTrace("arn:a", Start, null, 0);
        Assert.Equal((trace.Around, trace.State(5), trace.Attempt(7)), (again.Around, again.State(5), again.Attempt(7)));
        string[] ids =
        [
            trace.Execution, trace.State(5), trace.State(6), trace.Attempt(5),
            new ExecutionTrace("arn:b", Start, null, 0).State(5), new ExecutionTrace("arn:a", Start, null, 1).State(5),
            new ExecutionTrace("arn:a", Start.AddMilliseconds(1), null, 0).State(5),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.NotEqual(trace.Around.TraceId, new ExecutionTrace("arn:a", Start.AddMilliseconds(1), null, 0).Around.TraceId);
        Assert.Equal(trace.State(5), new ExecutionTrace("arn:a", Start.AddTicks(1).ToOffset(TimeSpan.FromHours(2)), null, 0).State(5));
        Assert.Equal(new TraceContext(Trace, Span, true), new ExecutionTrace("arn:a", Start, $"Root={Root};Parent={Span}", 0).Around);
        Assert.Equal(Trace, new ExecutionTrace("arn:a", Start, $"Root={Root};Parent={Span}", 0).In(5).TraceId);
    }
}
