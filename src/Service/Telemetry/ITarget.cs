namespace FunctionsAsl.Service.Telemetry;

/// <summary>Takes records out of this process: what state machines log, or spans.</summary>
public interface ITarget<TRecord>
{
    /// <summary>The target, for those who read that it failed.</summary>
    string Name { get; }

    /// <summary>Divides records into parts, each of which goes in one request.</summary>
    IEnumerable<IReadOnlyList<TRecord>> Split(IReadOnlyList<TRecord> records);

    /// <summary>Sends a part.</summary>
    /// <returns>How many records of it the target refused.</returns>
    /// <exception cref="RefusedException">It refuses all of them, and would again.</exception>
    /// <exception cref="Exception">The same may succeed later.</exception>
    Task<int> SendAsync(IReadOnlyList<TRecord> part, CancellationToken cancel);
}

/// <summary>A target refuses records for good; the message says why.</summary>
public sealed class RefusedException(string message) : Exception(message);
