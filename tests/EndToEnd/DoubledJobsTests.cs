using System.Diagnostics;
using FunctionsAsl.Json;
using FunctionsAsl.Support.EventStreams;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>
/// Tasks of the services that moto does not have, or answers for otherwise than AWS, in <c>asl run</c> against a double: what is sent is
/// compared, and what the task comes to.
/// </summary>
[Collection(Lane.Waiting)]
public sealed class DoubledJobsTests
{
    private const string Host = "abc.execute-api.us-east-1.amazonaws.com";
    private const string ModelJob = "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.titan/a1b2c3d4e5f6";
    private const string ModelJobPath = "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Amodel-customization-job%2Famazon.titan%2Fa1b2c3d4e5f6";

    private static readonly Dictionary<string, Job> Jobs = new(StringComparer.Ordinal)
    {
        ["batch:submitJob"] = new(
            """{"JobName":"n","JobQueue":"q","JobDefinition":"d:1","ContainerOverrides":{"Environment":[{"Name":"A","Value":"1"}]}}""",
            """POST /v1/submitjob batch application/json {"jobName":"n","jobQueue":"q","jobDefinition":"d:1","containerOverrides":{"environment":[{"name":"A","value":"1"}]}}""",
            """{"jobArn":"arn","jobName":"n","jobId":"i"}""",
            """POST /v1/describejobs batch application/json {"jobs":["i"]}""",
            """{"jobs":[{"jobId":"i","jobName":"n","status":"STATUS","createdAt":1700000000000,"container":{"exitCode":0}}]}""",
            "RUNNING",
            "SUCCEEDED",
            """{"JobId":"i","JobName":"n","Status":"SUCCEEDED","CreatedAt":1700000000000,"Container":{"ExitCode":0}}"""),
        ["databrew:startJobRun"] = new(
            """{"Name":"a job"}""",
            "POST /jobs/a%20job/startJobRun databrew",
            """{"RunId":"db_1"}""",
            "GET /jobs/a%20job/jobRun/db_1 databrew",
            """{"JobName":"a job","RunId":"db_1","State":"STATUS","StartedOn":1700000000.25}""",
            "RUNNING",
            "SUCCEEDED",
            """{"JobName":"a job","RunId":"db_1","State":"SUCCEEDED","StartedOn":1700000000250}"""),
        ["mediaconvert:createJob"] = new(
            """{"Role":"r","Settings":{"Inputs":[{"FileInput":"s3://b/k"}]}}""",
            """POST /2017-08-29/jobs mediaconvert application/json {"role":"r","settings":{"inputs":[{"fileInput":"s3://b/k"}]},"clientRequestToken":"TOKEN"}""",
            """{"job":{"id":"17-a","status":"SUBMITTED"}}""",
            "GET /2017-08-29/jobs/17-a mediaconvert",
            """{"job":{"id":"17-a","status":"STATUS","createdAt":1700000000}}""",
            "PROGRESSING",
            "COMPLETE",
            """{"Job":{"Id":"17-a","Status":"COMPLETE","CreatedAt":1700000000000}}""",
            "ERROR"),
        ["bedrock:createModelCustomizationJob"] = new(
            """
            {"JobName":"j","CustomModelName":"m","RoleArn":"r","BaseModelIdentifier":"amazon.titan","TrainingDataConfig":{"S3Uri":"s3://b/t"},
             "OutputDataConfig":{"S3Uri":"s3://b/o"},"HyperParameters":{"epochCount":"2"}}
            """,
            """POST /model-customization-jobs bedrock application/json {"jobName":"j","customModelName":"m","roleArn":"r","baseModelIdentifier":"amazon.titan","trainingDataConfig":{"s3Uri":"s3://b/t"},"outputDataConfig":{"s3Uri":"s3://b/o"},"hyperParameters":{"epochCount":"2"},"clientRequestToken":"TOKEN"}""",
            $$"""{"jobArn":"{{ModelJob}}"}""",
            $"GET /model-customization-jobs/{ModelJobPath} bedrock",
            $$$"""{"jobArn":"{{{ModelJob}}}","status":"STATUS","creationTime":"2026-11-01T12:00:00Z","hyperParameters":{"epochCount":"2"}}""",
            "InProgress",
            "Completed",
            $$$"""{"JobArn":"{{{ModelJob}}}","Status":"Completed","CreationTime":1793534400000,"HyperParameters":{"epochCount":"2"}}""",
            "Failed"),
        ["emr-containers:startJobRun"] = new(
            """
            {"VirtualClusterId":"v1","Name":"n","ExecutionRoleArn":"arn:aws:iam::123456789012:role/r","ReleaseLabel":"emr-6.2.0-latest",
             "JobDriver":{"SparkSubmitJobDriver":{"EntryPoint":"s3://b/p.py","EntryPointArguments":["a"]}}}
            """,
            """POST /virtualclusters/v1/jobruns emr-containers application/json {"name":"n","executionRoleArn":"arn:aws:iam::123456789012:role/r","releaseLabel":"emr-6.2.0-latest","jobDriver":{"sparkSubmitJobDriver":{"entryPoint":"s3://b/p.py","entryPointArguments":["a"]}},"clientToken":"TOKEN"}""",
            """{"id":"r1","name":"n","virtualClusterId":"v1"}""",
            "GET /virtualclusters/v1/jobruns/r1 emr-containers",
            """{"jobRun":{"id":"r1","state":"STATUS","createdAt":"2026-11-01T12:00:00Z"}}""",
            "RUNNING",
            "COMPLETED",
            """{"JobRun":{"Id":"r1","State":"COMPLETED","CreatedAt":1793534400000}}"""),
    };

