using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// Whom an exporter trusts, and what it proves with who it is: files in PEM ("OpenTelemetry Protocol Exporter", "Configuration Options").
/// </summary>
internal static class OtlpTls
{
    private const string Certificate = "CLIENT_CERTIFICATE";
    private const string Key = "CLIENT_KEY";

    /// <param name="setting">Looks up the end of a variable's name: the whole name, and its value.</param>
    /// <returns><see langword="null"/> where nothing is said.</returns>
    /// <exception cref="SettingException">A file cannot be used, or one of two is missing.</exception>
    public static SslClientAuthenticationOptions? Read(Func<string, (string Name, string Value)?> setting)
    {
        (string Name, string Value)? trusted = setting("CERTIFICATE");
        (string Name, string Value)? shown = setting(Certificate);
        (string Name, string Value)? key = setting(Key);
        if ((shown ?? key) is { } one && (shown is null || key is null))
        {
            throw new SettingException($"{one.Name} is set, and no {(shown is null ? Certificate : Key)} beside it.");
        }

        return trusted is null && shown is null ? null : new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = trusted is { } authority ? Use(authority, TrustIn) : null,
            ClientCertificateContext = shown is { } own ? Use(own, file => Show(file, key!.Value.Value)) : null,
        };
    }

    private static X509ChainPolicy TrustIn(string file)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(ReadAll(file));
        return trust;
    }

    private static SslStreamCertificateContext Show(string file, string keyFile) =>
        SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(file, keyFile), ReadAll(file), offline: true);

    private static X509Certificate2Collection ReadAll(string file)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPemFile(file);
        return all.Count > 0 ? all : throw new CryptographicException("There is no certificate in it.");
    }

    private static T Use<T>((string Name, string Value) setting, Func<string, T> read)
    {
        try
        {
            return read(setting.Value);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException($"{setting.Name}: {setting.Value} cannot be used: {e.Message}");
        }
    }
}
