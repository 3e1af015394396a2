using Microsoft.Extensions.Logging;

namespace FunctionsAsl.Functions.Logging;

/// <summary>Keeps what was logged, as <c>Warning: text</c>.</summary>
internal class LogLines : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{logLevel}: {formatter(state, exception)}");
}

/// <inheritdoc/>
internal sealed class LogLines<T> : LogLines, ILogger<T>;
