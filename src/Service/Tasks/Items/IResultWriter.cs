namespace FunctionsAsl.Service.Tasks.Items;

/// <summary>
/// Writes what a Map Run's children gave to files of a bucket (DG/input-output-resultwriter): <c>SUCCEEDED_n.json</c>,
/// <c>FAILED_n.json</c>, <c>PENDING_n.json</c> (<c>.jsonl</c> where they are lines), and a <c>manifest.json</c> that names them.
/// </summary>
public interface IResultWriter
{
    /// <summary>
    /// Writes a manifest without files, as AWS does before the Map Run begins: that the bucket is not there or cannot be written to comes out
    /// before the work and not after it (ST redrive_map).
    /// </summary>
    /// <exception cref="ResultWriterException">It could not be written.</exception>
    ValueTask TestAsync(ResultTarget target, CancellationToken cancel);

    /// <summary>
    /// Begins to write. What was begun for the same target and not completed, as before a crash, is overwritten.
    /// </summary>
    /// <exception cref="ResultWriterException">The manifest of the run before this redrive cannot be read.</exception>
    ValueTask<IResultFiles> OpenAsync(ResultTarget target, CancellationToken cancel);
}

/// <summary>Files that results are written to. One caller at a time. Disposed before they are complete, they leave no manifest.</summary>
public interface IResultFiles : IAsyncDisposable
{
    /// <summary>Adds what came of a child; children come in any order of status, and stand in their file in the order in which they come.</summary>
    /// <exception cref="ResultWriterException">A file could not be written.</exception>
    ValueTask AddAsync(ChildResult child, CancellationToken cancel);

    /// <summary>Completes the files and writes the manifest.</summary>
    /// <returns>Where the manifest is.</returns>
    /// <exception cref="ResultWriterException">A file could not be written.</exception>
    ValueTask<ResultWriterDetails> CompleteAsync(CancellationToken cancel);
}
