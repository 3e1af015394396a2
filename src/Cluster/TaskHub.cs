using System.Security.Cryptography;
using System.Text;
using DurableTask.AzureStorage;
using FunctionsAsl.AzureStorage;

namespace FunctionsAsl.Cluster;

/// <summary>What all processes of one service share: the durable engine's queues and tables, our container of blobs, our queues.</summary>
internal sealed class TaskHub
{
    private const int MostCharacters = 45;
    private const int LeastCharacters = 3;

    /// <summary>As long as a message stays hidden for whoever took it: after a crash others wait for that.</summary>
    private static readonly TimeSpan Hidden = TimeSpan.FromSeconds(30);

    private readonly StorageAccount _account;
    private readonly string _name;
    private readonly bool _keepsSessions;

    /// <param name="keepsSessions">
    /// Whether what an orchestration has read and decided is kept while more comes: else each time its whole history is read and replayed.
    /// </param>
    /// <exception cref="UsageException">The name cannot be.</exception>
    public TaskHub(StorageAccount account, string name, bool keepsSessions = true)
    {
        if (name.Length is < LeastCharacters or > MostCharacters || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw new UsageException($"--hub: a task hub's name is a letter and 2 to 44 letters and digits; it is '{name}'.");
        }

        _account = account;
        _name = name;
        _keepsSessions = keepsSessions;
        string lower = name.ToLowerInvariant();
        // As the engine's own containers are called.
        Blobs = new AzureBlobs(account.Blobs.GetBlobContainerClient($"{lower}-asl"));
        Queues = new AzureQueues(account.Queues, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lower)))[..8]}-");
    }

    public AzureBlobs Blobs { get; }

    public AzureQueues Queues { get; }

    public override string ToString() => $"hub {_name} of {_account.Name}";

    /// <summary>The engine of one process.</summary>
    public AzureStorageOrchestrationService CreateEngine() => new(new AzureStorageOrchestrationServiceSettings
    {
        StorageAccountClientProvider = _account.Engine,
        TaskHubName = _name,
        // The owner of leases. A process that was started again is another one.
        WorkerId = $"{Environment.MachineName}-{Guid.NewGuid():N}",
        // It would let the processes of one application in, by the name of a site in Azure.
        UseAppLease = false,
        ControlQueueVisibilityTimeout = Hidden,
        // What is fetched waits in memory, where its time runs. As each of four queues may fetch when there is room for one: 64 to 96 messages.
        ControlQueueBatchSize = 8,
        ControlQueueBufferThreshold = 64,
        WorkItemQueueVisibilityTimeout = Hidden,
        LeaseInterval = TimeSpan.FromSeconds(20),
        LeaseRenewInterval = TimeSpan.FromSeconds(5),
        LeaseAcquireInterval = TimeSpan.FromSeconds(5),
        MaxQueuePollingInterval = TimeSpan.FromSeconds(1),
        ExtendedSessionsEnabled = _keepsSessions,
        ExtendedSessionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxConcurrentTaskActivityWorkItems = 100,
        MaxConcurrentTaskOrchestrationWorkItems = 100,
        LoggerFactory = Log.Errors,
    });
}
