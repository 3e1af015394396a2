using System.Collections.Concurrent;

namespace FunctionsAsl.Service.Records;

/// <summary>The records that could not be read: they are left out of lists, and each is reported once.</summary>
/// <param name="report">Told which, and why.</param>
public sealed class BrokenRecords(Action<string, Exception> report)
{
    // More would tell nobody more.
    private const int MostReported = 1000;

    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);

    /// <summary>Reads a record that can be left out.</summary>
    /// <param name="key">Names it to whoever reads the report.</param>
    /// <returns><see langword="null"/> where it is left out.</returns>
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
