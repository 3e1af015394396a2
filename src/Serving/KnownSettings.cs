using System.Globalization;
using System.Text;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Status;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Starts;
using FunctionsAsl.Service.Telemetry;

namespace FunctionsAsl.Serving;

/// <summary>All settings that there are, in the order in which they are shown.</summary>
internal static class KnownSettings
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static readonly KnownSetting[] All =
    [
        new("LAMBDA_ENDPOINT", SettingUse.Tasks, "where functions are (AWS Invoke REST API), as http://127.0.0.1:3001", ReadService),
        new("AWS_ENDPOINT_URL", SettingUse.Tasks, "where AWS's services are for tasks, as http://127.0.0.1:4566, or AWS_ENDPOINT_URL_SQS for one", ReadTasks, IsFamily: true),
        new("AWS_MODELS", SettingUse.Tasks, "a folder of botocore's models, for operations that are newer than those known here", ReadTasks),
        new("ASL_BUCKETS", SettingUse.Tasks, "a folder whose folders are the buckets of Distributed Maps, in place of S3's", ReadTasks),
        new("ASL_ALLOW_AWS", SettingUse.Tasks, "\"true\": services without an endpoint are AWS's own", ReadTasks, "false"),
        new("ASL_CONNECTIONS", SettingUse.Tasks, "what HTTP Tasks prove who calls with: a JSON file of EventBridge connections, or its text", ReadTasks, IsSecret: true),
        new("ASL_HTTP_ALLOW_PRIVATE", SettingUse.Tasks, "\"true\": HTTP Tasks may call this machine, private networks, and http://", ReadTasks, "false"),
        new("SFN_MOCK_CONFIG", SettingUse.Tasks, "mocked tasks, in the format of Step Functions Local", ReadService),
        new("WAIT_TIME_SCALE", SettingUse.Tasks, "factor on all waits and retry delays, as 0.01", ReadService, "1"),
        new("AWS_ACCOUNT_ID", SettingUse.Tasks, "what stands in ARNs", ReadService, new ServiceOptions().AccountId),
        new("AWS_DEFAULT_REGION", SettingUse.Tasks, "what stands in ARNs", ReadService, new ServiceOptions().Region),
        new("AWS_ACCESS_KEY_ID", SettingUse.Tasks, "signs the calls of tasks, with its secret"),
        new("AWS_SECRET_ACCESS_KEY", SettingUse.Tasks, "the secret of that key", IsSecret: true),
        new("AWS_SESSION_TOKEN", SettingUse.Tasks, "of a key that is lent", IsSecret: true),
        new(LineFile.Logs, SettingUse.Tasks, "a file, or \"-\" for standard output: what state machines log (loggingConfiguration), and all that \"run\" does", static variable => LineFile.Check(LineFile.Logs, variable)),
        new(LineFile.Traces, SettingUse.Tasks, "a file, or \"-\": spans of executions and states, as OTLP has them in JSON", static variable => LineFile.Check(LineFile.Traces, variable)),
        new(OtlpEndpoint, SettingUse.Tasks, "a collector of OpenTelemetry, as http://127.0.0.1:4318: gets both, and metrics", ReadTelemetry),
        new("OTEL_EXPORTER_OTLP_HEADERS", SettingUse.Tasks, "what it is sent besides, as api-key=SECRET", ReadTelemetry, IsSecret: true),
        new("OTEL", SettingUse.Tasks, "the other variables of OpenTelemetry's exporters", ReadTelemetry, IsFamily: true),

        new(StartRules.Setting, SettingUse.Server, "what events, queues and times start: a JSON file of rules, or its text", static variable => StartRules.Open(variable)),
        new("ASL_RETENTION_DAYS", SettingUse.Server, "how long ended executions are kept, in days, or \"never\" to remove none", ReadService, "90"),
        new("ASL_RETENTION_COUNT", SettingUse.Server, "how many ended executions are kept at most, the newest, as 10000; on one machine only", ReadService),
        new(StatusEvents.Setting, SettingUse.Server, "who gets changes of status, as EventBridge has them: an address, or the ARN of a queue or event bus", ReadStatus),
        new(LogDeliveries.LogsEndpoint, SettingUse.Server, "gets what state machines log, too: an endpoint of the CloudWatch Logs API, as http://127.0.0.1:5000", ReadLogs),
        new("ASL_THROTTLE", SettingUse.Server, "\"aws\", or OPERATION=SIZE/PER_SECOND[,...]: how often operations may be called", ReadService),
        new("ASL_QUOTAS", SettingUse.Server, "\"aws\", or NAME=NUMBER[,...]: how many StateMachines, Activities, Tags, Versions, Aliases", ReadService),
        new(AccessKeys.Variable, SettingUse.Server, "ID:SECRET[,ID:SECRET...]: only who has one of them is answered", ReadKeys, IsSecret: true),
        new("ASL_CERTIFICATE_PASSWORD", SettingUse.Server, "of a certificate in PKCS #12", IsSecret: true),

        new(EnvironmentSettings.Storage, SettingUse.Cluster, "the storage account, as --storage", IsSecret: true),
        new("ASL_BINDINGS", SettingUse.Cluster, "which resources of AWS are some of Azure for tasks: a JSON file, or its text"),
    ];

    /// <summary>The setting of a name; <see langword="null"/> where nothing reads it.</summary>
    public static KnownSetting? Find(string name) => Array.Find(All, setting => setting.Name == name) ?? Array.Find(All, setting => setting.Has(name));

    /// <summary>The variables, for those who ask a command for help.</summary>
    public static string Help(SettingUse most)
    {
        var help = new StringBuilder("Environment:");
        foreach (KnownSetting setting in All.Where(s => s.Use <= most))
        {
            string name = setting.IsFamily ? setting.Name + "[_...]" : setting.Name;
            string without = setting.Default is { } value ? $" ({value})" : "";
            help.Append(CultureInfo.InvariantCulture, $"\n  {name,-34}  {setting.Help}{without}");
        }

        return help.ToString();
    }

    private static void ReadService(Func<string, string?> variable) => Settings.Read(variable, new TaskHandlers(), static (_, _) => { });

    private static void ReadTasks(Func<string, string?> variable)
    {
        using HttpClient http = TaskIntegrations.Http();
        TaskIntegrations.AddTo(new TaskRunnerOptions(), variable, own: null, http);
    }

    private static void ReadLogs(Func<string, string?> variable)
    {
        using HttpClient http = Settings.Http();
        var service = new ServiceOptions { ReportFailure = static (_, refusal) => throw refusal };
        LogDeliveries.Open(variable, service, http).DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>All but the address is read only where there is one.</summary>
    private static void ReadTelemetry(Func<string, string?> variable)
    {
        using HttpClient http = Settings.Http();
        string? WithCollector(string name) => variable(name) ?? (name == OtlpEndpoint ? "https://127.0.0.1:4318" : null);
        ReadLogs(WithCollector);
        TelemetryExport.Open(WithCollector, http, static (_, refusal) => throw refusal).DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void ReadStatus(Func<string, string?> variable)
    {
        using HttpClient http = Settings.Http();
        StatusEvents.Open(variable, new ServiceOptions(), own: null, http).DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void ReadKeys(Func<string, string?> variable) => AccessKeys.Parse(variable(AccessKeys.Variable) ?? "");
}
