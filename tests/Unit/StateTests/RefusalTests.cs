using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.StateTests;

/// <summary>What TestState refuses, and with which words. Recorded on AWS where a case of ST test_state_mock is named.</summary>
public sealed class RefusalTests
{
    private const string Invoke = """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"g"},"End":true}""";
    private const string Pass = """{"Type":"Pass","End":true}""";
    private const string Map = """{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{"StartAt":"C","States":{"C":{"Type":"Pass","End":true}}},"End":true}""";
    private const string Reader = """
        {"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"k"}},
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{"C":{"Type":"Pass","End":true}}},"End":true}
        """;

    [Theory]
    [InlineData("{}", "One of the following fields is required for a test mock: [result, errorOutput].")] // mock-task-empty
    [InlineData("""{"result":"null"}""", "Mocked result must be a valid JSON object.")] // mock-task-null
    [InlineData("""{"errorOutput":{}}""", "An error was not specified in the mocked error output.")] // mock-error-empty
    [InlineData("""{"result":"{"}""", "Mocked result must be valid JSON")] // LS test_base_lambda_service_task_mock_is_not_json_string
    [InlineData("""{"result":"{\"Payload\":{\"ok\":true}}"}""", "Mock result schema validation error: Field 'Payload' must be a string")] // mock-task-object
    [InlineData("""{"result":"{\"Payload\":{}}","fieldValidationMode":"PRESENT"}""", "Mock result schema validation error: Field 'Payload' must be a string")]
    public async Task A_mock_that_cannot_be(string mock, string message) =>
        Assert.Equal($"ValidationException: {message}", await StateTest.Refusal(Invoke, mock));

    [Theory]
    [InlineData("""{"result":"{\"Payload\":{\"k\":1}}","fieldValidationMode":"NONE"}""")] // mock-payload-object-NONE
    [InlineData("""{"result":"{\"Payload\":\"{\\\"ok\\\":true}\"}"}""")] // mock-task-string-payload
    public async Task A_mock_that_can_be(string mock)
    {
        JsonMap answer = await StateTest.Answer(Invoke, mock);
        Assert.Equal(((JsonMap)JsonAny.Parse(mock))["result"], answer["output"]);
    }

    [Theory]
    [InlineData("dynamodb:putItem", """{"ConsumedCapacity":{"TableName":7}}""", "Field 'TableName' must be a string")]
    [InlineData("aws-sdk:lambda:getFunction", """{"Configuration":{"MemorySize":40000}}""", "Field 'MemorySize' is greater than the maximum value")]
    [InlineData("aws-sdk:dynamodb:getItem", """{"Item":{"a":{"BOOL":1}}}""", "Field 'BOOL' must be a boolean")]
    [InlineData("aws-sdk:dynamodb:getItem", """{"Item":[]}""", "Field 'Item' must be an object")]
    [InlineData("states:startExecution.sync:2", """{"ExecutionArn":"a","StartDate":"d"}""", "Required field 'StateMachineArn' is missing")]
    [InlineData("ecs:runTask.sync", """{"Tasks":{}}""", "Field 'Tasks' must be an array")]
    [InlineData("lambda:invoke", """{"StatusCode":true}""", "Field 'StatusCode' must be a number")]
    public async Task A_mock_is_held_against_the_model_of_the_operation_that_answers(string resource, string result, string message) => Assert.Equal(
        $"ValidationException: Mock result schema validation error: {message}",
        await StateTest.Refusal(
            $$"""{"Type":"Task","Resource":"arn:aws:states:::{{resource}}","End":true}""", JsonMap.Of(("result", result)).ToString()));

    [Theory]
    [InlineData("aws-sdk:nosuchservice:getThing")]
    [InlineData("aws-sdk:lambda:noSuchThing")]
    [InlineData("apigateway:invoke")]
    [InlineData("eks:call")]
    [InlineData("sqs:sendMessage.waitForTaskToken")]
    [InlineData("elasticmapreduce:addStep.sync")]
    public async Task What_no_model_is_known_of_is_held_against_nothing(string resource)
    {
        JsonMap answer = await StateTest.Answer(
            $$"""{"Type":"Task","Resource":"arn:aws:states:::{{resource}}","End":true}""", """{"result":"{\"Anything\":[1]}"}""");
        Assert.Equal("""{"Anything":[1]}""", ((JsonString)answer["output"]!).Value);
    }