    private static readonly Dictionary<string, Call> Calls = new(StringComparer.Ordinal)
    {
        ["bedrock:invokeModel"] = new(
            """{"ModelId":"anthropic.claude-v2:1","ContentType":"application/json","Accept":"*/*","Body":{"prompt":"Ä","max_tokens":5}}""",
            """POST /model/anthropic.claude-v2%3A1/invoke bedrock application/json {"prompt":"Ä","max_tokens":5}""",
            """{"completion":"Ö"}""",
            """{"Body":{"completion":"Ö"},"ContentType":"application/json"}""",
            """{"__type":"ValidationException","message":"no such model"}""",
            "Bedrock.ValidationException"),
        ["apigateway:invoke"] = new(
            $$"""
            {"ApiEndpoint":"{{Host}}","Method":"PUT","Stage":"prod","Path":"/orders/a b","QueryParameters":{"z":["2"],"a":["x&y"]},
             "RequestBody":{"n":1},"AuthType":"IAM_ROLE"}
            """,
            """PUT /prod/orders/a%20b?z=2&a=x%26y execute-api application/json {"n":1}""",
            """{"id":7}""",
            """{"Body":{"id":7},"Status":200}""",
            """{"message":"bad"}""",
            "ApiGateway.400"),
    };

    public static TheoryData<string, bool> JobCases => Cases(Jobs.Keys);

    public static TheoryData<string, bool> CallCases => Cases(Calls.Keys);

