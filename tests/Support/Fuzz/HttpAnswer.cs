using System.Globalization;
using System.Text;

namespace FunctionsAsl.Support.Fuzz;

/// <summary>An answer of HTTP/1.1.</summary>
internal sealed record HttpAnswer(int Status, string Body)
{
    private const string HeadEnd = "\r\n\r\n";

    /// <summary>The answers that are whole, in their order; what follows them may be part of another.</summary>
    /// <exception cref="FormatException">It is no HTTP.</exception>
    public static List<HttpAnswer> In(ReadOnlySpan<byte> bytes)
    {
        // One character a byte.
        string text = Encoding.Latin1.GetString(bytes);
        List<HttpAnswer> answers = [];
        for (int at = 0; Read(text, ref at) is { } answer;)
        {
            answers.Add(answer);
        }

        return answers;
    }

    private static HttpAnswer? Read(string text, ref int at)
    {
        int headEnd = text.IndexOf(HeadEnd, at, StringComparison.Ordinal);
        if (headEnd < 0)
        {
            return null;
        }

        string[] head = text[at..headEnd].Split("\r\n");
        int status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
        int body = headEnd + HeadEnd.Length;
        if (Header(head, "Transfer-Encoding") == "chunked")
        {
            var chunks = new StringBuilder();
            while (true)
            {
                int lineEnd = text.IndexOf("\r\n", body, StringComparison.Ordinal);
                if (lineEnd < 0)
                {
                    return null;
                }

                int size = int.Parse(text[body..lineEnd], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                int end = lineEnd + 2 + size + 2;
                if (end > text.Length)
                {
                    return null;
                }

                chunks.Append(text, lineEnd + 2, size);
                body = end;
                if (size == 0)
                {
                    at = end;
                    return new HttpAnswer(status, chunks.ToString());
                }
            }
        }

        int length = int.Parse(Header(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture);
        if (body + length > text.Length)
        {
            return null;
        }

        at = body + length;
        return new HttpAnswer(status, text.Substring(body, length));
    }

    private static string? Header(string[] head, string name) =>
        Array.Find(head, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
