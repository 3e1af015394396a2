using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using static FunctionsAsl.Service.Protocol.ServiceMeter;

namespace FunctionsAsl.Service.Telemetry;

/// <summary>
/// The metrics that AWS/States has in CloudWatch (DG/procedure-cw-metrics), by name. Their dimension is the state machine, and for tasks of
/// integrations also what they call: there are as many series as definitions name. Histories do not tell time-outs of heartbeats from others,
/// and only a schedule's event names the function or the activity.
/// </summary>
internal static class ExecutionMetrics
{
    private const string Machine = "StateMachineArn";
    private const string Integration = "ServiceIntegrationResourceArn";

    private static readonly FrozenDictionary<HistoryEventType, Counter<long>> Counters = Create();
    private static readonly FrozenDictionary<HistoryEventType, Counter<long>> Redriven = new[]
    {
        HistoryEventType.ExecutionSucceeded, HistoryEventType.ExecutionFailed, HistoryEventType.ExecutionAborted, HistoryEventType.ExecutionTimedOut,
    }.ToFrozenDictionary(static type => type, static type => Count("RedrivenExecutions" + type.ToString()["Execution".Length..]));

    private static readonly Counter<long> ExecutionsRedriven = Count("ExecutionsRedriven");
    private static readonly Histogram<double> ExecutionTime = Time("ExecutionTime");
    private static readonly AttemptTimes OfActivities = new("Activity");
    private static readonly AttemptTimes OfFunctions = new("LambdaFunction");
    private static readonly AttemptTimes OfIntegrations = new("ServiceIntegration");

    /// <summary>Whether anybody takes them: the counters come and go together.</summary>
    public static bool IsOn => ExecutionsRedriven.Enabled;

    /// <summary>Whether anybody takes how long attempts took.</summary>
    public static bool IsTiming => OfIntegrations.Whole.Enabled;

    public static void Add(ExecutionRecord execution, HistoryEvent e)
    {
        if (Counters.TryGetValue(e.Type, out Counter<long>? counter))
        {
            counter.Add(1, TagsOf(execution, e));
            if (execution.Redrives is not null && Redriven.TryGetValue(e.Type, out counter))
            {
                counter.Add(1, TagsOf(execution, e));
            }
        }
        else if (e.Type == HistoryEventType.ExecutionRedriven)
        {
            ExecutionsRedriven.Add(1, TagsOf(execution, e));
        }

        // Only of what was not redriven (ST redrive_execution).
        if (execution.Redrives is null && StateVisits.EndsExecution(e.Type))
        {
            ExecutionTime.Record((e.Timestamp - execution.StartDate).TotalMilliseconds, TagsOf(execution, e));
        }
    }

    /// <summary>How long an attempt of a task took.</summary>
    /// <param name="since">When it was scheduled.</param>
    /// <param name="started">
    /// When it was started, where that is known. All but activities are when they are scheduled; of an activity that began with a release before
    /// 0.11 it is not known.
    /// </param>
    public static void AddAttempt(ExecutionRecord execution, HistoryEvent e, DateTimeOffset since, DateTimeOffset? started)
    {
        string type = e.Type.ToString();
        AttemptTimes times = type.StartsWith("Activity", StringComparison.Ordinal) ? OfActivities
            : type.StartsWith("Lambda", StringComparison.Ordinal) ? OfFunctions
            : OfIntegrations;
        TagList tags = TagsOf(execution, e);
        times.Whole.Record((e.Timestamp - since).TotalMilliseconds, tags);
        if (started is null && times != OfActivities)
        {
            started = since;
        }

        if (started is { } start)
        {
            times.Scheduled.Record((start - since).TotalMilliseconds, tags);
            times.Running.Record((e.Timestamp - start).TotalMilliseconds, tags);
        }
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

    /// <summary>From the schedule to the end, from the schedule to the start, and from there to the end.</summary>
    private sealed record AttemptTimes(string What)
    {
        public Histogram<double> Whole { get; } = Time(What + "Time");

        public Histogram<double> Scheduled { get; } = Time(What + "ScheduleTime");

        public Histogram<double> Running { get; } = Time(What + "RunTime");
    }
}
