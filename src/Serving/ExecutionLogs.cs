using System.Text;
using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Serving;

/// <summary>Where what state machines have logged goes: the file that <see cref="Variable"/> names, or standard output for <c>-</c>.</summary>
public sealed class ExecutionLogs : IAsyncDisposable
{
    public const string Variable = "ASL_LOGS";

    private readonly TextWriter _output;
    private readonly LineWriter _lines;

    private ExecutionLogs(TextWriter output)
    {
        _output = output;
        _lines = new LineWriter(output, static lost => $$"""{"records_left_out":"{{lost}}"}""");
    }

    /// <returns><see langword="null"/> where the variable is not set.</returns>
    /// <exception cref="SettingException">The file cannot be written.</exception>
    public static ExecutionLogs? Open()
    {
        string? file = Environment.GetEnvironmentVariable(Variable);
        try
        {
            return string.IsNullOrEmpty(file) ? null
                : file == "-" ? new ExecutionLogs(Console.Out)
                : new ExecutionLogs(new StreamWriter(file, append: true, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException($"{Variable}: {file} cannot be written: {e.Message}");
        }
    }

    /// <exception cref="SettingException">The file is in no folder that there is.</exception>
    public static void Check(Func<string, string?> variable)
    {
        if (Settings.Value(Variable, variable) is { } file && file != "-"
            && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
        {
            throw new SettingException($"{Variable}: {file} cannot be written: there is no folder {folder}.");
        }
    }

    public void Add(LogRecord record) => _lines.Add(record.Text);

    public async ValueTask DisposeAsync()
    {
        await _lines.DisposeAsync();
        if (_output != Console.Out)
        {
            await _output.DisposeAsync();
        }
    }
}
