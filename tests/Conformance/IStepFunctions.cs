using FunctionsAsl.Integrations;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Conformance;

/// <summary>The service under test, whatever runs under it. One instance serves one case and begins empty.</summary>
public interface IStepFunctions : IAsyncDisposable
{
    /// <summary>Calls an operation of the AWS protocol, as <c>CreateStateMachine</c>.</summary>
    /// <returns>The HTTP status and the JSON answer; a refusal carries <c>__type</c> and <c>message</c>.</returns>
    ValueTask<(int Status, JsonAny Body)> CallAsync(string operation, JsonMap parameters, CancellationToken cancel);

    /// <summary>Lets everything happen that can happen by itself.</summary>
    /// <param name="timePasses">Whether waits, back-offs and timeouts elapse too (at once); without it, time stands still.</param>
    /// <param name="cancel">Ends the wait.</param>
    ValueTask SettleAsync(bool timePasses, CancellationToken cancel);
}

/// <summary>What a target needs to know of a case before it starts.</summary>
/// <param name="Region">The region that ARNs name.</param>
/// <param name="Account">The account that ARNs name.</param>
/// <param name="Lambdas">The functions that tasks call.</param>
/// <param name="TasksPoll">Whether there are tasks that poll activities: they may rest at any time.</param>
public sealed record Setup(string Region, string Account, Lambdas Lambdas, bool TasksPoll)
{
    private const int BreathsForPolls = 30;

    private static readonly HttpClient Http = new(new AwsDouble());

    /// <summary>Where the functions are to be called; <see langword="null"/> to call them in this process.</summary>
    public string? LambdaEndpoint { get; init; }

    /// <summary>Whether an execution may be over its time while its thread is still at work: only back-offs pass then, not its five minutes.</summary>
    public bool IsExpress { get; init; }

    /// <summary>How far time may move to the next timer.</summary>
    public TimeSpan LongestPause => IsExpress ? TimeSpan.FromMinutes(1) : TimeSpan.FromDays(1000);

    /// <summary>Where AWS's services are; <see langword="null"/> where nothing stands for them.</summary>
    public string? Services { get; init; }

    /// <summary>Where state machines log to; <see langword="null"/> where nobody takes it.</summary>
    public LogDeliveries? Logs { get; init; }

    /// <summary>
    /// Whether the running tasks do nothing until time passes. Of functions it is known which sleep; tasks that poll show it by
    /// nothing but their silence.
    /// </summary>
    /// <param name="running">How many tasks are running.</param>
    /// <param name="breaths">How long nothing else has happened.</param>
    public bool Rests(long running, int breaths) => running == Lambdas.Sleeping || (TasksPoll && breaths > BreathsForPolls);

    /// <summary>What tasks can run on the target.</summary>
    /// <param name="clock">The target's time.</param>
    /// <param name="reportFailure">Told of what is the target's own fault.</param>
    public TaskRunnerOptions Tasks(TimeProvider clock, Action<string, Exception> reportFailure)
    {
        var handlers = new TaskHandlers();
        foreach ((string name, ITaskHandler handler) in LambdaEndpoint is null ? Lambdas.Handlers.AsEnumerable() : [])
        {
            handlers.Add(name, handler);
        }

        TaskRunnerOptions options = Settings.Read(Variable, handlers, reportFailure);
        ServiceOptions service = options.Service with { Clock = clock };
        options = options with { Service = Logs?.AddTo(service) ?? service };
        return Services is null ? options : TaskIntegrations.AddTo(options, Variable, own: null, Http);

        string? Variable(string name) => name switch
        {
            "AWS_ACCOUNT_ID" => Account,
            "AWS_DEFAULT_REGION" => Region,
            "LAMBDA_ENDPOINT" => LambdaEndpoint,
            "AWS_ENDPOINT_URL" => Services,
            _ => null,
        };
    }
}

/// <summary>Starts a target for one case.</summary>
public delegate ValueTask<IStepFunctions> StartTarget(Setup setup);
