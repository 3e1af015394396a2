using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.StateTests;

/// <summary>What TestState shows of a state's data flow. Recorded on AWS unless it says otherwise: ST test_state_mock names the cases.</summary>
public sealed class InspectionTests
{
    private const string Invoke = """ "Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"g"},"End":true """;
    private const string Error = """{"errorOutput":{"error":"Owned.Error","cause":"mock"}}""";
    private const string Child = """ "ItemProcessor":{"StartAt":"Child","States":{"Child":{"Type":"Pass","End":true}}},"End":true """;
    private const string Distributed = """
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Child","States":{"Child":{"Type":"Pass","End":true}}},
        "ItemSelector":{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"},"MaxConcurrency":2,"ToleratedFailureCount":1,"End":true
        """;

    [Fact]
    public async Task A_mock_goes_through_all_stages_of_a_task()
    {
        // mock-reveal-false
        JsonMap answer = await StateTest.Answer($"{{{Invoke}}}", """{"result":"{}"}""");
        Same("""
            {"inspectionData":{"afterInputPath":"{\"items\":[1,2,3]}","afterParameters":"{\"FunctionName\":\"g\"}","afterResultPath":"{}",
              "afterResultSelector":"{}","input":"{\"items\":[1,2,3]}","result":"{}"},"output":"{}","status":"SUCCEEDED"}
            """, answer);
    }

    [Fact]
    public async Task A_retrier_that_has_tried_before_waits_longer()
    {
        // mock-error-retry
        JsonMap answer = await StateTest.Answer(
            $$"""{{{Invoke}},"Retry":[{"ErrorEquals":["Owned.Error"],"IntervalSeconds":2,"MaxAttempts":3,"BackoffRate":2}]}""", Error,
            more: ("stateConfiguration", JsonMap.Of(("retrierRetryCount", 1))));
        Same("""
            {"cause":"mock","error":"Owned.Error","inspectionData":{"afterInputPath":"{\"items\":[1,2,3]}",
              "afterParameters":"{\"FunctionName\":\"g\"}","errorDetails":{"retryBackoffIntervalSeconds":4,"retryIndex":0},
              "input":"{\"items\":[1,2,3]}"},"status":"RETRIABLE"}
            """, answer);
    }

    [Theory]
    [InlineData(2, "RETRIABLE")]
    [InlineData(3, "FAILED")]
    [InlineData(2147483647, "FAILED")]
    public async Task Attempts_are_used_up(int retries, string status)
    {
        JsonMap answer = await StateTest.Answer(
            $$"""{{{Invoke}},"Retry":[{"ErrorEquals":["Owned.Error"],"MaxAttempts":3}]}""", Error,
            more: ("stateConfiguration", JsonMap.Of(("retrierRetryCount", retries))));
        Assert.Equal(status, Text(answer, "status"));
    }

    [Fact]
    public async Task A_catcher_shows_where_its_result_goes()
    {
        // mock-error-catch
        JsonMap answer = await StateTest.Answer(
            $$"""{{{Invoke}},"Catch":[{"ErrorEquals":["Owned.Error"],"ResultPath":"$.error","Next":"Caught"}]}""", Error);
        Same("""
            {"cause":"mock","error":"Owned.Error","inspectionData":{"afterInputPath":"{\"items\":[1,2,3]}",
              "afterParameters":"{\"FunctionName\":\"g\"}",
              "afterResultPath":"{\"items\":[1,2,3],\"error\":{\"Error\":\"Owned.Error\",\"Cause\":\"mock\"}}","errorDetails":{"catchIndex":0},
              "input":"{\"items\":[1,2,3]}"},"nextState":"Caught",
              "output":"{\"items\":[1,2,3],\"error\":{\"Error\":\"Owned.Error\",\"Cause\":\"mock\"}}","status":"CAUGHT_ERROR"}
            """, answer);
    }

    [Fact]
    public async Task A_map_shows_its_items_with_a_blank_between_them()
    {
        // mock-map-default
        JsonMap answer = await StateTest.Answer(
            $$$"""{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"},{{{Child}}}}""",
            """{"result":"[10,20,30]"}""");
        Same("""
            {"inspectionData":{"afterInputPath":"{\"items\":[1,2,3]}",
              "afterItemSelector":"[{\"v\":1,\"i\":0}, {\"v\":2,\"i\":1}, {\"v\":3,\"i\":2}]","afterItemsPath":"[1, 2, 3]",
              "afterResultPath":"[10,20,30]","afterResultSelector":"[10,20,30]","input":"{\"items\":[1,2,3]}","maxConcurrency":0},
              "output":"[10,20,30]","status":"SUCCEEDED"}
            """, answer);
    }

