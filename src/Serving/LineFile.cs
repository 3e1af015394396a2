using System.Text;

namespace FunctionsAsl.Serving;

/// <summary>A file of lines that a variable names, or standard output for <c>-</c>.</summary>
public sealed class LineFile : IAsyncDisposable
{
    /// <summary>What state machines have logged.</summary>
    public const string Logs = "ASL_LOGS";

    /// <summary>Spans, as OTLP has them in JSON.</summary>
    public const string Traces = "ASL_TRACES";

    private readonly TextWriter _output;
    private readonly LineWriter _lines;

    private LineFile(TextWriter output)
    {
        _output = output;
        _lines = new LineWriter(output, static lost => $$"""{"records_left_out":"{{lost}}"}""");
    }

    /// <returns><see langword="null"/> where the variable is not set.</returns>
    /// <exception cref="SettingException">The file cannot be written.</exception>
    public static LineFile? Open(string variable)
    {
        string? file = Environment.GetEnvironmentVariable(variable);
        try
        {
            return string.IsNullOrEmpty(file) ? null
                : file == "-" ? new LineFile(Console.Out)
                : new LineFile(new StreamWriter(file, append: true, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException($"{variable}: {file} cannot be written: {e.Message}");
        }
    }

    /// <exception cref="SettingException">The file is in no folder that there is.</exception>
    public static void Check(string name, Func<string, string?> variable)
    {
        if (Settings.Value(name, variable) is { } file && file != "-"
            && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
        {
            throw new SettingException($"{name}: {file} cannot be written: there is no folder {folder}.");
        }
    }

    public void Add(string line) => _lines.Add(line);

    public async ValueTask DisposeAsync()
    {
        await _lines.DisposeAsync();
        if (_output != Console.Out)
        {
            await _output.DisposeAsync();
        }
    }
}
