using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace FunctionsAsl.Service.Tracing;

/// <summary>
/// Emits a span whole, with an id and times that are given. .NET draws an activity's id at random when it starts, and has no other way; so the
/// field behind <see cref="Activity.SpanId"/> is written once the activity has started, before anybody is shown it as ended. That the runtime
/// still has the field, and shows what was written, is tested (<c>DerivedSpanTests</c>).
/// </summary>
internal static class DerivedSpan
{
    private static readonly ActivitySource Source = new(ServiceMeter.Name, EngineVersion.Current);

    /// <summary>Whether anybody takes spans.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <param name="around">Its trace, and its parent where that has a span.</param>
    /// <param name="id">16 hexadecimal digits.</param>
    /// <param name="error">Why it has failed; <see langword="null"/> where it has not.</param>
    public static void Emit(
        string name,
        ActivityKind kind,
        TraceContext around,
        string id,
        DateTimeOffset start,
        DateTimeOffset end,
        string? error,
        params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!around.IsSampled)
        {
            return;
        }

        // Remote, so that whatever this thread does otherwise is not its parent.
        var parent = new ActivityContext(
            ActivityTraceId.CreateFromString(around.TraceId),
            around.SpanId is null ? default : ActivitySpanId.CreateFromString(around.SpanId),
            ActivityTraceFlags.Recorded,
            isRemote: true);
        using Activity? span = Source.CreateActivity(name, kind, parent, tags.ToArray(), links: null, ActivityIdFormat.W3C);
        if (span is null)
        {
            return;
        }

        span.SetStartTime(start.UtcDateTime);
        span.Start();
        IdOf(span) = id;
        if (error is not null)
        {
            span.SetTag("error.type", error);
            span.SetStatus(ActivityStatusCode.Error, error);
        }

        span.SetEndTime(end.UtcDateTime);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? IdOf(Activity activity);
}
