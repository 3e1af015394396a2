using System.Collections.Immutable;
using FunctionsAsl.Json;

namespace FunctionsAsl.EndToEnd;

/// <summary>One operation of the API, called twice: all clients take the same input.</summary>
/// <param name="Good">An input that it succeeds with.</param>
/// <param name="Bad">One that every client lets pass, and that the service refuses.</param>
/// <param name="Error">What the refusal is called.</param>
internal sealed record OperationCall(
    string Operation, Func<Resources, Task<JsonMap>> Good, Func<Resources, Task<JsonMap>> Bad, string Error)
{
    private const string NoMachine = $"{Api.Account}:stateMachine:none";
    private const string NoExecution = $"{Api.Account}:execution:none:none";
    private const string NoMapRun = $"{Api.Account}:mapRun:none/Map:00000000-0000-0000-0000-000000000000";
    private const string NoActivity = $"{Api.Account}:activity:none";
    private const string Message = """{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}""";

    private static readonly JsonList Tags = JsonList.Of([JsonMap.Of(("key", "team"), ("value", "a"))]);

    private static readonly JsonList TagKeys = JsonList.Of(["team"]);

    /// <summary>Every operation, in the order of their names.</summary>
    public static ImmutableArray<OperationCall> All { get; } =
    [
        new("CreateActivity",
            static r => Given(("name", r.Name())),
            static _ => Given(("name", "a b")), "InvalidName"),
        new("CreateStateMachine",
            static r => Given(("name", r.Name()), ("definition", Resources.Pass), ("roleArn", Api.Role)),
            static r => Given(("name", r.Name()), ("definition", "{}"), ("roleArn", Api.Role)), "InvalidDefinition"),
        new("CreateStateMachineAlias",
            static async r => Of(("name", r.Name()), ("routingConfiguration", Resources.Routing(await r.VersionAsync()))),
            static async r => Of(("name", r.Name()), ("routingConfiguration", Resources.Routing(await r.MachineAsync() + ":1"))), "ResourceNotFound"),
        new("DeleteActivity",
            static async r => Of(("activityArn", await r.ActivityAsync())),
            static _ => Given(("activityArn", "nonsense")), "InvalidArn"),
        new("DeleteStateMachine",
            static async r => Of(("stateMachineArn", await r.MachineAsync())),
            static _ => Given(("stateMachineArn", "nonsense")), "InvalidArn"),
        new("DeleteStateMachineAlias",
            static async r => Of(("stateMachineAliasArn", (await r.AliasAsync()).Alias)),
            static async r => Of(("stateMachineAliasArn", await r.MachineAsync())), "ValidationException"),
        new("DeleteStateMachineVersion",
            static async r => Of(("stateMachineVersionArn", await r.VersionAsync())),
            // An alias leads to it.
            static async r => Of(("stateMachineVersionArn", (await r.AliasAsync()).Version)), "ConflictException"),
        new("DescribeActivity",
            static async r => Of(("activityArn", await r.ActivityAsync())),
            static _ => Given(("activityArn", NoActivity)), "ActivityDoesNotExist"),
        new("DescribeExecution",
            static async r => Of(("executionArn", await r.ExecutionAsync())),
            static _ => Given(("executionArn", NoExecution)), "ExecutionDoesNotExist"),
        new("DescribeMapRun",
            static async r => Of(("mapRunArn", await r.MapRunAsync())),
            static _ => Given(("mapRunArn", NoMapRun)), "ResourceNotFound"),
        new("DescribeStateMachine",
            static async r => Of(("stateMachineArn", await r.MachineAsync())),
            static _ => Given(("stateMachineArn", NoMachine)), "StateMachineDoesNotExist"),
        new("DescribeStateMachineAlias",
            static async r => Of(("stateMachineAliasArn", (await r.AliasAsync()).Alias)),
            static _ => Given(("stateMachineAliasArn", NoMachine + ":live")), "ResourceNotFound"),
        new("DescribeStateMachineForExecution",
            static async r => Of(("executionArn", await r.ExecutionAsync())),
            static _ => Given(("executionArn", NoExecution)), "ExecutionDoesNotExist"),
        new("GetActivityTask",
            static async r => Of(("activityArn", await r.OfferedActivityAsync()), ("workerName", "me")),
            static _ => Given(("activityArn", NoActivity)), "ActivityDoesNotExist"),
        new("GetExecutionHistory",
            static async r => Of(("executionArn", await r.EndedAsync(Resources.Pass)), ("reverseOrder", true)),
            static _ => Given(("executionArn", NoExecution)), "ExecutionDoesNotExist"),
        new("ListActivities",
            static _ => Given(("maxResults", 10)),
            static _ => Given(("nextToken", "nonsense")), "InvalidToken"),
        new("ListExecutions",
            static async r => Of(("stateMachineArn", await r.MachineAsync()), ("statusFilter", "RUNNING")),
            static _ => Given(("stateMachineArn", NoMachine)), "StateMachineDoesNotExist"),
        new("ListMapRuns",
            static async r => Of(("executionArn", await r.ExecutionAsync())),
            static _ => Given(("executionArn", NoExecution)), "ExecutionDoesNotExist"),
        new("ListStateMachineAliases",
            static async r => Of(("stateMachineArn", await r.MachineAsync())),
            static _ => Given(("stateMachineArn", NoMachine)), "StateMachineDoesNotExist"),
        new("ListStateMachineVersions",
            static async r => Of(("stateMachineArn", await r.MachineAsync())),
            static _ => Given(("stateMachineArn", NoMachine)), "StateMachineDoesNotExist"),
        new("ListStateMachines",
            static _ => Given(("maxResults", 10)),
            static _ => Given(("nextToken", "nonsense")), "InvalidToken"),
        new("ListTagsForResource",
            static async r => Of(("resourceArn", await r.MachineAsync())),
            static _ => Given(("resourceArn", NoMachine)), "ResourceNotFound"),
        new("PublishStateMachineVersion",
            static async r => Of(("stateMachineArn", await r.MachineAsync()), ("description", "first")),
            static _ => Given(("stateMachineArn", NoMachine)), "StateMachineDoesNotExist"),
        new("RedriveExecution",
            static async r => Of(("executionArn", await r.EndedAsync(Resources.Fail))),
            static async r => Of(("executionArn", await r.EndedAsync(Resources.Pass))), "ExecutionNotRedrivable"),
        new("SendTaskFailure",
            static async r => Of(("taskToken", await r.TokenAsync()), ("error", "Broken"), ("cause", "It fell.")),
            static _ => Given(("taskToken", "nonsense")), "InvalidToken"),
        new("SendTaskHeartbeat",
            static async r => Of(("taskToken", await r.TokenAsync())),
            static _ => Given(("taskToken", "nonsense")), "InvalidToken"),
        new("SendTaskSuccess",
            static async r => Of(("taskToken", await r.TokenAsync()), ("output", "1")),
            static async r => Of(("taskToken", await r.TokenAsync()), ("output", "{")), "InvalidOutput"),
        new("StartExecution",
            static async r => Of(("stateMachineArn", await r.MachineAsync()), ("input", """{"who":"wörld"}""")),
            static async r => Of(("stateMachineArn", await r.MachineAsync()), ("input", "{")), "InvalidExecutionInput"),
        new("StartSyncExecution",
            static async r => Of(("stateMachineArn", await r.MachineAsync(Resources.Pass, "EXPRESS")), ("name", r.Name())),
            static async r => Of(("stateMachineArn", await r.MachineAsync())), "StateMachineTypeNotSupported"),
        new("StopExecution",
            static async r => Of(("executionArn", await r.ExecutionAsync()), ("error", "Enough"), ("cause", "No more.")),
            static _ => Given(("executionArn", NoExecution)), "ExecutionDoesNotExist"),
        new("TagResource",
            static async r => Of(("resourceArn", await r.MachineAsync()), ("tags", Tags)),
            static _ => Given(("resourceArn", NoMachine), ("tags", Tags)), "ResourceNotFound"),
        new("TestState",
            static _ => Given(("definition", Message), ("input", "{}"), ("mock", JsonMap.Of(("result", """{"MessageId":"m"}""")))),
            // A Task needs a role, or a mock.
            static _ => Given(("definition", Message), ("input", "{}")), "ValidationException"),
        new("UntagResource",
            static async r => Of(("resourceArn", await r.ActivityAsync()), ("tagKeys", TagKeys)),
            static _ => Given(("resourceArn", NoActivity), ("tagKeys", TagKeys)), "ResourceNotFound"),
        new("UpdateMapRun",
            static async r => Of(("mapRunArn", await r.MapRunAsync()), ("maxConcurrency", 1)),
            static async r => Of(("mapRunArn", await r.EndedMapRunAsync()), ("maxConcurrency", 1)), "ValidationException"),
        new("UpdateStateMachine",
            static async r => Of(("stateMachineArn", await r.MachineAsync()), ("definition", Resources.Wait)),
            static _ => Given(("stateMachineArn", NoMachine), ("definition", Resources.Wait)), "StateMachineDoesNotExist"),
        new("UpdateStateMachineAlias",
            static async r => Of(("stateMachineAliasArn", (await r.AliasAsync()).Alias), ("description", "d")),
            static _ => Given(("stateMachineAliasArn", NoMachine + ":live"), ("description", "d")), "ResourceNotFound"),
        new("ValidateStateMachineDefinition",
            static _ => Given(("definition", "{}")),
            static _ => Given(("definition", "{}"), ("maxResults", 101)), "ValidationException"),
    ];

    private static JsonMap Of(params ReadOnlySpan<(string Name, JsonAny Value)> members) => JsonMap.Of(members);

    private static Task<JsonMap> Given(params ReadOnlySpan<(string Name, JsonAny Value)> members) =>
        Task.FromResult(JsonMap.Of(members));
}
