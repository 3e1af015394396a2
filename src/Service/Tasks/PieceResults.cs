using System.Globalization;
using System.Text;
using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// What came of the Express children of a piece: a line each, of status, start, stop (ticks, UTC) and JSON, parted by tabs. The JSON is the
/// output, or <c>[error, cause]</c>. The line of a child that was not started is empty.
/// </summary>
internal sealed class PieceResults(int children)
{
    private readonly ReadOnlyMemory<byte>[] _lines = new ReadOnlyMemory<byte>[children];

    public static PieceResults Load(byte[] bytes)
    {
        var lines = new Utf8Lines(bytes);
        var results = new PieceResults(lines.Count);
        for (int child = 0; child < lines.Count; child++)
        {
            results._lines[child] = lines[child];
        }

        return results;
    }

    public bool HasSucceeded(int child) => _lines[child].Span.StartsWith("SUCCEEDED\t"u8);

    /// <summary>Each place is of one caller.</summary>
    public void Set(int child, ExecutionRecord ended)
    {
        JsonValue json = ended.Status == ExecutionStatus.Succeeded
            ? ended.Output!.WithoutSourceText()
            : JsonArray.Of([Text(ended.Error), Text(ended.Cause)]);
        string head = string.Create(
            CultureInfo.InvariantCulture, $"{ended.Status.ApiName()}\t{ended.StartDate.UtcTicks}\t{ended.StopDate!.Value.UtcTicks}\t");
        _lines[child] = (byte[])[.. Encoding.ASCII.GetBytes(head), .. json.ToUtf8()];
    }

    public void Forget(int child) => _lines[child] = default;

    public byte[] ToBytes()
    {
        var bytes = new byte[_lines.Sum(static line => line.Length + 1)];
        int at = 0;
        foreach (ReadOnlyMemory<byte> line in _lines)
        {
            line.Span.CopyTo(bytes.AsSpan(at));
            at += line.Length;
            bytes[at++] = (byte)'\n';
        }

        return bytes;
    }

    /// <summary>What is known of a child, but for its names.</summary>
    public ChildResult Of(int child, ReadOnlyMemory<byte> input)
    {
        ReadOnlyMemory<byte> line = _lines[child];
        if (line.IsEmpty)
        {
            return ChildResult.NotStarted(ChildText.Of(input));
        }

        var result = new ChildResult(Encoding.ASCII.GetString(Next(ref line).Span), ChildText.Of(input))
        {
            StartDate = Time(Next(ref line).Span),
            StopDate = Time(Next(ref line).Span),
        };
        if (result.Status == ChildResult.Succeeded)
        {
            return result with { Output = ChildText.Of(line) };
        }

        var failure = (JsonArray)JsonValue.Parse(line.Span);
        return result with { Error = (failure[0] as JsonString)?.Value, Cause = (failure[1] as JsonString)?.Value };
    }

    /// <summary>Takes what stands before the next tab.</summary>
    private static ReadOnlyMemory<byte> Next(ref ReadOnlyMemory<byte> line)
    {
        int tab = line.Span.IndexOf((byte)'\t');
        ReadOnlyMemory<byte> part = line[..tab];
        line = line[(tab + 1)..];
        return part;
    }

    private static JsonValue Text(string? text) => text is null ? JsonValue.Null : new JsonString(text);

    private static DateTimeOffset Time(ReadOnlySpan<byte> ticks) =>
        new(long.Parse(ticks, NumberStyles.None, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
