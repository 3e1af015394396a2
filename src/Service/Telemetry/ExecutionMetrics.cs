using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using static FunctionsAsl.Service.Protocol.ServiceMeter;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// The metrics that AWS/States has in CloudWatch (DG/procedure-cw-metrics), by name. Their dimension is the state machine, and for tasks of
/// integrations also what they call: there are as many series as definitions name.
/// </summary>
internal static class ExecutionMetrics
{
    private const string Machine = "StateMachineArn";
    private const string Integration = "ServiceIntegrationResourceArn";

    private static readonly FrozenDictionary<HistoryEventType, Counter<long>> Counters = Create();
    private static readonly Counter<long> ExecutionsRedriven = Count("ExecutionsRedriven");
    private static readonly Histogram<double> ExecutionTime = Time("ExecutionTime");
    private static readonly Histogram<double> ActivityTime = Time("ActivityTime");
    private static readonly Histogram<double> FunctionTime = Time("LambdaFunctionTime");
    private static readonly Histogram<double> IntegrationTime = Time("ServiceIntegrationTime");

    /// <summary>Whether anybody takes them: the counters come and go together.</summary>
    public static bool IsOn => ExecutionsRedriven.Enabled;

    /// <summary>Whether anybody takes how long attempts took.</summary>
    public static bool IsTiming => IntegrationTime.Enabled;

    public static void Add(ExecutionRecord execution, HistoryEvent e)
    {
        if (Counters.TryGetValue(e.Type, out Counter<long>? counter))
        {
            counter.Add(1, TagsOf(execution, e));
        }
        else if (e.Type == HistoryEventType.ExecutionRedriven)
        {
            ExecutionsRedriven.Add(1, TagsOf(execution, e));
        }

        if (StateVisits.EndsExecution(e.Type))
        {
            ExecutionTime.Record((e.Timestamp - execution.StartDate).TotalMilliseconds, TagsOf(execution, e));
        }
    }

    /// <summary>How long an attempt of a task took, from when it was scheduled.</summary>
    public static void AddAttempt(ExecutionRecord execution, HistoryEvent e, DateTimeOffset since)
    {
        string type = e.Type.ToString();
        Histogram<double> time = type.StartsWith("Activity", StringComparison.Ordinal) ? ActivityTime
            : type.StartsWith("Lambda", StringComparison.Ordinal) ? FunctionTime
            : IntegrationTime;
        time.Record((e.Timestamp - since).TotalMilliseconds, TagsOf(execution, e));
    }

    private static TagList TagsOf(ExecutionRecord execution, HistoryEvent e)
    {
        TagList tags = [new(Machine, execution.StateMachineArn)];
        if (e.Details?["resourceType"] is JsonString service && e.Details["resource"] is JsonString action && service.Value != "activity")
        {
            tags.Add(Integration, $"arn:aws:states:::{service.Value}:{action.Value}");
        }

        return tags;
    }

    private static FrozenDictionary<HistoryEventType, Counter<long>> Create()
    {
        var counters = new Dictionary<HistoryEventType, Counter<long>>
        {
            [HistoryEventType.ExecutionStarted] = Count("ExecutionsStarted"),
            [HistoryEventType.ExecutionSucceeded] = Count("ExecutionsSucceeded"),
            [HistoryEventType.ExecutionFailed] = Count("ExecutionsFailed"),
            [HistoryEventType.ExecutionAborted] = Count("ExecutionsAborted"),
            [HistoryEventType.ExecutionTimedOut] = Count("ExecutionsTimedOut"),
        };
        foreach ((string events, string name) in ((string, string)[])
            [("Activity", "Activities"), ("LambdaFunction", "LambdaFunctions"), ("Task", "ServiceIntegrations")])
        {
            foreach (string what in (string[])["Scheduled", "Started", "Succeeded", "Failed", "TimedOut"])
            {
                counters[Enum.Parse<HistoryEventType>(events + what)] = Count(name + what);
            }

            foreach (string failed in (string[])["ScheduleFailed", "StartFailed", "SubmitFailed"])
            {
                if (Enum.TryParse(events + failed, out HistoryEventType type))
                {
                    counters[type] = counters[Enum.Parse<HistoryEventType>(events + "Failed")];
                }
            }
        }

        return counters.ToFrozenDictionary();
    }
}
