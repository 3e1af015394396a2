using System.Diagnostics;

namespace FunctionsAsl.Support.Programs;

/// <summary>Azurite, which stands for a storage account: in memory, at free ports, a process of its own.</summary>
public sealed class Azurite : IAsyncDisposable
{
    /// <summary>The account that every Azurite has, with the key that everybody knows.</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly NodePackages Packages = new(Path.Combine(AppContext.BaseDirectory, "azurite"));

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private Azurite(Process process) => _process = process;

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => Packages.Problem;

    public string ConnectionString { get; private set; } = "";

    /// <param name="request">Gets each request as Azurite logs it, as <c>127.0.0.1 - - [date] "GET /path?query HTTP/1.1" 200 -</c>; Azurite tells them only where somebody wants them.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<Azurite> StartAsync(Action<string>? request = null)
    {
        string program = Path.Combine(Packages.Directory, "node_modules", "azurite", "dist", "src", "azurite.js");
        ProcessStartInfo start = Tool.StartInfo("node",
        [
            program, .. request is null ? (string[])["--silent"] : [], "--skipApiVersionCheck", "--disableTelemetry", "--inMemoryPersistence",
            "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
        ]);
        var azurite = new Azurite(Process.Start(start)!);
        AppDomain.CurrentDomain.ProcessExit += azurite.OnExit;
        azurite._process.BeginErrorReadLine();
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            string text = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key}";
            foreach (string service in (string[])["Blob", "Queue", "Table"])
            {
                text += $";{service}Endpoint={await azurite.ReadAddressAsync(service, limit.Token)}/{Account}";
            }

            azurite.ConnectionString = text;
            _ = azurite.ReadOnAsync(request);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The address in <c>Azurite Blob service is successfully listening at http://127.0.0.1:39753</c>.</summary>
    private async ValueTask<string> ReadAddressAsync(string service, CancellationToken cancel)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (line.StartsWith($"Azurite {service} service is successfully listening at ", StringComparison.Ordinal))
            {
                return line.Split(' ')[^1];
            }
        }

        throw new InvalidOperationException($"Azurite does not listen for {service}.");
    }

    private async Task ReadOnAsync(Action<string>? request)
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            request?.Invoke(line);
        }
    }

    // When the tests are interrupted nobody disposes of anything.
    private void OnExit(object? sender, EventArgs e) => _process.Kill();
}
