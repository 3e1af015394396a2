using System.Collections.Concurrent;
using FunctionsAsl.AwsApi.Botocore;

namespace FunctionsAsl.Integrations.Aws;

/// <summary>The models of the services that were called; each is read once.</summary>
/// <param name="newer">Models of operations and services that the table does not have.</param>
internal sealed class ServiceModels(ModelFolder? newer = null)
{
    // Names that nobody has are not kept: there may be any number of them.
    private readonly ConcurrentDictionary<string, ServiceModel> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServiceModel> _newer = new(StringComparer.Ordinal);

    /// <param name="folder">The setting: a folder as <see cref="ModelFolder"/> reads it; <see langword="null"/> for none.</param>
    /// <exception cref="SettingException">It cannot be read.</exception>
    public static ServiceModels Open(string? folder)
    {
        try
        {
            return new ServiceModels(folder is null ? null : new ModelFolder(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"AWS_MODELS is a folder of botocore's models, SERVICE/VERSION/service-2.json: {e.Message}");
        }
    }

    /// <summary>An operation; <see langword="null"/> where there is none.</summary>
    /// <param name="service">As in <c>aws-sdk:SERVICE:action</c>, or botocore's name.</param>
    /// <param name="action">As <c>sendMessage</c>.</param>
    /// <exception cref="TaskFailedException">A model of the folder cannot be read.</exception>
    public (ServiceModel Service, OperationModel Operation)? Find(string service, string action)
    {
        ServiceModel? known = FindKnown(service);
        if (known?.FindAction(action) is { } operation)
        {
            return (known, operation);
        }

        return FindNewer(service, known?.Entry.Name ?? service) is { } model && model.FindAction(action) is { } found ? (model, found) : null;
    }

    /// <summary>A service; <see langword="null"/> where there is none.</summary>
    /// <param name="service">As above.</param>
    /// <exception cref="TaskFailedException">A model of the folder cannot be read.</exception>
    public ServiceModel? Find(string service) => FindKnown(service) ?? FindNewer(service, service);

    private ServiceModel? FindKnown(string service) =>
        Find(_known, service, static name => ServiceTable.Find(name) is { } entry ? ServiceTable.Read(entry) : null);

    /// <param name="name">The name that its folder may have.</param>
    private ServiceModel? FindNewer(string service, string name) => newer is null ? null : Find(_newer, service, _ => Read(newer, name));

    private static ServiceModel? Find(ConcurrentDictionary<string, ServiceModel> models, string name, Func<string, ServiceModel?> read) =>
        models.TryGetValue(name, out ServiceModel? model) ? model
            : read(name) is { } found ? models.GetOrAdd(name, found)
            : null;

    private static ServiceModel? Read(ModelFolder folder, string name)
    {
        try
        {
            if (folder.Services.Contains(name))
            {
                return folder.Read(name);
            }

            // The name in an ARN is made of the id, which stands in the model; those that the table has are known.
            return folder.Services.Where(static service => ServiceTable.Find(service) is null)
                .Select(folder.Read)
                .FirstOrDefault(model => model.Entry.SdkName == name);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new TaskFailedException(ErrorName.Runtime, $"A model of AWS_MODELS cannot be read: {e.Message}");
        }
    }
}
