using System.Net.Http.Headers;

namespace FunctionsAsl.Service.Tracing;

/// <summary>
/// A span that others may be children of: its trace, itself and whether anybody records it. Read and written as X-Ray has it
/// (<c>Root=1-8hex-24hex;Parent=16hex;Sampled=1</c>), and as W3C's <c>traceparent</c>.
/// </summary>
/// <param name="TraceId">32 hexadecimal digits, small, not all 0.</param>
/// <param name="SpanId">16 of these; <see langword="null"/> where the trace has no span yet.</param>
public sealed record TraceContext(string TraceId, string? SpanId, bool IsSampled)
{
    private const string XRay = "X-Amzn-Trace-Id";
    private const string W3C = "traceparent";
    private const int EpochDigits = 8;
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;

    /// <summary>Reads the <c>traceHeader</c> of a start.</summary>
    /// <returns><see langword="null"/> where it names no trace.</returns>
    public static TraceContext? Parse(string? header) => header is null ? null : ParseTraceParent(header) ?? ParseXRay(header);

    /// <summary>As X-Ray has it.</summary>
    public string ToHeader() =>
        $"Root=1-{TraceId[..EpochDigits]}-{TraceId[EpochDigits..]}{(SpanId is null ? "" : $";Parent={SpanId}")};Sampled={(IsSampled ? '1' : '0')}";

    /// <summary>Sends it along with a request, unless that has such headers already.</summary>
    public void AddTo(HttpRequestHeaders headers)
    {
        if (!headers.NonValidated.Contains(XRay))
        {
            headers.TryAddWithoutValidation(XRay, ToHeader());
        }

        if (SpanId is not null && !headers.NonValidated.Contains(W3C))
        {
            headers.TryAddWithoutValidation(W3C, $"00-{TraceId}-{SpanId}-{(IsSampled ? "01" : "00")}");
        }
    }

    private static TraceContext? ParseTraceParent(string header) =>
        header.Split('-') is [{ Length: 2 } version, var trace, var span, { Length: >= 2 } flags, ..]
        && version != "ff" && Is(version, version.Length) && Is(trace, TraceDigits) && Is(span, SpanDigits) && Is(flags, 2)
            ? new TraceContext(trace, span, (Convert.ToByte(flags, 16) & 1) != 0)
            : null;

    private static TraceContext? ParseXRay(string header)
    {
        string? trace = null;
        string? span = null;
        bool isSampled = true;
        foreach (string part in header.Split(';', StringSplitOptions.TrimEntries))
        {
            switch (part.Split('=', 2))
            {
                case ["Root", var root] when root.Split('-') is ["1", { Length: EpochDigits } epoch, var unique]:
                    trace = (epoch + unique).ToLowerInvariant();
                    break;
                case ["Parent", var parent]:
                    span = parent.ToLowerInvariant();
                    break;
                // "?" asks whoever comes first: that is here.
                case ["Sampled", var sampled]:
                    isSampled = sampled != "0";
                    break;
            }
        }

        return trace is not null && Is(trace, TraceDigits) ? new TraceContext(trace, span is not null && Is(span, SpanDigits) ? span : null, isSampled) : null;
    }

    /// <summary>So many hexadecimal digits, as W3C has them; an id of zeros is none.</summary>
    private static bool Is(string text, int digits) =>
        text.Length == digits && text.All(char.IsAsciiHexDigitLower) && (digits < SpanDigits || text.AsSpan().ContainsAnyExcept('0'));
}
