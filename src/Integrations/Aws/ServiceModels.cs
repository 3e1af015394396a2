using System.Collections.Concurrent;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>The models of the services that were called; each is unpacked once.</summary>
internal sealed class ServiceModels
{
    private readonly ConcurrentDictionary<string, ServiceModel?> _models = new(StringComparer.Ordinal);

    /// <param name="name">As in <c>aws-sdk:NAME:action</c>, or botocore's name.</param>
    public ServiceModel? Find(string name) => _models.GetOrAdd(
        name, static n => ServiceTable.Find(n) is { } entry ? ServiceTable.Read(entry) : null);
}
