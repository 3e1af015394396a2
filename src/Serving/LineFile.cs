using System.Text;

namespace FunctionsAsl.Serving;

/// <summary>A file of lines that a variable names, or standard output for <c>-</c>. Several processes may write one: each adds whole lines.</summary>
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
            return string.IsNullOrEmpty(file) ? null : new LineFile(file == "-" ? Console.Out : new Appender(file));
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

    /// <summary>Writes what is waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lines.DisposeAsync();
        if (_output != Console.Out)
        {
            await _output.DisposeAsync();
        }
    }

    /// <summary>
    /// Adds texts to a file, each as a whole: a file beside it, <c>FILE.lock</c>, is no other writer's while one is written. What is no file but a
    /// pipe or a terminal stays open.
    /// </summary>
    private sealed class Appender : TextWriter
    {
        private const int Attempts = 500;

        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

        // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
        private static readonly int[] OpenElsewhere = [11, 35, unchecked((int)0x80070020)];

        private readonly string _file;
        private readonly FileStream? _pipe;

        /// <exception cref="IOException">The file cannot be written; or <see cref="UnauthorizedAccessException"/>, <see cref="ArgumentException"/>.</exception>
        public Appender(string file)
        {
            _file = file;
            FileStream stream = Open();
            if (stream.CanSeek)
            {
                stream.Dispose();
            }
            else
            {
                _pipe = stream;
            }
        }

        public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        public override async Task WriteAsync(StringBuilder? value, CancellationToken cancellationToken = default)
        {
            byte[] bytes = Encoding.GetBytes(value!.ToString());
            if (_pipe is not null)
            {
                await _pipe.WriteAsync(bytes, cancellationToken);
                return;
            }

            await using FileStream? alone = await LockAsync(cancellationToken);
            await using FileStream stream = Open();
            long end = stream.Position;
            try
            {
                await stream.WriteAsync(bytes, cancellationToken);
            }
            catch (IOException)
            {
                // No line is there in part.
                stream.SetLength(end);
                throw;
            }
        }

        protected override void Dispose(bool disposing)
        {
            _pipe?.Dispose();
            base.Dispose(disposing);
        }

        // Without a buffer: what a full disk refuses is not kept. Who reads it may keep it open.
        private FileStream Open() => new(_file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        /// <summary>Waits until no other writes.</summary>
        /// <returns>What to close behind it; <see langword="null"/> in a folder where no file can be made: who writes there is alone.</returns>
        private async Task<FileStream?> LockAsync(CancellationToken cancel)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return new FileStream(_file + ".lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
                }
                catch (IOException e) when (OpenElsewhere.Contains(e.HResult) && attempt < Attempts)
                {
                    await Task.Delay(Pause, cancel);
                }
                catch (UnauthorizedAccessException)
                {
                    return null;
                }
            }
        }
    }
}
