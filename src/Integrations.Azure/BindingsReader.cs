using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using FunctionsAsl.Integrations.Azure.Buckets;
using FunctionsAsl.Integrations.Azure.Jobs;
using FunctionsAsl.Integrations.Azure.Messages;
using FunctionsAsl.Integrations.Azure.Queues;
using FunctionsAsl.Integrations.Azure.Tables;

namespace FunctionsAsl.Integrations.Azure;

/// <summary>
/// Reads bindings: a section for each kind of AWS's resources, in it each resource's name, ARN or address with what it is bound to. That is an
/// address, with the host's identity or the one of a <c>ClientId</c>; or, in storage, a name in the host's own account.
/// </summary>
/// <param name="home">The region and account of ARNs, as <c>us-east-1:123456789012</c>.</param>
internal sealed class BindingsReader(
    OwnAccount own, Func<string?, TokenCredential> identity, HttpClient http, TimeProvider clock, string home)
{
    public const string Setting = "ASL_BINDINGS";
    private const string ClientId = "ClientId";
    private const string StorageQueueName = "StorageQueue";
    private const string ServiceBusName = "ServiceBus";
    private const string EventGridName = "EventGrid";
    private const string ContainerName = "Container";
    private const string TableName = "Table";
    private const string JobName = "ContainerAppsJob";
    private const string PipelineName = "Pipeline";
    private const string JobForm = "subscriptions/*/resourceGroups/*/providers/Microsoft.App/jobs/*";
    private const string PipelineForm = "subscriptions/*/resourceGroups/*/providers/Microsoft.DataFactory/factories/*/pipelines/*";
    private const string EncodingName = "Encoding";
    private const string PartitionName = "PartitionKey";
    private const string SortName = "SortKey";

    private static readonly string[] Sections = ["Queues", "Buckets", "Tables", "Topics", "EventBuses", "TaskDefinitions", "JobDefinitions", "GlueJobs"];

    private static readonly JsonSetting Json = new(Setting);

    private readonly Dictionary<(string Service, string Name), IBoundResource> _resources = [];
    private readonly Dictionary<string, IBuckets> _buckets = new(StringComparer.Ordinal);

    /// <param name="text">JSON.</param>
    /// <exception cref="SettingException">With the place and the reason; nothing that stands in the file is shown but names.</exception>
    public AzureBindings Open(string text)
    {
        foreach ((string section, JsonAny bindings) in Members(Json.Parse(text), "", Sections))
        {
            string place = JsonPointer.Join("", section);
            foreach ((string name, JsonAny binding) in bindings as JsonMap ?? throw Broken(place, "It must be a JSON object of bindings by the names of AWS's resources."))
            {
                Add(section, name, binding, JsonPointer.Join(place, name));
            }
        }

        return new AzureBindings(_resources, _buckets, home);
    }

    private void Add(string section, string name, JsonAny binding, string place)
    {
        switch (section)
        {
            case "Queues":
                _resources.Add(("sqs", name), ReadQueue(binding, place));
                break;
            case "Buckets":
                BlobContainerClient container = ReadContainer(binding, place);
                _resources.Add(("s3", name), new BucketObjects(container));
                _buckets.Add(name, new Container(container));
                break;
            case "Tables":
                _resources.Add(("dynamodb", name), ReadTable(binding, place));
                break;
            case "Topics":
                JsonMap topic = Members(binding, place, EventGridName, ServiceBusName, ClientId);
                _resources.Add(("sns", name), topic.Contains(EventGridName) ? ReadEventGrid(topic, place) : ReadServiceBus(topic, place));
                break;
            case "TaskDefinitions":
                _resources.Add(("ecs", name), new EcsTask(ReadContainerAppsJob(binding, place), home, clock));
                break;
            case "JobDefinitions":
                _resources.Add(("batch", name), new BatchJob(ReadContainerAppsJob(binding, place), home));
                break;
            case "GlueJobs":
                _resources.Add(("glue", name), ReadPipeline(binding, place));
                break;
            default:
                _resources.Add(("events", name), ReadEventGrid(Members(binding, place, EventGridName, ClientId), place));
                break;
        }
    }

    private IBoundResource ReadQueue(JsonAny binding, string place)
    {
        JsonMap members = Members(binding, place, StorageQueueName, ServiceBusName, EncodingName, ClientId);
        if (!members.Contains(StorageQueueName))
        {
            return ReadServiceBus(members.Contains(EncodingName) ? throw Broken(JsonPointer.Join(place, EncodingName), $"It goes with {StorageQueueName}.") : members, place);
        }

        string target = Text(members, StorageQueueName, place) ?? "";
        QueueClient queue = Find(
            target, members, StorageQueueName, place, own => own.Queues.GetQueueClient(target), static (address, credential) => new QueueClient(address, credential));
        return Text(members, EncodingName, place) is null or "Base64" or "None"
            ? new StorageQueue(queue, Text(members, EncodingName, place) != "None", clock)
            : throw Broken(JsonPointer.Join(place, EncodingName), "It is Base64, as without it, or None.");
    }

    private BlobContainerClient ReadContainer(JsonAny binding, string place)
    {
        JsonMap members = Members(binding, place, ContainerName, ClientId);
        string target = Text(members, ContainerName, place) ?? "";
        return Find(
            target, members, ContainerName, place, own => own.Blobs.GetBlobContainerClient(target),
            static (address, credential) => new BlobContainerClient(address, credential));
    }

    private StorageTable ReadTable(JsonAny binding, string place)
    {
        JsonMap members = Members(binding, place, TableName, PartitionName, SortName, ClientId);
        string target = Text(members, TableName, place) ?? "";
        TableClient table = Find(
            target, members, TableName, place, own => own.Tables.GetTableClient(target),
            static (address, credential) => new TableClient(new Uri(address, "/"), address.AbsolutePath.Trim('/'), credential));
        KeyAttribute partition = ReadKey(members, PartitionName, place) ?? throw Broken(JsonPointer.Join(place, PartitionName), "It is required.");
        return new StorageTable(table, new KeySchema(partition, ReadKey(members, SortName, place)));
    }

    /// <summary>A name, for a text; or the name and the type.</summary>
    private static KeyAttribute? ReadKey(JsonMap members, string name, string place)
    {
        place = JsonPointer.Join(place, name);
        switch (members[name])
        {
            case null:
                return null;
            case JsonString { Value.Length: > 0 } text:
                return new KeyAttribute(text.Value, "S");
            case JsonAny value:
                JsonMap key = Members(value, place, "Name", "Type");
                string attribute = Text(key, "Name", place) ?? throw Broken(JsonPointer.Join(place, "Name"), "It is required.");
                return Text(key, "Type", place) is "S" or "N"
                    ? new KeyAttribute(attribute, Text(key, "Type", place)!)
                    : throw Broken(JsonPointer.Join(place, "Type"), "It is S or N.");
        }
    }

    private EventGridTopic ReadEventGrid(JsonMap members, string place)
    {
        place = CheckOne(members, place, EventGridName);
        Uri address = Address(members, EventGridName, place);
        const string Path = "/api/events";
        var events = new UriBuilder(address) { Path = address.AbsolutePath == "/" ? Path : address.AbsolutePath, Query = "api-version=2018-01-01" };
        return new EventGridTopic(new AzureEndpoint(Client(EventGridTopic.Scope, members, place), events.Uri), clock);
    }

    private ServiceBusEntity ReadServiceBus(JsonMap members, string place)
    {
        place = CheckOne(members, place, ServiceBusName);
        Uri address = Address(members, ServiceBusName, place);
        if (address.AbsolutePath == "/")
        {
            throw Broken(JsonPointer.Join(place, ServiceBusName), "It names the queue or the topic, as https://NAMESPACE.servicebus.windows.net/NAME.");
        }

        var messages = new UriBuilder(address) { Path = address.AbsolutePath.TrimEnd('/') + "/messages" };
        return new ServiceBusEntity(new AzureEndpoint(Client(ServiceBusEntity.Scope, members, place), messages.Uri), clock);
    }

    private ContainerAppsJob ReadContainerAppsJob(JsonAny binding, string place)
    {
        JsonMap members = Members(binding, place, JobName, ClientId);
        Uri address = Address(members, JobName, place);
        return IsResource(address, JobForm)
            ? new ContainerAppsJob(Resource(address, ContainerAppsJob.Version, members, place))
            : throw Broken(JsonPointer.Join(place, JobName), $"It is the job's address, as https://management.azure.com/{JobForm}.");
    }

    private GlueJob ReadPipeline(JsonAny binding, string place)
    {
        JsonMap members = Members(binding, place, PipelineName, ClientId);
        Uri address = Address(members, PipelineName, place);
        if (!IsResource(address, PipelineForm))
        {
            throw Broken(JsonPointer.Join(place, PipelineName), $"It is the pipeline's address, as https://management.azure.com/{PipelineForm}.");
        }

        string[] path = address.AbsoluteUri.TrimEnd('/').Split('/');
        return new GlueJob(
            Resource(new Uri(string.Join('/', path[..^2])), GlueJob.Version, members, place), Uri.UnescapeDataString(path[^1]));
    }

    private ArmResource Resource(Uri address, string version, JsonMap members, string place) =>
        new(Client(ArmResource.ScopeOf(address), members, place), address, version, clock);

    /// <param name="form">What the path is like, with <c>*</c> for each name; the Resource Manager does not tell large letters from small ones.</param>
    private static bool IsResource(Uri address, string form)
    {
        string[] path = address.AbsolutePath.Trim('/').Split('/');
        string[] segments = form.Split('/');
        return path.Length == segments.Length && segments.Zip(path).All(static pair =>
            pair.First == "*" ? pair.Second.Length > 0 : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The place, where a binding is to one thing.</summary>
    private static string CheckOne(JsonMap members, string place, string name) => members.Contains(name) && members.Contains(name == EventGridName ? ServiceBusName : EventGridName)
        ? throw Broken(place, $"It is bound to one of {EventGridName} and {ServiceBusName}.")
        : place;

    /// <summary>A client of a resource in the host's own account, where there is a name; else of the one at the address.</summary>
    private T Find<T>(
        string target, JsonMap members, string name, string place, Func<OwnAccount, T> named, Func<Uri, TokenCredential, T> addressed)
    {
        string at = JsonPointer.Join(place, name);
        if (target.Length == 0)
        {
            throw Broken(at, "It is required.");
        }

        if (target.Contains(':', StringComparison.Ordinal))
        {
            Uri address = Address(members, name, place);
            return address.AbsolutePath.Trim('/') is { Length: > 0 } path && !path.Contains('/')
                ? addressed(address, Identity(members, place))
                : throw Broken(at, "The address ends with the name, as https://ACCOUNT.SERVICE.core.windows.net/NAME.");
        }

        return members.Contains(ClientId) ? throw Broken(JsonPointer.Join(place, ClientId), "It goes with an address.")
            : target.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '$') ? named(own)
            : throw Broken(at, "It is an address that begins with https://, or a name of letters, digits and hyphens.");
    }

    private AzureClient Client(string scope, JsonMap members, string place) => new(http, scope, Identity(members, place));

    private TokenCredential Identity(JsonMap members, string place) => identity(Text(members, ClientId, place));

    /// <summary>An address that a token may be sent to.</summary>
    private static Uri Address(JsonMap members, string name, string place) =>
        Uri.TryCreate(Text(members, name, place), UriKind.Absolute, out Uri? address) && address is { Scheme: "https", UserInfo: "", Fragment: "", Query: "" }
            ? address
            : throw Broken(JsonPointer.Join(place, name), "It must be an address that begins with https://, without a query: bindings take no keys, but an identity.");

    private static string? Text(JsonMap members, string name, string place) => members[name] switch
    {
        null => null,
        JsonString { Value.Length: > 0 } text => text.Value,
        _ => throw Broken(JsonPointer.Join(place, name), "It must be a text."),
    };

    private static JsonMap Members(JsonAny value, string place, params ReadOnlySpan<string> allowed) => Json.Members(value, place, allowed);

    private static SettingException Broken(string place, string reason) => Json.Broken(place, reason);
}
