using FunctionsAsl.Integrations;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Tasks;

/// <summary>What answers for a service where a test case does not name the state, and what a mocked call is given.</summary>
public sealed class MockDefaultTests : IDisposable
{
    private const string Queue = "arn:aws:states:::sqs:sendMessage";
    private const string Message = """{"QueueUrl":"q","MessageBody":"m"}""";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(Queue, Message, """{"sqs:sendMessage":"R"}""")]
    [InlineData(Queue, Message, """{"sqs:*":"Other","sqs:sendMessage":"R"}""")]
    [InlineData(Queue, Message, """{"sqs:*":"R"}""")]
    [InlineData(Queue, Message, """{"arn:aws:states:::sqs:sendMessage":"R","sqs:sendMessage":"Other"}""")]
    [InlineData(Queue + ".waitForTaskToken", """{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}""", """{"sqs:sendMessage":"R"}""")]
    [InlineData(Queue + ".waitForTaskToken", """{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}""", """{"sqs:sendMessage.waitForTaskToken":"R","sqs:sendMessage":"Other"}""")]
    [InlineData("arn:aws:states:::aws-sdk:s3:getObject", """{"Bucket":"b","Key":"k"}""", """{"aws-sdk:s3:*":"R"}""")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f", "{}", """{"lambda:invoke":"R"}""")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:f", "{}", """{"arn:aws:lambda:us-east-1:123456789012:function:f":"R","lambda:*":"Other"}""")]
    [InlineData("arn:aws:states:us-east-1:123456789012:activity:a", "{}", """{"arn:aws:states:us-east-1:123456789012:activity:a":"R"}""")]
    public async Task A_default_answers_for_what_the_test_case_does_not_name(string resource, string parameters, string defaults)
    {
        await using TaskFixture fixture = With(defaults, "{}");
        JsonMap ended = await Run(fixture, resource, parameters);
        Assert.Equal("\"default\"", Output(ended).ToString());
    }

    [Fact]
    public async Task The_test_case_comes_first()
    {
        await using TaskFixture fixture = With("""{"sqs:*":"R"}""", """{"T":"Other"}""");
        Assert.Equal("\"other\"", Output(await Run(fixture, Queue, Message)).ToString());
    }

    [Fact]
    public async Task A_start_without_a_test_case_is_not_mocked()
    {
        await using TaskFixture fixture = With("""{"sqs:*":"R"}""", "{}");
        await fixture.Create("m", Machine(Queue, Message));
        Assert.Contains("has no endpoint", Text(await fixture.End(await fixture.Start("m")), "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Queue, """{"QueueUrl":"q","messageBody":"m"}""", "The field \"messageBody\" is not supported by Step Functions")]
    [InlineData(Queue, """{"QueueUrl":"q"}""", "The field 'MessageBody' is required but was missing")]
    [InlineData("arn:aws:states:::aws-sdk:s3:getObject", """{"Bucket":"b"}""", "The field 'Key' is required but was missing")]
    [InlineData("arn:aws:states:::aws-sdk:sfn:listExecutions", """{"MaxResults":"many"}""", "The value of the field 'MaxResults' has an invalid format")]
    [InlineData("arn:aws:states:::lambda:invoke", """{"FunctionName":"f","payload":1}""", "The field \"payload\" is not supported by Step Functions")]
    [InlineData("arn:aws:states:::states:startExecution.sync", """{"Input":{}}""", "The field 'StateMachineArn' is required but was missing")]
    [InlineData("arn:aws:states:::http:invoke", """{"ApiEndpoint":"https://a.test"}""", "The field 'Method' is required but was missing")]
    public async Task What_a_mocked_call_is_given_has_to_be_right(string resource, string parameters, string problem)
    {
        await using TaskFixture fixture = With("{}", """{"T":"Other"}""");
        JsonMap ended = await Run(fixture, resource, parameters);
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.EndsWith($"could not be used to start the Task: [{problem}]", Text(ended, "cause"), StringComparison.Ordinal);
    }

    private static async Task<JsonMap> Run(TaskFixture fixture, string resource, string parameters)
    {
        await fixture.Create("m", Machine(resource, parameters));
        return await fixture.End(await fixture.Start("m#C"));
    }

    private TaskFixture With(string defaults, string states)
    {
        File.WriteAllText(
            _path,
            """{"StateMachines":{"m":{"TestCases":{"C":""" + states + """}}},"Defaults":""" + defaults
            + ""","MockedResponses":{"R":{"0":{"Return":"default"}},"Other":{"0":{"Return":"other"}}}}""");
        return new TaskFixture(o => TaskIntegrations.AddTo(o.With(MockFile.Open(_path)), static _ => null, null, new HttpClient()));
    }
}
