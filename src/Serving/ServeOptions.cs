using System.Collections.Immutable;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using FunctionsAsl.AwsApi.Signing;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Starts;
using FunctionsAsl.Integrations.Status;
using FunctionsAsl.Service.Http;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Starts;

namespace FunctionsAsl.Serving;

/// <summary>The options of a command that serves the Step Functions API at a port, and the life of what it serves.</summary>
/// <param name="countsExecutions">As for <see cref="Settings.Read"/>.</param>
public sealed class ServeOptions(bool countsExecutions)
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "Port to listen at; 0 for any.",
        DefaultValueFactory = _ => 8083,
    };

    private readonly Option<string> _host = new("--host")
    {
        Description = "Address to listen at. Off this machine it needs access keys (ASL_ACCESS_KEYS).",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<string[]> _allowed = new("--allow-host")
    {
        Description = "A name of this machine under which it may be asked, besides its IP addresses and localhost. May be repeated.",
    };

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Listen at any address without access keys: whoever reaches it may do everything.",
    };

    private readonly Option<string> _certificate = new("--certificate")
    {
        Description = "Serve HTTPS: a certificate with its chain (PEM), or with its key too (PKCS #12: .pfx, .p12).",
    };

    private readonly Option<string> _certificateKey = new("--certificate-key")
    {
        Description = "The certificate's private key (PEM), where it is not in the same file.",
    };

    private readonly Option<bool> _samples = new("--samples") { Description = "With the functions of src/Samples." };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Tell only of the server's own failures." };

    private readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Tell of every request, not only of ended executions and refusals.",
    };

    private readonly Option<bool> _open = new("--open") { Description = "Open the console in a browser." };

    public void AddTo(System.CommandLine.Command command)
    {
        foreach (Option option in (Option[])[_port, _host, _allowed, _insecure, _certificate, _certificateKey, _samples, _open, _quiet, _verbose])
        {
            command.Add(option);
        }
    }

    /// <summary>Serves until <paramref name="stop"/>.</summary>
    /// <param name="create">Puts together what is served.</param>
    /// <param name="abilities">As for <see cref="EnvironmentSettings.Read"/>.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The options do not go together, or cannot be had.</exception>
    /// <exception cref="SettingException">A variable of the environment has a value that cannot be.</exception>
    public async Task<int> RunAsync(ParseResult arguments, Func<TaskRunnerOptions, ServerLog, Task<IServed>> create, HostAbilities abilities, CancellationToken stop)
    {
        IPAddress host = Address(arguments.GetRequiredValue(_host));
        int port = arguments.GetRequiredValue(_port);
        Tls? tls = OpenTls(arguments.GetValue(_certificate), arguments.GetValue(_certificateKey));
        AccessKey[] keys = [.. AccessKeys.Read()];
        Check(host, port, keys, tls, arguments.GetValue(_insecure));

        await using var log = new ServerLog(Console.Error, VerbosityOf(arguments));
        Uri own = OwnAddress(host, port, tls);
        TaskRunnerOptions options = EnvironmentSettings.Read(
            new Dictionary<string, ITaskHandler>(), arguments.GetValue(_samples), countsExecutions, own, abilities);
        ImmutableArray<StartRule> rules = StartRules.Open(Environment.GetEnvironmentVariable);
        await using Outlets outlets = await Outlets.OpenAsync(Environment.GetEnvironmentVariable, options.Service);
        ServiceOptions service = options.Service with { ReportEnd = log.Ended };
        using HttpClient queues = TaskIntegrations.Http();
        await using var changes = StatusEvents.Open(
            Environment.GetEnvironmentVariable, options.Service, own, queues, abilities.Bound);
        service = outlets.AddTo(changes.AddTo(service));
        await using IServed served = await create(options with { Service = service }, log);
        RuleStarts? starts = rules.IsEmpty ? null : new RuleStarts(served.Service, rules);
        await using Schedules? schedules = starts is null ? null : new Schedules(starts);
        await using QueuePoller? poller = starts is null ? null
            : QueuePoller.Create(starts, options.Service, Environment.GetEnvironmentVariable, own, queues);
        var routes = new Routes(
            served.Service,
            keys.Length == 0 ? null : new Access(keys, TimeProvider.System),
            isReady: served.IsReady,
            starts: starts,
            console: new ConsolePage(typeof(ServeOptions).Assembly.GetManifestResourceStream));
        var hosts = new AllowedHosts(arguments.GetValue(_allowed) ?? []);
        await using HttpServer server = await ListenAsync(
            host, port, () => HttpServer.StartAsync(routes, host, port, hosts, log, served.EndPolls, tls: tls));
        string console = BrowserAddress(server.Endpoint) + "/console";
        Console.WriteLine($"Step Functions at {server.Endpoint}, data in {served.Place}");
        Console.WriteLine($"Console at {console}");
        served.Begin();
        schedules?.Begin();
        poller?.Begin();
        if (arguments.GetValue(_open))
        {
            Browser.Open(console);
        }

        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping");
        }

        return ExitCode.Success;
    }

    private static Uri OwnAddress(IPAddress host, int port, Tls? tls) => new($"{(tls is null ? "http" : "https")}://{new IPEndPoint(host, port)}");

    /// <summary>Where it listens at every address, a browser asks this machine.</summary>
    private static string BrowserAddress(string endpoint) =>
        endpoint.Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal).Replace("//[::]:", "//localhost:", StringComparison.Ordinal);

    private static void Check(IPAddress host, int port, AccessKey[] keys, Tls? tls, bool insecure)
    {
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
    }

    private static Tls? OpenTls(string? certificate, string? key) => (certificate, key) switch
    {
        (null, null) => null,
        (null, _) => throw new UsageException("--certificate-key goes with --certificate."),
        _ => Tls.Open(certificate, key, Environment.GetEnvironmentVariable("ASL_CERTIFICATE_PASSWORD")),
    };

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

    private static IPAddress Address(string host) => host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out IPAddress? address) ? address
        : throw new UsageException($"'{host}' is no IP address.");

    private Verbosity VerbosityOf(ParseResult arguments) =>
        arguments.GetValue(_quiet) ? Verbosity.Quiet : arguments.GetValue(_verbose) ? Verbosity.Verbose : Verbosity.Normal;
}
