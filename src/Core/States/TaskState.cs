namespace FunctionsAsl.Core.States;

/// <summary>Has work done outside: by a function, an activity's worker or a service (DG/state-task).</summary>
internal sealed class TaskState(string name, DataFlow flow, ErrorHandling errors, TaskResource resource)
    : State(name, StateEvents.Task), IAwaitsTask
{
    private readonly TaskEvents _events = TaskEvents.For(resource);

    internal override bool ShowsRetryCount => true;

    internal override ErrorHandling Errors => errors;

    /// <summary>Whether the context object has a task token.</summary>
    internal bool HasToken { get; init; }

    /// <summary>Whether whoever makes the call learns the outcome.</summary>
    internal bool IsCall => !HasToken && !resource.AwaitsJob && resource is not TaskResource.Activity;

    internal TaskTime? Timeout { get; init; }

    internal TaskTime? Heartbeat { get; init; }

    /// <summary>The Credentials field: at run time an object with <c>RoleArn</c>.</summary>
    internal Template? Credentials { get; init; }

    internal static TaskState? Read(string name, Fields fields, StateLinks links)
    {
        DataFlow flow = DataFlow.Read(fields, FlowShape.Work);
        ErrorHandling errors = StateFields.ReadErrors(fields, links);
        TaskTime? timeout = TaskTime.Read(fields, "TimeoutSeconds");
        TaskTime? heartbeat = TaskTime.Read(fields, "HeartbeatSeconds");
        if (heartbeat?.Literal >= (timeout?.Literal ?? Limits.Seconds))
        {
            fields.Report("HeartbeatSeconds must be smaller than TimeoutSeconds", "HeartbeatSeconds");
        }

        Template? credentials = ReadCredentials(fields);
        fields.Require("Resource");
        if (fields.String("Resource") is not { } arn)
        {
            return null;
        }

        TaskResource? resource = TaskResource.TryParse(arn);
        // Where there is no room for one more error there have been enough of them, and to look for more would take its time.
        string? problem = resource is TaskResource.Integration integration && fields.Definition.HasRoom ? fields.Definition.Checks.Integration(integration) : null;
        if (resource is null || problem is not null)
        {
            fields.Report(
                $"The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is not available "
                + $"in this region.{(problem is null ? "" : $" {problem}")}",
                "Resource");
            return null;
        }

        CheckExpress(fields, resource);
        return new TaskState(name, flow, errors, resource)
        {
            HasToken = resource.AwaitsToken || (resource.AwaitsJob && TokenMention.In(fields.Json)),
            Timeout = timeout,
            Heartbeat = heartbeat,
            Credentials = credentials,
        };
    }

    internal override void Enter(Turn turn, Branch branch)
    {
        string id = branch.Position.ToString();
        bool decidesAsBefore = turn.StepLimits.DecidesAsBefore;
        string? token = HasToken && !(decidesAsBefore && resource.AwaitsJob) ? TaskToken.Of(turn.Execution, id) : null;
        StateScope scope = turn.Scope(branch, token);
        JsonAny input = Oversize.RefuseInput(flow.Arguments(scope, branch.Input), Name);
        long? timeout = Timeout?.Seconds(branch.Input, scope);
        long? heartbeat = Heartbeat?.Seconds(branch.Input, scope);
        JsonAny? credentials = Credentials?.Evaluate(branch.Input, scope);

        bool starts = resource is not TaskResource.Activity;
        bool awaitsOffer = !starts && !decidesAsBefore;
        if (!awaitsOffer)
        {
            WriteScheduled(turn, branch, input, timeout, heartbeat, credentials);
        }

        if (starts)
        {
            turn.Write(branch, _events.Started, _events.WithResource(JsonMap.Empty), bytes: 0);
        }

        // Hosts and handlers get plain values: what they build of them must not depend on how the input was written.
        JsonAny plain = input.WithoutSourceText();
        branch.Waiting = new Waiting.ForTask(awaitsOffer ? input : plain, turn.Now)
        {
            TimeoutSeconds = timeout,
            HeartbeatSeconds = heartbeat,
            AwaitsOffer = awaitsOffer,
        };
        turn.Issue(new Command.RunTask(id, Name, resource, plain, branch.RetryCount, token)
        {
            TimeoutSeconds = starts ? timeout : null,
            HeartbeatSeconds = starts ? heartbeat : null,
            EnteredEventId = branch.EnteredEventId,
        });
        if (starts)
        {
            StartClocks(turn, branch);
        }
    }

    Action<Branch>? IAwaitsTask.Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting)
    {
        if (!waiting.AwaitsOffer)
        {
            return Take(happened, turn, waiting);
        }

        if (happened is Event.TaskFailed { Error: ErrorName.Runtime } failed)
        {
            // There is no such activity, and nothing was scheduled (faults.md L17, measured).
            return branch => NotOffered(turn, branch, failed.Cause);
        }

        // A worker may have been faster than the host, which offered it the task.
        Waiting.ForTask offered = waiting with { AwaitsOffer = false };
        Action<Branch>? then = happened is Event.TaskOffered ? static _ => { } : Take(happened, turn, offered);
        return then is null ? null : branch =>
        {
            WriteScheduled(turn, branch, waiting.Input, waiting.TimeoutSeconds, waiting.HeartbeatSeconds, credentials: null);
            branch.Waiting = offered;
            then(branch);
        };
    }

    private Action<Branch>? Take(Event.OfTask happened, Turn turn, Waiting.ForTask waiting) => happened switch
    {
        Event.TaskStarted started when !waiting.Started => branch => WorkerStarted(turn, branch, started.WorkerName),
        Event.TaskSubmitted submitted when !waiting.Submitted => branch => Submitted(turn, branch, waiting, submitted),
        Event.TaskHeartbeat when waiting.HeartbeatDue < waiting.NextHeartbeat(turn.Now) =>
            branch => branch.Waiting = waiting with { HeartbeatDue = waiting.NextHeartbeat(turn.Now) },
        Event.TaskSucceeded succeeded => branch => Succeeded(turn, branch, succeeded.Output),
        Event.TaskFailed failed => branch => Fail(turn, branch, failed.Error, failed.Cause),
        _ => null,
    };

    internal override void TimerFired(Turn turn, Branch branch, string purpose)
    {
        if (purpose == TimerPurpose.Retry)
        {
            base.TimerFired(turn, branch, purpose);
            return;
        }

        // Time-outs have an error name and no cause at all, and a missing heartbeat is shown as any other (conformance, area timeouts).
        string caughtAs = purpose == TimerPurpose.Timeout ? ErrorName.Timeout : ErrorName.HeartbeatTimeout;
        string error = turn.StepLimits.DecidesAsBefore ? caughtAs : ErrorName.Timeout;
        turn.CancelWaiting(branch, task: true);
        turn.Write(branch, _events.TimedOut, _events.WithResource(TurnHistory.Error(error, null)));
        turn.Fail(branch, error, null, caughtAs: caughtAs);
    }

    private void WriteScheduled(Turn turn, Branch branch, JsonAny input, long? timeout, long? heartbeat, JsonAny? credentials) => turn.Write(
        branch, _events.Scheduled, _events.ScheduledDetails(turn, input, timeout, heartbeat, credentials), input.Utf8Length);

    private static void NotOffered(Turn turn, Branch branch, string? cause)
    {
        cause = FailureRules.Prefix(branch) + cause;
        turn.CancelWaiting(branch, task: false);
        turn.Fail(branch, ErrorName.Runtime, cause);
    }

    /// <summary>An activity's worker has the task: only now do its clocks run (conformance: test_activity_task_start_timeout).</summary>
    private static void WorkerStarted(Turn turn, Branch branch, string? workerName)
    {
        turn.Write(
            branch, HistoryEventType.ActivityStarted, workerName is null ? JsonMap.Empty : JsonMap.Of(("workerName", workerName)));
        StartClocks(turn, branch);
        if (turn.StepLimits.KeepsStartTimes)
        {
            branch.Waiting = (Waiting.ForTask)branch.Waiting! with { StartedTime = turn.Now };
        }
    }

    private void Submitted(Turn turn, Branch branch, Waiting.ForTask waiting, Event.TaskSubmitted submitted)
    {
        turn.Write(branch, HistoryEventType.TaskSubmitted, _events.WithResource(JsonMap.Of(("output", submitted.Output))));
        branch.Waiting = waiting with { Submitted = true, Job = submitted.Job };
    }

    private void Succeeded(Turn turn, Branch branch, JsonAny output)
    {
        if (output.Utf8Length > Limits.PayloadBytes)
        {
            Fail(turn, branch, ErrorName.DataLimitExceeded, Oversize.ResultText(_events.Subject));
            return;
        }

        turn.CancelWaiting(branch, task: false);
        turn.Inspection?.Data.Result = output;
        turn.Write(branch, _events.Succeeded, _events.WithResource(JsonMap.Of(("output", output))), output.Utf8Length);
        turn.Exit(this, branch, flow.Complete(turn.Scope(branch), branch.Input, output), Next);
    }

    Command.RunTask? IAwaitsTask.Outstanding(Branch branch, Waiting.ForTask waiting, ExecutionState state)
    {
        if (resource.ReportsByItself(waiting.Started, waiting.Submitted))
        {
            return null;
        }

        string id = branch.Position.ToString();
        string? token = HasToken ? TaskToken.Of(state.Execution, id) : null;
        bool submitted = resource is TaskResource.Activity ? !waiting.AwaitsOffer : waiting.Submitted;
        return new Command.RunTask(id, Name, resource, waiting.Input.WithoutSourceText(), branch.RetryCount, token, submitted)
        {
            Job = waiting.Job,
            EnteredEventId = branch.EnteredEventId,
        };
    }

    private void Fail(Turn turn, Branch branch, string? error, string? cause)
    {
        if (error == ErrorName.Runtime)
        {
            // The engine itself could not run the task; AWS then names the state, as for errors in its data.
            cause = FailureRules.Prefix(branch) + cause;
        }

        turn.CancelWaiting(branch, task: false);
        turn.Write(branch, _events.Failed, _events.WithResource(TurnHistory.Error(error, cause)));
        turn.Fail(branch, error, cause);
    }

    private static Template? ReadCredentials(Fields fields)
    {
        if (fields.Object("Credentials") is not { } credentials)
        {
            return null;
        }

        if (!credentials.Contains("RoleArn") && !(fields.Language == QueryLanguage.JSONPath && credentials.Contains("RoleArn.$")))
        {
            fields.Report("The field 'RoleArn' is required but was missing", "Credentials");
        }

        return fields.Template("Credentials");
    }

    /// <summary>An Express machine waits for nobody but the service it calls (LS test_sfn_api_express).</summary>
    private static void CheckExpress(Fields fields, TaskResource resource)
    {
        if (fields.Definition.Type != StateMachineType.Express)
        {
            return;
        }

        string? unsupported = resource switch
        {
            TaskResource.Activity => "Activity ARN",
            { AwaitsJob: true } => "'.sync' service integration",
            // The second blank is AWS's.
            TaskResource.Integration { Pattern: IntegrationPattern.WaitForTaskToken } => "'.waitForTaskToken' service integration ",
            _ => null,
        };
        if (unsupported is not null)
        {
            fields.Report($"Express state machine does not support {unsupported}", "Resource");
        }
    }

    private static void StartClocks(Turn turn, Branch branch)
    {
        var waiting = (Waiting.ForTask)branch.Waiting!;
        waiting = waiting with
        {
            Started = true,
            TimeoutDue = waiting.TimeoutSeconds is { } timeout ? turn.Now.AddSeconds(timeout) : null,
            HeartbeatDue = waiting.NextHeartbeat(turn.Now),
        };
        branch.Waiting = waiting;
        if (waiting.TimeoutDue is { } timeoutDue)
        {
            turn.StartTimer(branch, TimerPurpose.Timeout, timeoutDue);
        }

        if (waiting.HeartbeatDue is { } heartbeatDue)
        {
            turn.StartTimer(branch, TimerPurpose.Heartbeat, heartbeatDue);
        }
    }
}