    [Fact]
    public async Task A_map_without_selector_shows_none_and_a_mocked_error_fails_it()
    {
        // map-no-selector-inspection, mock-map-error-source
        JsonMap answer = await StateTest.Answer(
            $$$"""{"Type":"Map","ItemsPath":"$.items",{{{Child}}}}""", Error,
            more: ("stateConfiguration", JsonMap.Of(("errorCausedByState", "Child"))));
        Same("""
            {"cause":"mock","error":"Owned.Error","inspectionData":{"afterInputPath":"{\"items\":[1,2,3]}","afterItemsPath":"[1, 2, 3]",
              "input":"{\"items\":[1,2,3]}","maxConcurrency":0},"status":"FAILED"}
            """, answer);
    }

    [Fact]
    public async Task Failures_past_the_threshold_fail_a_map_before_its_mock_is_looked_at()
    {
        // mock-map-failure-count, but for its ItemBatcher
        JsonMap answer = await StateTest.Answer(
            $$$"""{"Type":"Map","ItemsPath":"$.items",{{{Distributed}}}}""", """{"result":"[10]"}""",
            more: ("stateConfiguration", JsonMap.Of(("mapIterationFailureCount", 2))));
        Same("""
            {"cause":"The specified tolerated failure threshold was exceeded","error":"States.ExceedToleratedFailureThreshold",
              "inspectionData":{"afterInputPath":"{\"items\":[1,2,3]}",
              "afterItemSelector":"[{\"v\":1,\"i\":0}, {\"v\":2,\"i\":1}, {\"v\":3,\"i\":2}]","afterItemsPath":"[1, 2, 3]",
              "input":"{\"items\":[1,2,3]}","maxConcurrency":2,"toleratedFailureCount":1},"status":"FAILED"}
            """, answer);
    }

