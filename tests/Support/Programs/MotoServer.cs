using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FunctionsAsl.Support.Programs;

/// <summary>moto's server, which answers for AWS's services, at a free port.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private static readonly Lazy<bool> Here = new(static () => Tool.Works("python3", "-c", "import boto3, moto.server"));

    private readonly Process _process;

    private MotoServer(Process process, string endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => Here.Value
        ? null
        : "There is no python3 with moto's server here. Install it with: pip install 'moto[server]' boto3";

    /// <summary>Where it listens, as <c>http://127.0.0.1:5000</c>.</summary>
    public string Endpoint { get; }

    /// <param name="account">The account that everything belongs to.</param>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public static async Task<MotoServer> StartAsync(string account = "123456789012")
    {
        int port = FreePort();
        ProcessStartInfo start = Tool.StartInfo("python3", ["-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", $"{port}"]);
        start.Environment["MOTO_ACCOUNT_ID"] = account;
        var server = new MotoServer(Process.Start(start)!, $"http://127.0.0.1:{port}");
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            await server.WaitAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitAsync()
    {
        using var http = new HttpClient();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit && !_process.HasExited; await Task.Delay(100))
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync($"{Endpoint}/moto-api/");
                return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }

        throw new TimeoutException("moto's server does not answer.");
    }
}
