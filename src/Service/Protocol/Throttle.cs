using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace FunctionsAsl.Service.Protocol;

/// <summary>
/// How often operations may be called: a bucket of tokens for each, which refills at a rate (DG/service-quotas, "API action throttling").
/// What is in no bucket is not throttled. Calls from tasks are not counted.
/// </summary>
public sealed class Throttle
{
    private static readonly Counter<long> Throttled = ServiceMeter.Count("ThrottledEvents");
    private static readonly Counter<long> Consumed = ServiceMeter.Count("ConsumedCapacity");

    private readonly FrozenDictionary<string, Bucket> _buckets;
    private readonly TimeProvider _clock;

    /// <param name="quotas">Of operations by name.</param>
    public Throttle(IReadOnlyDictionary<string, ThrottleQuota> quotas, TimeProvider clock)
    {
        _buckets = quotas.ToFrozenDictionary(static q => q.Key, static q => new Bucket(q.Value), StringComparer.Ordinal);
        _clock = clock;
    }

    /// <exception cref="ApiException">ThrottlingException: the bucket is empty.</exception>
    internal void Take(string operation)
    {
        if (!_buckets.TryGetValue(operation, out Bucket? bucket))
        {
            return;
        }

        bool isTaken = bucket.TryTake(_clock);
        (isTaken ? Consumed : Throttled).Add(1, new KeyValuePair<string, object?>("APIName", operation));
        if (!isTaken)
        {
            throw new ApiException("ThrottlingException", "Rate exceeded");
        }
    }

    private sealed class Bucket(ThrottleQuota quota)
    {
        private readonly Lock _lock = new();
        private double _tokens = quota.Size;
        private DateTimeOffset? _filled;

        public bool TryTake(TimeProvider clock)
        {
            lock (_lock)
            {
                DateTimeOffset now = clock.GetUtcNow();
                // A clock that was set back gives nothing, and takes nothing.
                double seconds = Math.Max(0, (now - (_filled ?? now)).TotalSeconds);
                _tokens = Math.Min(quota.Size, _tokens + (seconds * quota.PerSecond));
                _filled = now;
                if (_tokens < 1)
                {
                    return false;
                }

                _tokens--;
                return true;
            }
        }
    }
}

/// <param name="Size">Tokens that a full bucket has.</param>
/// <param name="PerSecond">Tokens that come back in a second.</param>
public sealed record ThrottleQuota(int Size, int PerSecond)
{
    /// <summary>AWS's own, in its large regions (DG/service-quotas).</summary>
    public static FrozenDictionary<string, ThrottleQuota> OfAws { get; } = new Dictionary<string, ThrottleQuota>(StringComparer.Ordinal)
    {
        ["CreateActivity"] = new(100, 1),
        ["CreateStateMachine"] = new(100, 1),
        ["DeleteActivity"] = new(100, 1),
        ["DeleteStateMachine"] = new(100, 1),
        ["DescribeActivity"] = new(200, 20),
        ["DescribeExecution"] = new(300, 50),
        ["DescribeStateMachine"] = new(200, 20),
        ["DescribeStateMachineForExecution"] = new(200, 1),
        ["GetActivityTask"] = new(3000, 500),
        ["GetExecutionHistory"] = new(400, 20),
        ["ListActivities"] = new(100, 10),
        ["ListExecutions"] = new(200, 5),
        ["ListStateMachines"] = new(100, 5),
        ["RedriveExecution"] = new(1300, 300),
        ["SendTaskFailure"] = new(3000, 500),
        ["SendTaskHeartbeat"] = new(3000, 500),
        ["SendTaskSuccess"] = new(3000, 500),
        ["StartExecution"] = new(1300, 300),
        ["StopExecution"] = new(1000, 200),
        ["TestState"] = new(50, 10),
        ["UpdateStateMachine"] = new(100, 1),
        ["ValidateStateMachineDefinition"] = new(100, 1),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
