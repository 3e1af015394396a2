namespace FunctionsAsl.Service.Protocol;

/// <summary>
/// The inputs of the 37 operations with all their constraints: the API model (2016-11-23) as a table. A test compares
/// the two.
/// </summary>
internal static class Inputs
{
    private static readonly Shape Boolean = new(ShapeKind.Boolean, "Boolean");
    private static readonly Shape Arn = Text("Arn", 1, 256);
    private static readonly Shape LongArn = Text("LongArn", 1, 2000);
    private static readonly Shape Name = Text("Name", 1, 80);
    private static readonly Shape Definition = Text("Definition", 1, 1_048_576) with { Sensitive = true };
    private static readonly Shape Data = Text("SensitiveData", null, 262_144) with { Sensitive = true, InBytes = true };
    private static readonly Shape Error = Text("SensitiveError", 0, 256) with { Sensitive = true };
    private static readonly Shape Cause = Text("SensitiveCause", 0, 32_768) with { Sensitive = true };
    private static readonly Shape VersionDescription = Text("VersionDescription", null, 256) with { Sensitive = true };
    private static readonly Shape AliasDescription = Text("AliasDescription", null, 256) with { Sensitive = true };
    private static readonly Shape TestStateName = Text("TestStateStateName", 1, 80) with { Sensitive = true };
    private static readonly Shape TaskToken = Text("TaskToken", 1, 2048);
    private static readonly Shape PageToken = Text("PageToken", 1, 1024);
    private static readonly Shape PageSize = Integer("PageSize", 0, 1000);

    private static readonly Shape TraceHeader = Text("TraceHeader", 0, 256) with
    {
        Pattern = @"\p{ASCII}*",
        Matches = static text => !text.AsSpan().ContainsAnyExceptInRange('\0', '\x7f'),
    };

    private static readonly Shape ClientToken = Text("ClientToken", 1, 64) with
    {
        Pattern = "[!-~]+",
        Matches = static text => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~'),
    };

    private static readonly Shape AliasName = Text("CharacterRestrictedName", 1, 80) with
    {
        Pattern = @"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$",
        Matches = static text => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && text.Any(static c => !char.IsAsciiDigit(c)),
    };

    private static readonly Shape MachineType = Choice("StateMachineType", "STANDARD", "EXPRESS");
    private static readonly Shape IncludedData = Choice("IncludedData", "ALL_DATA", "METADATA_ONLY");

    // The order that AWS's message was recorded with; it is not the model's.
    private static readonly Shape Status =
        Choice("ExecutionStatus", "SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING");

    private static readonly Shape TagKey = Text("TagKey", 1, 128);

    private static readonly Shape Tags = List("TagList", Structure("Tag",
        new("key", TagKey),
        new("value", Text("TagValue", 0, 256))));

    private static readonly Shape Logging = Structure("LoggingConfiguration",
        new("level", Choice("LogLevel", "ALL", "ERROR", "FATAL", "OFF")),
        new("includeExecutionData", Boolean),
        new("destinations", List("LogDestinationList", Structure("LogDestination",
            new Member("cloudWatchLogsLogGroup", Structure("CloudWatchLogsLogGroup",
                new Member("logGroupArn", Arn)))))));

    private static readonly Shape Tracing = Structure("TracingConfiguration", new Member("enabled", Boolean));

    private static readonly Shape Encryption = Structure("EncryptionConfiguration",
        new("kmsKeyId", Text("KmsKeyId", 1, 2048)),
        new("kmsDataKeyReusePeriodSeconds", Integer("KmsDataKeyReusePeriodSeconds", 60, 900)),
        new("type", Choice("EncryptionType", "AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"), Required: true));

    private static readonly Shape Route = Structure("RoutingConfigurationListItem",
        new("stateMachineVersionArn", Arn, Required: true),
        new("weight", Integer("VersionWeight", 0, 100), Required: true));

    private static readonly Shape Routing = List("RoutingConfigurationList", Route) with { Min = 1, Max = 2 };

