using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsAsl.Aspire;

/// <summary>The state machines that a server is to have, put there when it is ready.</summary>
internal static partial class StateMachines
{
    /// <exception cref="DistributedApplicationException">One is refused; the message says why, and stands in the server's log.</exception>
    public static async Task CreateAsync(StepFunctionsResource resource, ResourceReadyEvent ready, CancellationToken cancel)
    {
        StateMachineAnnotation[] machines = [.. resource.Annotations.OfType<StateMachineAnnotation>()];
        if (machines.Length == 0)
        {
            return;
        }

        ILogger log = ready.Services.GetRequiredService<ResourceLoggerService>().GetLogger(resource);
        using var client = new HttpClient { BaseAddress = new Uri(resource.Endpoint.Url) };
        if (resource.HasAccessKeys)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", $"{await resource.AccessKeyId.GetValueAsync(cancel)}:{await resource.SecretAccessKey.GetValueAsync(cancel)}");
        }

        foreach (StateMachineAnnotation machine in machines)
        {
            if (await RefusalAsync(client, machine, cancel) is { } refusal)
            {
                Refused(log, machine.Name, machine.File, refusal);
                throw new DistributedApplicationException($"The state machine {machine.Name} of {machine.File} was not created: {refusal}");
            }

            Created(log, machine.Name, machine.File);
        }
    }

    /// <returns>Why it is not there; <see langword="null"/> where it is.</returns>
    private static async Task<string?> RefusalAsync(HttpClient client, StateMachineAnnotation machine, CancellationToken cancel)
    {
        try
        {
            using var definition = new ByteArrayContent(await File.ReadAllBytesAsync(machine.File, cancel));
            string type = machine.IsExpress ? "EXPRESS" : "STANDARD";
            using HttpResponseMessage answer = await client.PutAsync(
                $"/api/state-machines/{Uri.EscapeDataString(machine.Name)}?type={type}", definition, cancel);
            return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync(cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            return e.Message;
        }
    }

    [LoggerMessage(LogLevel.Information, "State machine {Name} is that of {File}.")]
    private static partial void Created(ILogger log, string name, string file);

    [LoggerMessage(LogLevel.Error, "The state machine {Name} of {File} was not created: {Refusal}")]
    private static partial void Refused(ILogger log, string name, string file, string refusal);
}

/// <summary>A state machine that a server is to have.</summary>
/// <param name="File">Its definition, an absolute path.</param>
internal sealed record StateMachineAnnotation(string Name, string File, bool IsExpress) : IResourceAnnotation;