    [Theory]
    [MemberData(nameof(JobCases))]
    public async Task A_workflow_waits_for_a_job(string integration, bool succeeds)
    {
        Job job = Jobs[integration];
        await using ServiceDouble aws = await ServiceDouble.StartAsync();
        aws.With(Target(job.Start), (200, job.Started)).With(
            Target(job.Look), (200, job.Describe(job.Going)), (200, job.Describe(succeeds ? job.Done : job.Failed)));
        Outcome outcome = await RunAsync(aws, $"{integration}.sync", job.Arguments, "");

        Assert.True(outcome.Code == (succeeds ? 0 : 1), outcome.ToString());
        Assert.Equal([job.Start, job.Look, job.Look], aws.Calls);
        if (succeeds)
        {
            Assert.Equal(JsonAny.Parse(job.Result), JsonAny.Parse(outcome.Output));
        }
        else
        {
            Assert.Contains("States.TaskFailed", outcome.Errors, StringComparison.Ordinal);
            Assert.Contains(job.Failed, outcome.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(CallCases))]
    public async Task A_workflow_calls(string integration, bool succeeds)
    {
        Call call = Calls[integration];
        await using ServiceDouble aws = await ServiceDouble.StartAsync();
        aws.With(Target(call.Sent), succeeds ? (200, call.Answer) : (400, call.Refusal));
        string selector = integration == "apigateway:invoke" ? "\"ResultSelector\":{\"Body.$\":\"$.ResponseBody\",\"Status.$\":\"$.StatusCode\"}," : "";
        Outcome outcome = await RunAsync(aws, integration, call.Arguments, selector);

        Assert.True(outcome.Code == (succeeds ? 0 : 1), outcome.ToString());
        Assert.Equal([call.Sent], aws.Calls);
        if (succeeds)
        {
            Assert.Equal(JsonAny.Parse(call.Result), JsonAny.Parse(outcome.Output));
        }
        else
        {
            Assert.Contains(call.Error, outcome.Errors, StringComparison.Ordinal);
        }
    }

    /// <summary>An agent of Bedrock AgentCore, which answers with a stream of events.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_workflow_asks_an_agent(bool succeeds)
    {
        const string Arguments =
            """
            {"HarnessArn":"arn:aws:bedrock-agentcore:us-east-1:123456789012:harness/h-0123456789","RuntimeSessionId":"a-session-of-more-than-32-characters",
             "Messages":[{"Role":"user","Content":[{"Text":"Ä?"}]}],"Model":{"BedrockModelConfig":{"ModelId":"m","Temperature":0.7}}}
            """;
        const string Sent =
            """POST /harnesses/invoke?harnessArn=arn%3Aaws%3Abedrock-agentcore%3Aus-east-1%3A123456789012%3Aharness%2Fh-0123456789 bedrock-agentcore application/json {"messages":[{"role":"user","content":[{"text":"Ä?"}]}],"model":{"bedrockModelConfig":{"modelId":"m","temperature":0.7}}}""";
        await using ServiceDouble aws = await ServiceDouble.StartAsync();
        aws.WithEvents(
            Target(Sent),
            EventFrames.Event("messageStart", """{"role":"assistant"}"""),
            EventFrames.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Ö"}}"""),
            EventFrames.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"!"}}"""),
            succeeds ? EventFrames.Event("messageStop", """{"stopReason":"end_turn"}""") : EventFrames.Exception("internalServerException", """{"message":"oh"}"""),
            EventFrames.Event("metadata", """{"usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5},"metrics":{"latencyMs":7}}"""));
        Outcome outcome = await RunAsync(aws, "bedrockagentcore:invokeHarness", Arguments, "");

        Assert.True(outcome.Code == (succeeds ? 0 : 1), outcome.ToString());
        Assert.Equal([Sent], aws.Calls);
        if (succeeds)
        {
            Assert.Equal(
                JsonAny.Parse(
                    """
                    {"Output":{"Message":{"Role":"assistant","Content":[{"Text":"Ö!"}]}},"StopReason":"end_turn",
                     "Usage":{"InputTokens":3,"OutputTokens":2,"TotalTokens":5},"Metrics":{"LatencyMs":7}}
                    """),
                JsonAny.Parse(outcome.Output));
        }
        else
        {
            Assert.Contains("BedrockAgentCore.InternalServerException", outcome.Errors, StringComparison.Ordinal);
        }
    }

    private static TheoryData<string, bool> Cases(IEnumerable<string> integrations)
    {
        var cases = new TheoryData<string, bool>();
        foreach (string integration in integrations)
        {
            cases.Add(integration, true);
            cases.Add(integration, false);
        }

        return cases;
    }

    /// <summary>Method and target of a call.</summary>
    private static string Target(string call) => string.Join(' ', call.Split(' ', 3)[..2]);

    private static async Task<Outcome> RunAsync(ServiceDouble aws, string integration, string arguments, string more)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("asl-jobs-").FullName, "job.asl.json");
        await File.WriteAllTextAsync(file, $$$$"""
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::{{{{integration}}}}","Parameters":{{{{arguments}}}},{{{{more}}}}"End":true}}}
            """);
        ProcessStartInfo start = Asl.StartInfo("run", file);
        start.Environment["AWS_ENDPOINT_URL"] = aws.Address;
        Outcome outcome = await Tool.RunAsync(start);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        return outcome;
    }

    /// <summary>A job: what the task asks for, what is sent for it and answered, and what the task comes to.</summary>
    /// <param name="Described">What tells how it goes, with <c>STATUS</c> for its status.</param>
    private sealed record Job(
        string Arguments, string Start, string Started, string Look, string Described, string Going, string Done, string Result, string Failed = "FAILED")
    {
        public string Describe(string status) => Described.Replace("STATUS", status, StringComparison.Ordinal);
    }

    /// <summary>A call: what the task asks for, what is sent for it and answered, and what the task comes to.</summary>
    private sealed record Call(string Arguments, string Sent, string Answer, string Result, string Refusal, string Error);
}