    private static readonly Shape Mock = Structure("MockInput",
        new("result", Data),
        new("errorOutput", Structure("MockErrorOutput", new("error", Error), new("cause", Cause))),
        new("fieldValidationMode", Choice("MockResponseValidationMode", "STRICT", "PRESENT", "NONE")));

    private static readonly Shape TestStateConfiguration = Structure("TestStateConfiguration",
        new("retrierRetryCount", Integer("RetrierRetryCount", 0, null)),
        new("errorCausedByState", TestStateName),
        new("mapIterationFailureCount", Integer("MapIterationFailureCount", 0, null)),
        new("mapItemReaderData", Data));

    /// <summary>Operation name to input structure.</summary>
    public static IReadOnlyDictionary<string, Shape> All { get; } = new Dictionary<string, Shape>(StringComparer.Ordinal)
    {
        ["CreateActivity"] = Input(
            new("name", Name, Required: true), new("tags", Tags), new("encryptionConfiguration", Encryption)),
        ["CreateStateMachine"] = Input(
            new("name", Name, Required: true), new("definition", Definition, Required: true),
            new("roleArn", Arn, Required: true), new("type", MachineType), new("loggingConfiguration", Logging),
            new("tags", Tags), new("tracingConfiguration", Tracing), new("publish", Boolean),
            new("versionDescription", VersionDescription), new("encryptionConfiguration", Encryption)),
        ["CreateStateMachineAlias"] = Input(
            new("description", AliasDescription), new("name", AliasName, Required: true),
            new("routingConfiguration", Routing, Required: true)),
        ["DeleteActivity"] = Input(new Member("activityArn", Arn, Required: true)),
        ["DeleteStateMachine"] = Input(new Member("stateMachineArn", Arn, Required: true)),
        ["DeleteStateMachineAlias"] = Input(new Member("stateMachineAliasArn", Arn, Required: true)),
        ["DeleteStateMachineVersion"] = Input(new Member("stateMachineVersionArn", LongArn, Required: true)),
        ["DescribeActivity"] = Input(new Member("activityArn", Arn, Required: true)),
        ["DescribeExecution"] = Input(new("executionArn", Arn, Required: true), new("includedData", IncludedData)),
        ["DescribeMapRun"] = Input(new Member("mapRunArn", LongArn, Required: true)),
        ["DescribeStateMachine"] = Input(new("stateMachineArn", Arn, Required: true), new("includedData", IncludedData)),
        ["DescribeStateMachineAlias"] = Input(new Member("stateMachineAliasArn", Arn, Required: true)),
        ["DescribeStateMachineForExecution"] = Input(
            new("executionArn", Arn, Required: true), new("includedData", IncludedData)),
        ["GetActivityTask"] = Input(new("activityArn", Arn, Required: true), new("workerName", Name)),
        ["GetExecutionHistory"] = Input(
            new("executionArn", Arn, Required: true), new("maxResults", PageSize), new("reverseOrder", Boolean),
            new("nextToken", PageToken), new("includeExecutionData", Boolean)),
        ["ListActivities"] = Input(new("maxResults", PageSize), new("nextToken", PageToken)),
        ["ListExecutions"] = Input(
            new("stateMachineArn", Arn), new("statusFilter", Status), new("maxResults", PageSize),
            new("nextToken", Text("ListExecutionsPageToken", 1, 3096)), new("mapRunArn", LongArn),
            new("redriveFilter", Choice("ExecutionRedriveFilter", "REDRIVEN", "NOT_REDRIVEN"))),
        ["ListMapRuns"] = Input(
            new("executionArn", Arn, Required: true), new("maxResults", PageSize), new("nextToken", PageToken)),
        ["ListStateMachineAliases"] = Input(
            new("stateMachineArn", Arn, Required: true), new("nextToken", PageToken), new("maxResults", PageSize)),
        ["ListStateMachineVersions"] = Input(
            new("stateMachineArn", Arn, Required: true), new("nextToken", PageToken), new("maxResults", PageSize)),
        ["ListStateMachines"] = Input(new("maxResults", PageSize), new("nextToken", PageToken)),
        ["ListTagsForResource"] = Input(new Member("resourceArn", Arn, Required: true)),
        ["PublishStateMachineVersion"] = Input(
            new("stateMachineArn", Arn, Required: true), new("revisionId", Text("RevisionId", null, null)),
            new("description", VersionDescription)),
        ["RedriveExecution"] = Input(new("executionArn", Arn, Required: true), new("clientToken", ClientToken)),
        ["SendTaskFailure"] = Input(
            new("taskToken", TaskToken, Required: true), new("error", Error), new("cause", Cause)),
        ["SendTaskHeartbeat"] = Input(new Member("taskToken", TaskToken, Required: true)),
        ["SendTaskSuccess"] = Input(new("taskToken", TaskToken, Required: true), new("output", Data, Required: true)),
        ["StartExecution"] = Input(
            new("stateMachineArn", Arn, Required: true), new("name", Name), new("input", Data),
            new("traceHeader", TraceHeader)),
        ["StartSyncExecution"] = Input(
            new("stateMachineArn", Arn, Required: true), new("name", Name), new("input", Data),
            new("traceHeader", TraceHeader), new("includedData", IncludedData)),
        ["StopExecution"] = Input(new("executionArn", Arn, Required: true), new("error", Error), new("cause", Cause)),
        ["TagResource"] = Input(new("resourceArn", Arn, Required: true), new("tags", Tags, Required: true)),
        ["TestState"] = Input(
            new("definition", Definition, Required: true), new("roleArn", Arn), new("input", Data),
            new("inspectionLevel", Choice("InspectionLevel", "INFO", "DEBUG", "TRACE")), new("revealSecrets", Boolean),
            new("variables", Data), new("stateName", TestStateName), new("mock", Mock), new("context", Data),
            new("stateConfiguration", TestStateConfiguration)),
        ["UntagResource"] = Input(
            new("resourceArn", Arn, Required: true), new("tagKeys", List("TagKeyList", TagKey), Required: true)),
        ["UpdateMapRun"] = Input(
            new("mapRunArn", LongArn, Required: true), new("maxConcurrency", Integer("MaxConcurrency", 0, null)),
            new("toleratedFailurePercentage",
                new Shape(ShapeKind.Decimal, "ToleratedFailurePercentage") { Min = 0, Max = 100 }),
            new("toleratedFailureCount", Integer("ToleratedFailureCount", 0, null))),
        ["UpdateStateMachine"] = Input(
            new("stateMachineArn", Arn, Required: true), new("definition", Definition), new("roleArn", Arn),
            new("loggingConfiguration", Logging), new("tracingConfiguration", Tracing), new("publish", Boolean),
            new("versionDescription", VersionDescription), new("encryptionConfiguration", Encryption)),
        ["UpdateStateMachineAlias"] = Input(
            new("stateMachineAliasArn", Arn, Required: true), new("description", AliasDescription),
            new("routingConfiguration", Routing)),
        ["ValidateStateMachineDefinition"] = Input(
            new("definition", Definition, Required: true), new("type", MachineType),
            new("severity", Choice("ValidateStateMachineDefinitionSeverity", "ERROR", "WARNING")),
            new("maxResults", Integer("ValidateStateMachineDefinitionMaxResult", 0, 100))),
    };

    private static Shape Text(string name, int? min, int? max) => new(ShapeKind.Text, name) { Min = min, Max = max };

    private static Shape Integer(string name, int? min, int? max) => new(ShapeKind.Integer, name) { Min = min, Max = max };

    private static Shape Choice(string name, params string[] values) => new(ShapeKind.Text, name) { Enum = values };

    private static Shape List(string name, Shape item) => new(ShapeKind.List, name) { Item = item };

    private static Shape Structure(string name, params Member[] members) =>
        new(ShapeKind.Structure, name) { Members = members };

    private static Shape Input(params Member[] members) => Structure("", members);
}
