using System.Collections.Concurrent;

namespace FunctionsAsl.Local.Storage;

/// <summary>The rows that could not be read: they are left out of lists, and each is reported once.</summary>
internal sealed class BrokenRows(Action<string, Exception> report)
{
    // More would tell nobody more.
    private const int MostReported = 1000;

    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);

    /// <summary>Reads a row that can be left out.</summary>
    /// <param name="key">Names it to whoever reads the report.</param>
    public T? Read<T>(string key, Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            if (_reported.Count < MostReported && _reported.TryAdd(key, true))
            {
                report($"{key} cannot be read and is left out of lists", e);
            }

            return null;
        }
    }
}
