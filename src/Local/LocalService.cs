using FunctionsAsl.Integrations;
using FunctionsAsl.Sqlite;

namespace FunctionsAsl.Local;

/// <summary>The service over a file, or in memory.</summary>
internal sealed class LocalService : IServed
{
    private readonly InProcessService _running;
    private readonly SqliteStore? _store;
    private readonly string? _file;
    private Task _recovery = Task.CompletedTask;

    private LocalService(SqliteStore? store, string? file, TaskRunnerOptions options)
    {
        _running = InProcessService.Create(store ?? (IStore)new MemoryStore(), options);
        _store = store;
        _file = file;
    }

    public static string DefaultFile { get; } = Path.Combine(".asl", "asl.db");

    public static HostAbilities Abilities { get; } = new() { Buckets = Path.Combine(".asl", "buckets") };

    public StepFunctionsService Service => _running.Service;

    public string Place => _file is null ? "memory" : Path.GetFullPath(_file);

    /// <param name="file">Where everything is kept; <see langword="null"/> for memory.</param>
    /// <exception cref="DataFileException">It cannot be used.</exception>
    public static LocalService Open(string? file, TaskRunnerOptions options) =>
        new(file is null ? null : Store(file), file, options);

    public ValueTask<bool> IsReady(CancellationToken cancel) => _store?.CanWrite() ?? new(true);

    public void Begin() => _recovery = RecoverAsync();

    public void EndPolls() => _running.Engine.EndPolls();

    public async ValueTask DisposeAsync()
    {
        _running.Engine.EndRecovery();
        await _recovery;
        await _running.DisposeAsync();
    }

    private static SqliteStore Store(string file)
    {
        if (file == DefaultFile && !Directory.Exists(".asl"))
        {
            // What lies here belongs to this machine, not into a repository.
            Directory.CreateDirectory(".asl");
            File.WriteAllText(Path.Combine(".asl", ".gitignore"), "*\n");
        }

        return new SqliteStore(file, Log.Failure);
    }

    /// <summary>Runs while requests are answered already: an execution that is asked for is brought back first.</summary>
    private async Task RecoverAsync()
    {
        try
        {
            await Task.Run(_running.Engine.RecoverAsync);
        }
        catch (Exception e)
        {
            Log.Failure("recovering executions", e);
        }
    }
}
