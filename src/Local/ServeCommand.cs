using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using FunctionsAsl.Local.Storage;
using FunctionsAsl.Service.Http;

namespace FunctionsAsl.Local;

/// <summary><c>asl serve</c>: the Step Functions API at a port of this machine.</summary>
internal static class ServeCommand
{
    private static readonly string DefaultFile = Path.Combine(".asl", "asl.db");

    public static Command Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "Port to listen at; 0 for any.",
            DefaultValueFactory = _ => 8083,
        };
        var host = new Option<string>("--host")
        {
            Description = "Address to listen at. Whoever reaches it can do everything: there is no authentication.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var data = new Option<string>("--data")
        {
            Description = "File that everything is kept in.",
            DefaultValueFactory = _ => DefaultFile,
        };
        var memory = new Option<bool>("--memory") { Description = "Keep everything in memory only." };
        var allowed = new Option<string[]>("--allow-host")
        {
            Description = "A name of this machine under which it may be asked, besides its IP addresses and localhost. May be repeated.",
        };
        var samples = new Option<bool>("--samples") { Description = "With the functions of src/Samples." };
        var quiet = new Option<bool>("--quiet") { Description = "Tell only of the server's own failures." };
        var verbose = new Option<bool>("--verbose") { Description = "Tell of every request, not only of ended executions and refusals." };
        var command = new Command("serve", $"Serve the Step Functions API on this machine.\n\n{LocalSettings.Help}")
        {
            port, host, data, memory, allowed, samples, quiet, verbose,
        };
        command.SetAction((arguments, cancel) => RunAsync(
            Address(arguments.GetRequiredValue(host)),
            arguments.GetRequiredValue(port),
            arguments.GetValue(memory) ? null : arguments.GetRequiredValue(data),
            new AllowedHosts(arguments.GetValue(allowed) ?? []),
            arguments.GetValue(samples),
            arguments.GetValue(quiet) ? Verbosity.Quiet : arguments.GetValue(verbose) ? Verbosity.Verbose : Verbosity.Normal,
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        IPAddress host, int port, string? file, AllowedHosts hosts, bool samples, Verbosity verbosity, CancellationToken stop)
    {
        if (port is < 0 or > ushort.MaxValue)
        {
            throw new UsageException($"There is no port {port}.");
        }

        await using var log = new ServerLog(Console.Error, verbosity);
        TaskRunnerOptions options = LocalSettings.Read(new Dictionary<string, ITaskHandler>(), samples);
        options = options with { Service = options.Service with { ReportEnd = log.Ended } };
        await using var service = InProcessService.Create(Open(file), options);
        HttpServer server = await ListenAsync(service, host, port, hosts, log);
        Console.WriteLine($"Step Functions at {server.Endpoint}, data in {(file is null ? "memory" : Path.GetFullPath(file))}");
        Task recovery = RecoverAsync(service);
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping");
        }

        await server.DisposeAsync();
        await recovery;
        return ExitCode.Success;
    }

    private static IStore Open(string? file)
    {
        if (file is null)
        {
            return new MemoryStore();
        }

        if (file == DefaultFile && !Directory.Exists(".asl"))
        {
            // What lies here belongs to this machine, not into a repository.
            Directory.CreateDirectory(".asl");
            File.WriteAllText(Path.Combine(".asl", ".gitignore"), "*\n");
        }

        return new SqliteStore(file, Log.Failure);
    }

    private static async Task<HttpServer> ListenAsync(InProcessService service, IPAddress host, int port, AllowedHosts hosts, ServerLog log)
    {
        try
        {
            return await HttpServer.StartAsync(new Routes(service.Service), host, port, hosts, log, service.Engine.EndPolls);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new UsageException($"Cannot listen at {new IPEndPoint(host, port)}: {e.Message}");
        }
    }

    /// <summary>Runs while requests are answered already: an execution that is asked for is brought back first.</summary>
    private static async Task RecoverAsync(InProcessService service)
    {
        try
        {
            await Task.Run(service.Engine.RecoverAsync);
        }
        catch (Exception e)
        {
            Log.Failure("recovering executions", e);
        }
    }

    private static IPAddress Address(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out IPAddress? address) ? address
        : throw new UsageException($"'{host}' is no IP address.");
}
