namespace FunctionsAsl.Serving;

/// <summary>Failures, one line each, on standard error; also those that the web server reports.</summary>
public sealed class Log : ILoggerFactory, ILogger
{
    public static readonly Log Instance = new(LogLevel.Warning);

    /// <summary>For libraries that warn of what they mend themselves.</summary>
    public static readonly Log Errors = new(LogLevel.Error);

    private readonly LogLevel _least;

    private Log(LogLevel least) => _least = least;

    public static void Failure(string what, Exception e)
    {
        Exception root = e.GetBaseException();
        Write("error", $"{what}: {root.GetType().Name}: {root.Message} {root.StackTrace}");
    }

    public static void Note(string text) => Write("note", text);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            string problem = exception is null ? "" : $": {exception.GetType().Name}: {exception.Message}";
            Write(logLevel >= LogLevel.Error ? "error" : "warning", formatter(state, exception) + problem);
        }
    }

    private static void Write(string level, string text) =>
        Console.Error.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {level} {PlainText.Of(text)}");
}
