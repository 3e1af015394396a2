using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace FunctionsAsl.Serving;

/// <summary>
/// Encrypts connections. Kestrel's own way would need the services of a host, and these time at the start.
/// </summary>
public sealed class Tls
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);

    private readonly SslServerAuthenticationOptions _options;

    private Tls(X509Certificate2 certificate, X509Certificate2Collection chain) => _options = new SslServerAuthenticationOptions
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
        ApplicationProtocols = [SslApplicationProtocol.Http11],
    };

    /// <summary>What goes through the one end of a connection.</summary>
    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <param name="file">A certificate with its chain and, unless <paramref name="keyFile"/> has it, its key: PEM; or PKCS #12 where the name ends in <c>.pfx</c> or <c>.p12</c>.</param>
    /// <param name="password">Of PKCS #12.</param>
    /// <exception cref="UsageException">There is no such certificate.</exception>
    public static Tls Open(string file, string? keyFile, string? password)
    {
        try
        {
            if (Path.GetExtension(file).ToUpperInvariant() is ".PFX" or ".P12")
            {
                X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);
                return new Tls(all.First(static c => c.HasPrivateKey), all);
            }

            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(file);
            return new Tls(X509Certificate2.CreateFromPemFile(file, keyFile ?? file), chain);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new UsageException($"The certificate {file} cannot be used: {e.Message}");
        }
    }

    /// <summary>Has a connection read and written in clear text by whoever comes next.</summary>
    public async Task Serve(ConnectionContext connection, ConnectionDelegate serve)
    {
        IDuplexPipe transport = connection.Transport;
        await using var encrypted = new SslStream(new PipeStream(transport));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
            limit.CancelAfter(HandshakeLimit);
            await encrypted.AuthenticateAsServerAsync(_options, limit.Token);
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException or OperationCanceledException)
        {
            // It was no client of ours, or it does not trust the certificate.
            return;
        }

        var clear = new Ends(
            PipeReader.Create(encrypted, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(encrypted, new StreamPipeWriterOptions(leaveOpen: true)));
        connection.Transport = clear;
        try
        {
            await serve(connection);
            await clear.Output.CompleteAsync();
            await encrypted.ShutdownAsync().WaitAsync(CloseLimit);
        }
        catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException)
        {
            // Who was to be told that this is all has gone.
        }
        finally
        {
            await clear.Input.CompleteAsync();
            await clear.Output.CompleteAsync();
            connection.Transport = transport;
        }
    }
}
