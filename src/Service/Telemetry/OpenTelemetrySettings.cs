using System.Net.Security;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// The environment variables of OpenTelemetry's exporters ("OpenTelemetry Protocol Exporter", "Environment Variable Specification").
/// </summary>
internal static class OpenTelemetrySettings
{
    private const string ServiceName = "service.name";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <param name="report">Told why there is none where a protocol is asked for that is not known here: whoever set it may have meant others.</param>
    /// <returns><see langword="null"/> where no endpoint is set, or <c>OTEL_SDK_DISABLED</c> or <c>OTEL_…_EXPORTER</c> says that there is none.</returns>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static OtlpCollector? Read(OtlpSignal signal, Func<string, string?> variable, HttpClient http, Action<string, Exception> report)
    {
        Uri? own = Settings.Address($"OTEL_EXPORTER_OTLP_{signal.Variable}_ENDPOINT", variable);
        if ((own ?? Settings.Address(Endpoint, variable)) is not { } endpoint
            || string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            || variable($"OTEL_{signal.Variable}_EXPORTER") == "none")
        {
            return null;
        }

        (string Name, string Value)? said = Common(signal, "PROTOCOL", variable);
        OtlpProtocol? protocol = said?.Value switch
        {
            null or "http/protobuf" => OtlpProtocol.HttpProtobuf,
            "http/json" => OtlpProtocol.HttpJson,
            "grpc" => OtlpProtocol.Grpc,
            _ => null,
        };
        if (protocol is null)
        {
            report("OpenTelemetry", new SettingException(
                $"{said!.Value.Name} is http/protobuf, http/json or grpc; it is '{said.Value.Value}', and nothing is sent."));
            return null;
        }

        // By HTTP that of one signal is taken as it is; gRPC names what is called in the path always.
        if (own is null || protocol == OtlpProtocol.Grpc)
        {
            endpoint = new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + signal.Path(protocol.Value));
        }

        SslClientAuthenticationOptions? tls = endpoint.Scheme == Uri.UriSchemeHttps ? OtlpTls.Read(setting => Common(signal, setting, variable)) : null;
        return new OtlpCollector(
            http,
            tls,
            signal,
            protocol.Value,
            endpoint,
            Common(signal, "HEADERS", variable) is { } headers ? Pairs(headers.Name, headers.Value) : [],
            Resource(variable));
    }

    /// <summary>What the service says of itself (<see cref="OtlpJson.Attributes"/>).</summary>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static JsonList Resource(Func<string, string?> variable)
    {
        List<KeyValuePair<string, string>> resource = Pairs("OTEL_RESOURCE_ATTRIBUTES", Settings.Value("OTEL_RESOURCE_ATTRIBUTES", variable));
        string? service = Settings.Value("OTEL_SERVICE_NAME", variable);
        if (service is not null || !resource.Exists(IsServiceName))
        {
            resource.RemoveAll(IsServiceName);
            resource.Insert(0, new(ServiceName, service ?? "asl"));
        }

        return OtlpJson.Attributes(resource.Select(static a => KeyValuePair.Create(a.Key, (object?)a.Value)));
    }

    private static bool IsServiceName(KeyValuePair<string, string> attribute) => attribute.Key == ServiceName;

    /// <summary>A setting of one signal, or else the common one.</summary>
    private static (string Name, string Value)? Common(OtlpSignal signal, string setting, Func<string, string?> variable)
    {
        foreach (string name in (string[])[$"OTEL_EXPORTER_OTLP_{signal.Variable}_{setting}", $"OTEL_EXPORTER_OTLP_{setting}"])
        {
            if (Settings.Value(name, variable) is { } value)
            {
                return (name, value);
            }
        }

        return null;
    }

    /// <summary>Reads <c>KEY=VALUE,KEY=VALUE</c>, percent-encoded (W3C Baggage).</summary>
    private static List<KeyValuePair<string, string>> Pairs(string name, string? text)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (string part in text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            pairs.Add(part.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } key, var value]
                ? new(Uri.UnescapeDataString(key), Uri.UnescapeDataString(value))
                : throw new SettingException($"{name} is KEY=VALUE and more of them with commas."));
        }

        return pairs;
    }
}
