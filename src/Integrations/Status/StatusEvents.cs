using FunctionsAsl.Integrations.Aws;
using FunctionsAsl.Integrations.Bound;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Integrations.Status;

/// <summary>
/// Sends changes of executions' statuses where the setting says. As on AWS that is a best effort: no execution waits, what cannot be sent for
/// long is lost and counted, and what comes twice has the same id.
/// </summary>
public sealed class StatusEvents : IAsyncDisposable
{
    /// <summary>An address that gets each event by POST, or the ARN of an SQS queue or of an event bus.</summary>
    public const string Setting = "ASL_STATUS_EVENTS";

    private readonly Delivery<JsonMap>? _delivery;

    private StatusEvents(ITarget<JsonMap>? target, ServiceOptions options) =>
        _delivery = target is null ? null
            : new Delivery<JsonMap>(target, static change => change["detail"] is JsonMap { } detail ? Weight(detail) : 0, TimeProvider.System, options.ReportFailure);

    /// <param name="variable">Looks a setting up.</param>
    /// <param name="own">As for <see cref="TaskIntegrations.AddTo"/>.</param>
    /// <param name="http">As for <see cref="TaskIntegrations.AddTo"/>.</param>
    /// <param name="bound">Answers for queues and buses that are bound to others; <see langword="null"/> where none is.</param>
    /// <exception cref="SettingException">The setting is none of these.</exception>
    public static StatusEvents Open(
        Func<string, string?> variable, ServiceOptions options, Uri? own, HttpClient http, IBoundServices? bound = null)
    {
        string? text = Settings.Value(Setting, variable);
        // arn, partition, service, region, account, name
        return new StatusEvents(text?.Split(':') switch
        {
            null => null,
            ["arn", _, "sqs", _, var account, var queue] => StatusCall.ToQueue(Client(), account, queue),
            ["arn", _, "events", _, _, var bus] when bus.StartsWith("event-bus/", StringComparison.Ordinal) => StatusCall.ToBus(Client(), text!),
            _ when Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" => new StatusWebhook(http, address),
            _ => throw new SettingException(
                $"{Setting} is an address as https://example.org/hook, or the ARN of an SQS queue or of an event bus (arn:aws:events:REGION:ACCOUNT:event-bus/NAME)."),
        }, options);

        AwsClient Client() => AwsClient.Open(variable, options, own, http, bound);
    }

    /// <summary>The options of a service that tells of them here.</summary>
    public ServiceOptions AddTo(ServiceOptions service) => _delivery is null ? service : service with { StatusChanged = service.StatusChanged + _delivery.Add };

    /// <summary>About how many characters a change takes.</summary>
    private static int Weight(JsonMap detail) =>
        2000 + ((detail["input"] as JsonString)?.Value.Length ?? 0) + ((detail["output"] as JsonString)?.Value.Length ?? 0);

    /// <summary>Sends what is waiting, as far as that goes in a few seconds.</summary>
    public ValueTask DisposeAsync() => _delivery?.DisposeAsync() ?? ValueTask.CompletedTask;
}
