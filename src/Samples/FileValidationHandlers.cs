using System.Globalization;
using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;

namespace FunctionsAsl.Samples;

/// <summary>Stands for a download: the file's content is in the input.</summary>
internal sealed class FetchFile : ITaskHandler
{
    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string content = input.Text("content");
        return new(JsonMap.Of(("content", content), ("bytes", Encoding.UTF8.GetByteCount(content))));
    }
}

/// <summary>Splits text into its lines. A first line that does not name the columns fails the task as <c>WrongHeader</c>.</summary>
internal sealed class SplitRows : ITaskHandler
{
    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string[] lines = input.Text("content").ReplaceLineEndings("\n").Split('\n');
        string header = string.Join(',', input.List("columns").Select(static c => c.Text("name")));
        if (lines[0] != header)
        {
            throw new TaskFailedException("WrongHeader", $"The first line is '{lines[0]}', not '{header}'.");
        }

        var rows = new List<JsonAny>(lines.Length);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length > 0)
            {
                // People count lines from 1.
                rows.Add(JsonMap.Of(("line", i + 1), ("text", lines[i])));
            }
        }

        return new(JsonMap.Of(("rows", JsonList.Of(rows))));
    }
}

/// <summary>Checks one row against the columns' types and returns what is wrong with it.</summary>
internal sealed class CheckRow : ITaskHandler
{
    public ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        JsonAny row = input.Member("row");
        JsonList columns = input.List("columns");
        long line = row.Integer("line");
        string[] cells = row.Text("text").Split(',');
        var errors = new List<JsonAny>();
        if (cells.Length != columns.Count)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"Line {line}: {cells.Length} cells, not {columns.Count}."));
        }
        else
        {
            for (int i = 0; i < cells.Length; i++)
            {
                string type = columns[i].Text("type");
                if (!Fits(cells[i], type))
                {
                    string name = columns[i].Text("name");
                    errors.Add(string.Create(
                        CultureInfo.InvariantCulture, $"Line {line}, {name}: '{cells[i]}' fits no column of type {type}."));
                }
            }
        }

        return new(JsonMap.Of(("line", line), ("errors", JsonList.Of(errors))));
    }

    private static bool Fits(string cell, string type) => type switch
    {
        "text" => cell.Length > 0,
        "integer" => long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "email" => cell.IndexOf('@', StringComparison.Ordinal) is > 0 and int at && at < cell.Length - 1 && at == cell.LastIndexOf('@'),
        _ => throw new TaskFailedException("InvalidInput", $"There is no column type '{type}'."),
    };
}

/// <summary>Stands for a move to where rejected files are kept.</summary>
internal sealed class QuarantineFile(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string place = "quarantine/" + input.Text("name");
        await log.WriteLineAsync(place);
        foreach (JsonAny error in input.List("errors"))
        {
            await log.WriteLineAsync($"  {((JsonString)error).Value}");
        }

        return JsonMap.Of(("place", place));
    }
}

/// <summary>Stands for a move to where good files are kept.</summary>
internal sealed class PublishFile(TextWriter log) : ITaskHandler
{
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel)
    {
        string place = "published/" + input.Text("name");
        await log.WriteLineAsync(place);
        return JsonMap.Of(
            ("place", place), ("rows", input.Integer("rows")), ("bytes", input.Integer("bytes")), ("sha256", input.Text("sha256")));
    }
}