    [Theory]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","End":true}""", "\"done\"")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:g","End":true}""", "[1]")]
    public async Task Activities_and_functions_may_give_any_result(string state, string result) => Assert.Equal(
        result, ((JsonString)(await StateTest.Answer(state, JsonMap.Of(("result", result)).ToString()))["output"]!).Value);

    [Theory]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a","End":true}""")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync","End":true}""")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}""")]
    [InlineData("""{"Type":"Parallel","Branches":[{"StartAt":"C","States":{"C":{"Type":"Pass","End":true}}}],"End":true}""")]
    public async Task What_only_a_mock_can_stand_for(string state) => Assert.StartsWith(
        "InvalidDefinition: TestState API does not support ", await StateTest.Refusal(state), StringComparison.Ordinal);

    [Theory]
    [InlineData("Choice", """{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"A"}]}""")]
    [InlineData("Wait", """{"Type":"Wait","Seconds":1,"End":true}""")]
    public async Task States_without_work_take_no_mock(string type, string state) => Assert.Equal(
        $"ValidationException: State type '{type}' is not supported when a mock is specified", await StateTest.Refusal(state, """{"result":"{}"}"""));

    [Fact]
    public async Task The_configuration_has_to_fit()
    {
        // nested-task-failure-count, mock-map-excess-failure-count, mock-map-reader-missing-data, mock-map-shape
        const string Results = """{"result":"[1,2,3]"}""";
        Assert.Equal(
            "ValidationException: MapIterationFailureCount is only supported when testing a Map state.",
            await StateTest.Refusal(Invoke, """{"result":"{}"}""", Configured("mapIterationFailureCount", 1)));
        Assert.Equal(
            "ValidationException: Map iteration failure count must be less than or equal to the number of Map iterations",
            await StateTest.Refusal(Map, Results, Configured("mapIterationFailureCount", 4)));
        Assert.Equal(
            "ValidationException: ItemReader data must be specified when testing a Map state with ItemReader specified.",
            await StateTest.Refusal(Reader, Results));
        Assert.Equal("ValidationException: Mocked result must be an array.", await StateTest.Refusal(Map, """{"result":"{}"}"""));
        Assert.Equal(
            "ValidationException: Input array does not equal the mocked result array's size", await StateTest.Refusal(Map, """{"result":"[1]"}"""));
        Assert.Equal(
            "ValidationException: State not found in definition", await StateTest.Refusal(Map, Results, Configured("errorCausedByState", "X")));
        Assert.Contains(
            "ValidationException: Invalid ItemReader data provided",
            await StateTest.Refusal(Reader, Results, Configured("mapItemReaderData", "[1,")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON", "InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION")]
    [InlineData("[]", "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'")]
    [InlineData("{}", "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ")]
    [InlineData("""{"Type":"Pass","Next":7}""", "InvalidDefinition: Invalid State Machine Definition: ")]
    [InlineData("""{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""", "InvalidDefinition: Invalid State Machine Definition: ")]
    public async Task What_is_no_state(string definition, string refusal) =>
        Assert.StartsWith(refusal, await StateTest.Refusal(definition), StringComparison.Ordinal);

    [Fact]
    public async Task A_lone_state_is_named_in_what_is_wrong_with_it() => Assert.Equal(
        "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at "
        + "/States/StateName/ItemProcessor/ProcessorConfig'", // west-mock-map-failure-count
        await StateTest.Refusal(
            """{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},"StartAt":"C","States":{"C":{"Type":"Pass","End":true}}},"End":true}""",
            """{"result":"[]"}"""));

    [Theory]
    [InlineData("input", "{", "InvalidExecutionInput: ")]
    [InlineData("variables", "[]", "ValidationException: ")]
    [InlineData("variables", "{", "ValidationException: ")]
    [InlineData("roleArn", "nonsense", "InvalidArn: ")]
    [InlineData("stateName", "Nobody", "InvalidDefinition: ")]
    [InlineData("context", "{}", "ValidationException: ")]
    [InlineData("inspectionLevel", "ALL", "ValidationException: 1 validation error detected: ")]
    public async Task Other_fields_have_to_be_right_too(string field, string value, string refusal) =>
        Assert.StartsWith(refusal, await StateTest.Refusal(Pass, more: (field, value)), StringComparison.Ordinal);

    [Fact]
    public async Task Secrets_are_not_revealed_of_a_mock() => Assert.StartsWith(
        "ValidationException: ", await StateTest.Refusal(Invoke, """{"result":"{}"}""", ("revealSecrets", true)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"State":7}""", "State must be an object")]
    [InlineData("""{"Execution":{"StartTime":null}}""", "Execution.StartTime must be a string")]
    [InlineData("""{"Task":{"Token":"t"}}""", "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern")]
    public async Task A_context_object_has_to_be_one(string context, string problem) => Assert.Equal(
        $"ValidationException: Invalid Context object provided: {problem}",
        await StateTest.Refusal(Invoke, """{"result":"{}"}""", ("context", context)));

    [Fact]
    public async Task What_is_not_built_yet_is_refused_by_name() => Assert.Equal(
        "UnsupportedOperationException: TestState of a Map state with ResultWriter is not supported by this service.",
        await StateTest.Refusal(Reader.Replace("\"Type\":\"Map\"", "\"Type\":\"Map\",\"ResultWriter\":{\"WriterConfig\":{\"OutputType\":\"JSON\"}}", StringComparison.Ordinal), """{"result":"[]"}"""));

    private static (string, JsonAny) Configured(string name, JsonAny value) => ("stateConfiguration", JsonMap.Of((name, value)));
}
