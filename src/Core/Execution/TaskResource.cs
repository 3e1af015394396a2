namespace FunctionsAsl.Core.Execution;

/// <summary>What a Task state runs, read from its Resource field, or what a Distributed Map runs: its run, and a child execution for an item.</summary>
public abstract record TaskResource
{
    private static readonly (string Suffix, IntegrationPattern Pattern)[] PatternSuffixes =
    [
        (".sync", IntegrationPattern.Sync),
        (".sync:2", IntegrationPattern.Sync2),
        (".waitForTaskToken", IntegrationPattern.WaitForTaskToken),
    ];

    private TaskResource(string arn) => Arn = arn;

    /// <summary>The field as written.</summary>
    public string Arn { get; }

    /// <summary>Whether nothing ends the task but its token.</summary>
    public virtual bool AwaitsToken => false;

    /// <summary>Whether the task ends with a job that the service has started.</summary>
    public virtual bool AwaitsJob => false;

    /// <summary>
    /// Whether whoever has the task reports by itself: a worker that took it, or the holder of its token. All else the host must see to.
    /// </summary>
    public bool ReportsByItself(bool started, bool submitted) => this is Activity ? started : AwaitsToken && submitted;

    /// <summary>Reads a Resource field; <see langword="null"/> where it names nothing that a task can run.</summary>
    public static TaskResource? TryParse(string arn)
    {
        return Split(arn) switch
        {
            ("lambda", var function) when function.StartsWith("function:", StringComparison.Ordinal) && function.Length > 9 => new Lambda(arn),
            ("states", var activity) when activity.StartsWith("activity:", StringComparison.Ordinal) && activity.Length > 9 =>
                new Activity(arn),
            // With region and account as without (faults.md L21).
            ("states", var integration) => ParseIntegration(arn, integration),
            _ => null,
        };
    }

    /// <summary>
    /// The service that an ARN names, and what stands behind the account, whatever the partition (<c>aws-cn</c>), the region and the
    /// account; <see langword="null"/> where it is no ARN.
    /// </summary>
    internal static (string Service, string Resource)? Split(string arn) =>
        arn.Split(':', 6) is ["arn", { Length: > 0 }, var service, _, _, var resource] ? (service, resource) : null;

    /// <summary>Whether tasks may call a service of this name, as <c>sqs</c> or <c>aws-sdk:s3</c>.</summary>
    public static bool HasService(string service) => OptimizedIntegration.HasService(service);

    private static Integration? ParseIntegration(string arn, string text)
    {
        IntegrationPattern pattern = IntegrationPattern.RequestResponse;
        foreach ((string suffix, IntegrationPattern suffixed) in PatternSuffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                text = text[..^suffix.Length];
                pattern = suffixed;
                break;
            }
        }

        int colon = text.LastIndexOf(':');
        return colon > 0 && colon < text.Length - 1 && OptimizedIntegration.Knows(text[..colon], text[(colon + 1)..], pattern)
            ? new Integration(arn, text[..colon], text[(colon + 1)..], pattern)
            : null;
    }

    /// <summary>A function by its own ARN: <c>arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]</c>.</summary>
    public sealed record Lambda(string FunctionArn) : TaskResource(FunctionArn);

    /// <summary>An activity, run by workers that poll for it.</summary>
    public sealed record Activity(string ActivityArn) : TaskResource(ActivityArn)
    {
        public override bool AwaitsToken => true;
    }

    /// <summary>Items of a Distributed Map, run by a child execution; no Resource field says so.</summary>
    /// <param name="MapRunArn">The run that they belong to.</param>
    /// <param name="Items">How many they are.</param>
    /// <param name="Redrive">Which redrive of the run has the child go on that ended without success; 0 where it is new.</param>
    public sealed record MapItem(string MapRunArn, int Items, long Redrive = 0) : TaskResource(MapRunArn)
    {
        public override bool AwaitsJob => true;
    }

    /// <summary>A run of a Distributed Map, run by an execution of its own; no Resource field says so. The task's input is what it starts with.</summary>
    /// <param name="Redrive">Which redrive has it go on from where it ended; 0 where it is new.</param>
    public sealed record MapRun(string MapRunArn, long Redrive = 0) : TaskResource(MapRunArn)
    {
        public override bool AwaitsJob => true;
    }

    /// <summary>
    /// A part of the work of a Map Run over files; no Resource field says so. The task's input says what (<see cref="Execution.MapWork"/>).
    /// </summary>
    /// <param name="Piece">The piece that is run, which must be known also when the input is not any more; -1 for other work.</param>
    public sealed record MapWork(string MapRunArn, int Piece) : TaskResource(MapRunArn)
    {
        public override bool AwaitsJob => true;
    }

    /// <summary>A service integration: <c>arn:aws:states:::SERVICE:ACTION[.PATTERN]</c>.</summary>
    /// <param name="ResourceArn">The field as written.</param>
    /// <param name="Service">As <c>lambda</c> or <c>aws-sdk:sfn</c>; what the history calls <c>resourceType</c>.</param>
    /// <param name="Action">As <c>invoke</c>, without the pattern.</param>
    /// <param name="Pattern">How the task ends.</param>
    public sealed record Integration(string ResourceArn, string Service, string Action, IntegrationPattern Pattern) : TaskResource(ResourceArn)
    {
        public override bool AwaitsToken => Pattern == IntegrationPattern.WaitForTaskToken;

        public override bool AwaitsJob => Pattern is IntegrationPattern.Sync or IntegrationPattern.Sync2;

        /// <summary>The action with its pattern; what the history calls <c>resource</c>.</summary>
        public string Name => Pattern switch
        {
            IntegrationPattern.Sync => Action + ".sync",
            IntegrationPattern.Sync2 => Action + ".sync:2",
            IntegrationPattern.WaitForTaskToken => Action + ".waitForTaskToken",
            _ => Action,
        };
    }
}

/// <summary>When a service integration ends (DG/connect-to-resource).</summary>
public enum IntegrationPattern
{
    /// <summary>With the service's response.</summary>
    RequestResponse,

    /// <summary>When the job that the service started ends.</summary>
    Sync,

    /// <summary>Like <see cref="Sync"/>, with the job's output as JSON rather than as text.</summary>
    Sync2,

    /// <summary>When somebody presents the task token.</summary>
    WaitForTaskToken,
}
