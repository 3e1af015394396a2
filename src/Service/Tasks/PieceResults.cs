using System.Text;
using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Service.Tasks;

/// <summary>
/// What came of the Express children of a piece: a line each, of status, start, stop (ticks, UTC) and JSON, parted by tabs. The JSON is the
/// output, or <c>[error, cause]</c>. The line of a child that was not started is empty. Where lines come to more than a part holds, they stand
/// in a file of their own, and here of each only its status and <c>@PART</c>: no more than a part is held of a piece that runs.
/// </summary>
internal sealed class PieceResults(int children)
{
    /// <summary>Bytes of lines, of which there may be one more.</summary>
    private const int PartBytes = 2 * 1_048_576;

    // A shorter one is not worth a reference.
    private const int ShortLine = 64;

    private readonly ReadOnlyMemory<byte>[] _lines = new ReadOnlyMemory<byte>[children];
    private long _bytes;
    private int _parts;

    /// <summary>The files that lines stand in.</summary>
    public IEnumerable<int> Parts => _lines.Select(static line => PartOf(line.Span)).Where(static part => part > 0).Distinct().Order();

    public static PieceResults Load(byte[] bytes)
    {
        var lines = new Utf8Lines(bytes);
        var results = new PieceResults(lines.Count);
        for (int child = 0; child < lines.Count; child++)
        {
            results._lines[child] = lines[child];
            results._bytes += lines[child].Length;
            results._parts = Math.Max(results._parts, PartOf(lines[child].Span));
        }

        return results;
    }

    public bool HasSucceeded(int child) => _lines[child].Span.StartsWith("SUCCEEDED\t"u8);

    /// <summary>How a child has ended; <see langword="null"/> of one that was not started.</summary>
    public ExecutionStatus? StatusOf(int child)
    {
        ReadOnlySpan<byte> line = _lines[child].Span;
        return line.IsEmpty ? null : ExecutionStatusNames.Find(Encoding.ASCII.GetString(line[..line.IndexOf((byte)'\t')]));
    }

    public static byte[] LineOf(ExecutionRecord ended)
    {
        JsonAny json = ended.Status == ExecutionStatus.Succeeded
            ? ended.Output!.WithoutSourceText()
            : JsonList.Of([Text(ended.Error), Text(ended.Cause)]);
        string head = string.Create(
            CultureInfo.InvariantCulture, $"{ended.Status.ApiName()}\t{ended.StartDate.UtcTicks}\t{ended.StopDate!.Value.UtcTicks}\t");
        return [.. Encoding.ASCII.GetBytes(head), .. json.ToUtf8()];
    }

    /// <returns>A part to be written before these results are; <see langword="null"/> where there is still room.</returns>
    public (int Number, byte[] Content)? Set(int child, byte[] line)
    {
        Put(child, line);
        return _bytes > PartBytes && _parts < RunFile.LastPart ? Cut() : null;
    }

    public void Forget(int child) => Put(child, default);

    /// <summary>Takes back the lines that stand in a part.</summary>
    public void Fill(int part, byte[] content)
    {
        var lines = new Utf8Lines(content);
        for (int child = 0; child < _lines.Length; child++)
        {
            if (PartOf(_lines[child].Span) == part)
            {
                Put(child, lines[child]);
            }
        }
    }

    private (int Number, byte[] Content) Cut()
    {
        _parts++;
        var part = new PieceResults(_lines.Length);
        for (int child = 0; child < _lines.Length; child++)
        {
            ReadOnlyMemory<byte> line = _lines[child];
            if (line.Length > ShortLine)
            {
                part.Put(child, line);
                int status = line.Span.IndexOf((byte)'\t');
                Put(child, (byte[])[.. line.Span[..status], .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\t@{_parts}"))]);
            }
        }

        return (_parts, part.ToBytes());
    }

    private void Put(int child, ReadOnlyMemory<byte> line)
    {
        _bytes += line.Length - _lines[child].Length;
        _lines[child] = line;
    }

    /// <returns>0 for a line that is here.</returns>
    private static int PartOf(ReadOnlySpan<byte> line) =>
        line.IndexOf("\t@"u8) is >= 0 and var at && at == line.IndexOf((byte)'\t') ? int.Parse(line[(at + 2)..], NumberStyles.None, CultureInfo.InvariantCulture) : 0;

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

        var failure = (JsonList)JsonAny.Parse(line.Span);
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

    private static JsonAny Text(string? text) => text is null ? JsonAny.Null : new JsonString(text);

    private static DateTimeOffset Time(ReadOnlySpan<byte> ticks) =>
        new(long.Parse(ticks, NumberStyles.None, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