    [Fact]
    public async Task A_mock_has_a_result_for_each_batch()
    {
        const string Batched = """{"Type":"Map","ItemsPath":"$.items","ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"n":7}},""";
        JsonMap answer = await StateTest.Answer($$$"""{{{Batched}}}{{{Distributed}}}}""", """{"result":"[10,20]"}""");
        Assert.Equal(
            """[{"BatchInput":{"n":7},"Items":["{\"v\":1,\"i\":0}","{\"v\":2,\"i\":1}"]}, {"BatchInput":{"n":7},"Items":["{\"v\":3,\"i\":2}"]}]""",
            ((JsonString)((JsonMap)answer["inspectionData"]!)["afterItemBatcher"]!).Value);
        Assert.Equal("[10,20]", ((JsonString)answer["output"]!).Value);
        Assert.EndsWith(
            "Input array does not equal the mocked result array's size",
            await StateTest.Refusal($$$"""{{{Batched}}}{{{Distributed}}}}""", """{"result":"[10,20,30]"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_item_reader_read_comes_with_the_request()
    {
        // map-reader-success, but for its ItemBatcher
        JsonMap answer = await StateTest.Answer(
            $$$"""
            {"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON","ItemsPointer":"/items"},
              "Parameters":{"Bucket":"b","Key":"k"}},{{{Distributed}}}}
            """,
            """{"result":"[10,20]"}""",
            more: ("stateConfiguration", JsonMap.Of(("mapItemReaderData", """{"items":[4,5]}"""))));
        Same("""
            {"inspectionData":{"afterInputPath":"{\"items\":[1,2,3]}","afterItemSelector":"[{\"v\":4,\"i\":0}, {\"v\":5,\"i\":1}]",
              "afterItemsPointer":"[4,5]","afterResultPath":"[10,20]","afterResultSelector":"[10,20]","input":"{\"items\":[1,2,3]}",
              "maxConcurrency":2,"toleratedFailureCount":1},"output":"[10,20]","status":"SUCCEEDED"}
            """, answer);
    }

    [Fact]
    public async Task A_given_context_object_is_all_that_there_is()
    {
        // mock-context-partial
        JsonMap answer = await StateTest.Answer(
            """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"g","Payload.$":"$$"},"End":true}""",
            """{"result":"{}"}""", more: ("context", """{"State":{"Name":"Configured"}}"""));
        Assert.Equal(
            """{"FunctionName":"g","Payload":{"State":{"Name":"Configured"}}}""",
            JsonAny.Parse(Text((JsonMap)answer["inspectionData"]!, "afterParameters")).ToString());
    }

    [Fact]
    public async Task A_state_inside_a_map_is_called_as_all_are_and_knows_no_item()
    {
        // nested-task-default-context
        JsonMap answer = await StateTest.Answer(
            """
            {"StartAt":"Outer","States":{"Outer":{"Type":"Map","ItemProcessor":{"StartAt":"Child","States":{"Child":
              {"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"g","Payload.$":"$$"},"End":true}}},"End":true}}}
            """,
            """{"result":"{}"}""", more: ("stateName", "Child"));
        var parameters = (JsonMap)JsonAny.Parse(Text((JsonMap)answer["inspectionData"]!, "afterParameters"));
        var context = (JsonMap)parameters["Payload"]!;
        Assert.Equal(["Execution", "StateMachine", "State"], context.Select(static m => m.Key));
        Assert.Equal(["Id", "Input", "Name", "RoleArn", "StartTime"], ((JsonMap)context["Execution"]!).Select(static m => m.Key));
        Assert.Equal(JsonAny.Null, ((JsonMap)context["Execution"]!)["RoleArn"]);
        Assert.Equal("StateName", Text((JsonMap)context["State"]!, "Name"));
        Assert.Equal("0", ((JsonMap)context["State"]!)["RetryCount"]!.ToString());
    }

    [Fact]
    public async Task Variables_are_those_given_and_those_assigned()
    {
        // Not recorded: API/API_InspectionData.
        JsonMap answer = await StateTest.Answer(
            """{"Type":"Pass","QueryLanguage":"JSONata","Assign":{"b":"{% $a + 1 %}"},"Output":"{% $a %}","Next":"Other"}""",
            more: ("variables", """{"a":1,"c":[]}"""));
        Same("""
            {"inspectionData":{"input":"{\"items\":[1,2,3]}","variables":"{\"a\":1,\"b\":2,\"c\":[]}"},"nextState":"Other","output":"1",
              "status":"SUCCEEDED"}
            """, answer);
    }

    [Fact]
    public async Task The_choice_of_the_blog_post_is_shown()
    {
        // services/test_localstack_blogpost_scenario
        const string Machine = """
            {"QueryLanguage":"JSONata","StartAt":"Approval Required","States":{"Approval Required":{"Type":"Choice",
              "Choices":[{"Condition":"{% $states.input.cost < 10 %}","Next":"Purchase Approved"}],"Default":"Ask for Approval"},
              "Purchase Approved":{"Type":"Succeed"},"Ask for Approval":{"Type":"Task","Resource":"arn:aws:states:::apigateway:invoke",
              "Arguments":{"Method":"POST","RequestBody":{"cost":"{% $states.input.cost %}"}},"Output":{"approval":"{% $states.result.approval %}"},
              "Next":"Check Approval"},"Check Approval":{"Type":"Choice","Choices":[{"Next":"Purchase Approved","Condition":"{% $states.input.approval %}"}],
              "Default":"Not Approved"},"Not Approved":{"Type":"Fail"}}}
            """;
        Same("""{"inspectionData":{"input":"{\"cost\":9}"},"nextState":"Purchase Approved","output":"{\"cost\":9}","status":"SUCCEEDED"}""",
            await StateTest.Answer(Machine, input: """{"cost":9}""", more: ("stateName", "Approval Required")));
        Same("""
            {"inspectionData":{"afterArguments":"{\"Method\":\"POST\",\"RequestBody\":{\"cost\":10}}","input":"{\"cost\":10}",
              "result":"{\"approval\": true }"},"nextState":"Check Approval","output":"{\"approval\":true}","status":"SUCCEEDED"}
            """,
            await StateTest.Answer(
                Machine, """{"result":"{\"approval\": true }"}""", """{"cost":10}""", ("stateName", "Ask for Approval")));
    }

    [Fact]
    public async Task A_stage_that_is_larger_than_any_payload_is_left_out()
    {
        // Ours: it may be too large for memory, as each item here is.
        string large = new('x', 200_000);
        JsonMap answer = await StateTest.Answer(
            $$$"""{"Type":"Map","ItemsPath":"$.items","ItemSelector":{"all.$":"$"},{{{Child}}}}""",
            """{"result":"[1,2,3]"}""", $$"""{"items":[1,2,3],"large":"{{large}}"}""");
        Assert.Equal("SUCCEEDED", Text(answer, "status"));
        Assert.False(((JsonMap)answer["inspectionData"]!).Contains("afterItemSelector"));
    }

    private static void Same(string expected, JsonMap actual) => Assert.Equal(JsonAny.Parse(expected).ToString(), actual.ToString());

    private static string Text(JsonMap members, string name) => ((JsonString)members[name]!).Value;
}
