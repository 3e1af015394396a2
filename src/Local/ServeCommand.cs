using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Local.Storage;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Telemetry;

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
            Description = "Address to listen at. Off this machine it needs access keys (ASL_ACCESS_KEYS).",
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
        var insecure = new Option<bool>("--insecure")
        {
            Description = "Listen at any address without access keys: whoever reaches it may do everything.",
        };
        var certificate = new Option<string>("--certificate")
        {
            Description = "Serve HTTPS: a certificate with its chain (PEM), or with its key too (PKCS #12: .pfx, .p12).",
        };
        var certificateKey = new Option<string>("--certificate-key")
        {
            Description = "The certificate's private key (PEM), where it is not in the same file.",
        };
        var samples = new Option<bool>("--samples") { Description = "With the functions of src/Samples." };
        var quiet = new Option<bool>("--quiet") { Description = "Tell only of the server's own failures." };
        var verbose = new Option<bool>("--verbose") { Description = "Tell of every request, not only of ended executions and refusals." };
        var command = new Command("serve", $"Serve the Step Functions API on this machine.\n\n{LocalSettings.Help}")
        {
            port, host, data, memory, allowed, insecure, certificate, certificateKey, samples, quiet, verbose,
        };
        command.SetAction((arguments, cancel) => RunAsync(
            Address(arguments.GetRequiredValue(host)),
            arguments.GetRequiredValue(port),
            arguments.GetValue(memory) ? null : arguments.GetRequiredValue(data),
            new AllowedHosts(arguments.GetValue(allowed) ?? []),
            arguments.GetValue(insecure),
            OpenTls(arguments.GetValue(certificate), arguments.GetValue(certificateKey)),
            arguments.GetValue(samples),
            arguments.GetValue(quiet) ? Verbosity.Quiet : arguments.GetValue(verbose) ? Verbosity.Verbose : Verbosity.Normal,
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(
        IPAddress host,
        int port,
        string? file,
        AllowedHosts hosts,
        bool insecure,
        Tls? tls,
        bool samples,
        Verbosity verbosity,
        CancellationToken stop)
    {
        AccessKey[] keys = [.. AccessKeys.Read()];
        if (keys.Length == 0 && !insecure && !IPAddress.IsLoopback(host))
        {
            throw new UsageException(
                $"Whoever reaches {host} could do everything. Set {AccessKeys.Variable} to ID:SECRET, or say --insecure where that is meant.");
        }

        if (port is < 0 or > ushort.MaxValue)
        {
            throw new UsageException($"There is no port {port}.");
        }

        if (keys.Length > 0 && tls is null && !IPAddress.IsLoopback(host))
        {
            Log.Note("Access keys that are sent as bearers can be read on the way: use --certificate, or a proxy that speaks HTTPS.");
        }

        await using var log = new ServerLog(Console.Error, verbosity);
        TaskRunnerOptions options = LocalSettings.Read(new Dictionary<string, ITaskHandler>(), samples);
        await using ExecutionLogs? logs = ExecutionLogs.Open();
        using HttpClient http = Settings.Http();
        await using LogDeliveries deliveries = LogDeliveries.Open(Environment.GetEnvironmentVariable, options.Service, http);
        ServiceOptions service = options.Service with { ReportEnd = log.Ended, Log = logs is null ? null : logs.Add };
        options = options with { Service = deliveries.AddTo(service) };
        await using var running = InProcessService.Create(Open(file), options);
        var routes = new Routes(running.Service, keys.Length == 0 ? null : new Access(keys, TimeProvider.System));
        HttpServer server = await ListenAsync(
            host, port, () => HttpServer.StartAsync(routes, host, port, hosts, log, running.Engine.EndPolls, tls: tls));
        Console.WriteLine($"Step Functions at {server.Endpoint}, data in {(file is null ? "memory" : Path.GetFullPath(file))}");
        Task recovery = RecoverAsync(running);
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping");
        }

        await server.DisposeAsync();
        running.Engine.EndRecovery();
        await recovery;
        return ExitCode.Success;
    }

    private static Tls? OpenTls(string? certificate, string? key) => (certificate, key) switch
    {
        (null, null) => null,
        (null, _) => throw new UsageException("--certificate-key goes with --certificate."),
        _ => Tls.Open(certificate, key, Environment.GetEnvironmentVariable("ASL_CERTIFICATE_PASSWORD")),
    };

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

    private static async Task<HttpServer> ListenAsync(IPAddress host, int port, Func<Task<HttpServer>> start)
    {
        try
        {
            return await start();
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
