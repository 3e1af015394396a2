using System.Diagnostics;
using FunctionsAsl.Support.Programs;

namespace FunctionsAsl.Benchmarks;

/// <summary><c>asl serve</c>, or one process of a cluster, as a process of its own, at any port that is free.</summary>
internal sealed class Server : IDisposable
{
    private readonly Process _process;

    private Server(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>The memory that it holds, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has used of the processors.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="program">A published <c>asl</c>; <see langword="null"/> for the one that was built with the benchmarks.</param>
    /// <param name="lambdaEndpoint">Where its functions are.</param>
    /// <param name="options">What stands behind <c>serve</c>.</param>
    public static async Task<Server> StartAsync(string? program, string lambdaEndpoint, params string[] options)
    {
        string[] arguments = ["serve", "--port", "0", .. options];
        return await StartAsync(program is null ? Built("asl.dll", arguments) : new ProcessStartInfo(program, arguments), lambdaEndpoint);
    }

    /// <summary>Starts one process of a cluster, with the functions of the samples.</summary>
    public static Task<Server> StartClusterAsync(Azurite storage) => StartAsync(
        Built("asl-cluster.dll", "--port", "0", "--samples", "--quiet", "--storage", storage.ConnectionString), lambdaEndpoint: "");

    /// <summary>Ends it at once, and returns when it is gone.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ProcessStartInfo Built(string program, params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]);

    private static async Task<Server> StartAsync(ProcessStartInfo start, string lambdaEndpoint)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.Environment["LAMBDA_ENDPOINT"] = lambdaEndpoint;
        Process process = Process.Start(start)!;
        // What it tells is read, as a terminal would, and dropped.
        process.BeginErrorReadLine();

        // "Step Functions at http://127.0.0.1:1234, data in …"
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        return new Server(process, new Uri(line.Split(' ')[3].TrimEnd(',')));
    }
}
