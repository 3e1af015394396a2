using FunctionsAsl.Core.Definition;
using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Service.Protocol;

/// <summary>Where the service pretends to be, and what it takes from its host.</summary>
public sealed record ServiceOptions
{
    /// <summary>The AWS region that stands in ARNs.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The partition that the region belongs to, as it stands in ARNs (AWS reference, "Amazon Resource Names").</summary>
    public string Partition => Region.Split('-') switch
    {
        ["cn", ..] => "aws-cn",
        ["us", "gov", ..] => "aws-us-gov",
        ["us", "iso", ..] => "aws-iso",
        ["us", "isob", ..] => "aws-iso-b",
        ["eu", "isoe", ..] => "aws-iso-e",
        ["us", "isof", ..] => "aws-iso-f",
        ["eusc", ..] => "aws-eusc",
        _ => "aws",
    };

    /// <summary>The account id, 12 digits, that stands in ARNs.</summary>
    public string AccountId { get; init; } = "123456789012";

    /// <summary>What this host knows of what definitions name.</summary>
    public HostChecks Checks { get; init; } = HostChecks.None;

    /// <summary>What a start with <c>ARN#CASE</c> may ask for; without it there is no such start.</summary>
    public ITestCases? TestCases { get; init; }

    /// <summary>How often operations may be called; <see langword="null"/> where they may always.</summary>
    public Throttle? Throttle { get; init; }

    public Quotas Quotas { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Randomness Randomness { get; init; } = new();

    /// <summary>Wait states and retries wait this many times as long as they say (<c>WAIT_TIME_SCALE</c>).</summary>
    public double WaitScale { get; init; } = 1;

    /// <summary>How long executions are kept after their end (<c>ASL_RETENTION_DAYS</c>); <see langword="null"/> where they always are.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>
    /// How many executions are kept after their end, the last to end (<c>ASL_RETENTION_COUNT</c>); <see langword="null"/> for all. Only the
    /// in-process engine looks.
    /// </summary>
    public long? RetentionCount { get; init; }

    /// <summary>Executions that ended before are not to be kept; <see langword="null"/> where all are.</summary>
    public DateTimeOffset? KeptSince => Clock.GetUtcNow() - Retention;

    /// <summary>
    /// Told of every failure that is the service's own fault, with the operation's name: the caller gets no more than
    /// <c>InternalFailure</c>. It must not throw.
    /// </summary>
    public Action<string, Exception> ReportFailure { get; init; } = static (_, _) => { };

    /// <summary>
    /// Told in a sentence or two of what its user can mend, and is no fault of the service, as a rule whose state machine is missing. It must
    /// neither throw nor wait.
    /// </summary>
    public Action<string> ReportNote { get; init; } = static _ => { };

    /// <summary>
    /// Takes what state machines have logged (<c>loggingConfiguration</c>); <see langword="null"/> where nobody does. It must neither throw
    /// nor wait.
    /// </summary>
    public Action<LogRecord>? Log { get; init; }

    /// <summary>What a machine's log group is checked against; <see langword="null"/> where any will do.</summary>
    public ILogGroups? LogGroups { get; init; }

    /// <summary>Told of every execution that has ended in this process, as it ended. It must neither throw nor wait.</summary>
    public Action<ExecutionRecord> ReportEnd { get; init; } = static _ => { };
}
