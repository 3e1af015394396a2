using System.Diagnostics;

namespace FunctionsAsl.Support.Programs;

/// <summary>moto's server, which answers for AWS's services, at a free port.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private const string Running = " * Running on ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private static readonly Lazy<bool> Here = new(static () => Tool.Works("python3", "-c", "import boto3, moto.server"));

    private readonly Process _process;

    private MotoServer(Process process) => _process = process;

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => Here.Value
        ? null
        : "There is no python3 with moto's server here. Install it with: pip install 'moto[server]' boto3";

    /// <summary>Where it listens, as <c>http://127.0.0.1:5000</c>.</summary>
    public string Endpoint { get; private set; } = "";

    /// <param name="account">The account that everything belongs to.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<MotoServer> StartAsync(string account = "123456789012")
    {
        // It takes its port itself: one that was free a moment ago may be somebody else's.
        ProcessStartInfo start = Tool.StartInfo("python3", ["-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", "0"]);
        start.Environment["MOTO_ACCOUNT_ID"] = account;
        var server = new MotoServer(Process.Start(start)!);
        server._process.BeginOutputReadLine();
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            server.Endpoint = await server.ReadAddressAsync(limit.Token);
            _ = server.ReadOnAsync();
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

    /// <summary>The address in <c> * Running on http://127.0.0.1:39753</c>.</summary>
    private async ValueTask<string> ReadAddressAsync(CancellationToken cancel)
    {
        while (await _process.StandardError.ReadLineAsync(cancel) is { } line)
        {
            if (line.StartsWith(Running, StringComparison.Ordinal))
            {
                return line[Running.Length..].TrimEnd();
            }
        }

        throw new InvalidOperationException("moto's server does not start.");
    }

    private async Task ReadOnAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is not null)
        {
            // Its log: what nobody reads would stop it.
        }
    }
}
