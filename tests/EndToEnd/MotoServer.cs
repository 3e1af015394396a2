using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FunctionsAsl.EndToEnd;

/// <summary>moto's server, which answers for AWS's services, at a free port.</summary>
internal sealed class MotoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private MotoServer(Process process, string endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens, as <c>http://127.0.0.1:5000</c>.</summary>
    public string Endpoint { get; }

    /// <exception cref="TimeoutException">It does not answer.</exception>
    public static async Task<MotoServer> StartAsync()
    {
        int port = FreePort();
        ProcessStartInfo start = Tool.StartInfo("python3", ["-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", $"{port}"]);
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
