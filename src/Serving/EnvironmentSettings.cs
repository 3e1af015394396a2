using FunctionsAsl.Integrations;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.Driver;

namespace FunctionsAsl.Serving;

/// <summary>The settings of this machine, and the functions of the samples.</summary>
public static class EnvironmentSettings
{
    /// <summary>The variables that say what tasks call, for those who ask for help.</summary>
    public const string TaskHelp =
        """
        Environment:
          LAMBDA_ENDPOINT                     where functions are (AWS Invoke REST API), as http://127.0.0.1:3001
          AWS_ENDPOINT_URL[_SERVICE]          where AWS's services are for tasks, as http://127.0.0.1:4566, or AWS_ENDPOINT_URL_SQS for one
          AWS_MODELS                          a folder of botocore's models, for operations that are newer than those known here
          ASL_BUCKETS                         a folder whose folders are the buckets of Distributed Maps, in place of S3's
          ASL_ALLOW_AWS                       "true": services without an endpoint are AWS's own
          ASL_CONNECTIONS                     what HTTP Tasks prove who calls with: a JSON file of EventBridge connections, or its text
          ASL_HTTP_ALLOW_PRIVATE              "true": HTTP Tasks may call this machine, private networks, and http://
          SFN_MOCK_CONFIG                     mocked tasks, in the format of Step Functions Local
          WAIT_TIME_SCALE                     factor on all waits and retry delays, as 0.01
          AWS_ACCOUNT_ID, AWS_DEFAULT_REGION  what stands in ARNs
        """;

    /// <summary>All that a server reads.</summary>
    public const string ServerHelp = TaskHelp +
        """

          ASL_STARTS                          what events, queues and times start: a JSON file of rules, or its text
          ASL_RETENTION_DAYS                  how long ended executions are kept: 90 days, or another number, or "never" to remove none
          ASL_LOGS                            a file, or "-" for standard output: what state machines log (loggingConfiguration)
          LOGS_ENDPOINT                       gets it too: an endpoint of the CloudWatch Logs API, as http://127.0.0.1:5000
          OTEL_EXPORTER_OTLP_ENDPOINT         and so does a collector of OpenTelemetry, as http://127.0.0.1:4318 (http/json)
          ASL_THROTTLE                        "aws", or OPERATION=SIZE/PER_SECOND[,...]: how often operations may be called
          ASL_QUOTAS                          "aws", or NAME=NUMBER[,...]: how many StateMachines, Activities, Tags, Versions, Aliases
          ASL_ACCESS_KEYS                     ID:SECRET[,ID:SECRET...]: only who has one of them is answered
          ASL_CERTIFICATE_PASSWORD            of a certificate in PKCS #12
        """;

    /// <param name="handlers">Functions that the user named.</param>
    /// <param name="samples">Whether those of the samples are there too; what the user brings wins.</param>
    /// <param name="countsExecutions">As for <see cref="Settings.Read"/>.</param>
    /// <param name="own">Where this server is; <see langword="null"/> where it is none.</param>
    /// <param name="host">As for <see cref="TaskIntegrations.AddTo"/>.</param>
    /// <exception cref="SettingException">A variable has a value that cannot be.</exception>
    public static TaskRunnerOptions Read(
        IReadOnlyDictionary<string, ITaskHandler> handlers,
        bool samples,
        bool countsExecutions = true,
        Uri? own = null,
        HostAbilities? host = null)
    {
        if (Environment.GetEnvironmentVariable("STEP_FUNCTIONS_ENDPOINT") is { Length: > 0 })
        {
            Log.Note("STEP_FUNCTIONS_ENDPOINT is ignored: nested workflows run here.");
        }

        var all = new TaskHandlers();
        // An endpoint may have functions of the same names.
        bool adds = samples && Environment.GetEnvironmentVariable("LAMBDA_ENDPOINT") is null or "";
        foreach ((string name, ITaskHandler handler) in handlers.Concat(SampleHandlers.All.Where(h => adds && !handlers.ContainsKey(h.Key))))
        {
            all.Add(name, handler);
        }

        TaskRunnerOptions options = Settings.Read(Environment.GetEnvironmentVariable, all, Log.Failure, countsExecutions);
        options = options with { Service = options.Service with { Clock = new WallClock(TimeProvider.System), ReportNote = Log.Note } };
        return TaskIntegrations.AddTo(options, Environment.GetEnvironmentVariable, own, TaskIntegrations.Http(), host);
    }
}
