using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl serve</c>, or one process of a cluster, as a process of its own, at a free port.</summary>
public sealed class Server : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly DirectoryInfo? _directory;
    private readonly Func<ProcessStartInfo> _start;
    private readonly StringBuilder _errors = new();
    private Process? _process;

    // When the tests are interrupted nobody disposes of anything.
    static Server() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (Process process in Running.Values)
        {
            process.Kill();
        }
    };

    /// <summary>A server with a data file of its own.</summary>
    public Server()
    {
        _directory = Directory.CreateTempSubdirectory("asl-end-to-end-");
        _start = StartOf(Path.Combine(_directory.FullName, "asl.db"));
    }

    internal Server(string file, params string[] options) => _start = StartOf(file, options);

    private Server(Func<ProcessStartInfo> start) => _start = start;

    /// <summary>One process of the cluster over a storage account.</summary>
    internal static Server OfCluster(Azurite storage, string? bindings = null, string? starts = null) => new(() => Asl.ClusterStartInfo(
        "--port", "0", "--samples", "--quiet", "--storage", storage.ConnectionString))
    {
        Bindings = bindings,
        Starts = starts,
    };

    /// <summary>A program of another place.</summary>
    internal static Server Of(string program, string file) => new(() => Tool.StartInfo(program, ["serve", "--port", "0", "--quiet", "--data", file]));

    /// <summary>A server that is told of a file that has become too large, in place of being ended.</summary>
    internal static Server WithLimits(string file) => new(() => Tool.StartInfo(
        "sh",
        ["-c", "trap '' XFSZ; exec \"$@\"", "sh", "dotnet", Path.Combine(AppContext.BaseDirectory, "asl.dll"), "serve", "--port", "0", "--quiet", "--data", file]));

    /// <summary>The access keys of who may ask; <see langword="null"/> where everybody may.</summary>
    internal string? AccessKeys { get; init; }

    /// <summary>Where the records of executions go; <see langword="null"/> where they go nowhere.</summary>
    internal string? LogsEndpoint { get; init; }

    /// <summary>How much there may be; <see langword="null"/> where any number.</summary>
    internal string? Quotas { get; init; }

    /// <summary>Which resources of AWS are some of Azure; <see langword="null"/> where none is.</summary>
    internal string? Bindings { get; init; }

    /// <summary>What starts executions by itself; <see langword="null"/> where nothing does.</summary>
    internal string? Starts { get; init; }

    /// <summary>Other variables of its environment.</summary>
    internal Dictionary<string, string> Variables { get; init; } = [];

    /// <summary>Where it listens, as <c>http://127.0.0.1:8083</c>.</summary>
    internal string Endpoint { get; private set; } = "";

    /// <summary>The id of the process.</summary>
    internal int Id => _process!.Id;

    /// <summary>Where its own data file is.</summary>
    internal string Folder => _directory!.FullName;

    /// <summary>What it said on its standard error stream, up to now.</summary>
    internal string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>The memory that it holds, in bytes.</summary>
    internal long Memory
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    public async Task InitializeAsync()
    {
        ProcessStartInfo start = _start();
        start.Environment["ASL_ACCESS_KEYS"] = AccessKeys;
        start.Environment["LOGS_ENDPOINT"] = LogsEndpoint;
        start.Environment["ASL_QUOTAS"] = Quotas;
        start.Environment["ASL_BINDINGS"] = Bindings;
        start.Environment["ASL_STARTS"] = Starts;
        foreach ((string name, string value) in Variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        Running[_process.Id] = _process;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            // "Step Functions at http://127.0.0.1:1234, data in …"
            string line = await _process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new InvalidOperationException($"The server did not start: {Errors}");
            Endpoint = line.Split(' ')[3].TrimEnd(',');
        }
        catch
        {
            await KillAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        await KillAsync();
        _directory?.Delete(recursive: true);
    }

    internal Api Connect() => new(Endpoint);

    /// <summary>Asks the process to end (SIGTERM), and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    internal async Task<int> StopAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        int code = _process.ExitCode;
        await KillAsync();
        return code;
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    internal async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.Kill();
        await _process.WaitForExitAsync();
        Running.TryRemove(_process.Id, out _);
        _process.Dispose();
        _process = null;
    }

    private static Func<ProcessStartInfo> StartOf(string file, params string[] options) =>
        () => Asl.StartInfo(["serve", "--port", "0", "--samples", "--quiet", "--data", file, .. options]);
}
