using FunctionsAsl.Integrations;
using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>Models of Bedrock whose input and output are objects of a bucket.</summary>
public sealed class InvokeModelTests : IDisposable
{
    private const string Invoke = "arn:aws:states:::bedrock:invokeModel";

    private readonly DirectoryInfo _buckets = Directory.CreateTempSubdirectory("asl-bedrock-");

    public InvokeModelTests() => _buckets.CreateSubdirectory("b");

    public void Dispose() => _buckets.Delete(recursive: true);

    [Fact]
    public async Task A_model_is_given_an_object_and_gives_one()
    {
        await File.WriteAllTextAsync(PathOf("in.json"), """{"prompt": "Ä", "n": 1.50}""");
        var bedrock = new Services(200, """{"completion":"Ö"}""", ("Content-Type", "application/json"));
        JsonMap ended = await RunAsync(bedrock, """{"ModelId":"m","Input":{"S3Uri":"s3://b/in.json"},"Output":{"S3Uri":"s3://b/to/out.json"}}""");
        Assert.Equal(JsonAny.Parse("""{"prompt":"Ä","n":1.50}"""), JsonAny.Parse(bedrock.Body));
        Assert.Equal("application/json", bedrock.Headers["Content-Type"]);
        Assert.Equal("""{"completion":"Ö"}""", await File.ReadAllTextAsync(PathOf("to/out.json")));
        Assert.Equal("s3://b/to/out.json", Text(Output(ended), "Body"));
    }

    [Fact]
    public async Task What_is_no_JSON_is_given_and_kept_as_it_is()
    {
        await File.WriteAllTextAsync(PathOf("in"), "plain Ä");
        var bedrock = new Services(200, "answer Ö", ("Content-Type", "text/plain"));
        JsonMap ended = await RunAsync(
            bedrock, """{"ModelId":"m","ContentType":"text/plain","Input":{"S3Uri":"s3://b/in"},"Output":{"S3Uri":"s3://b/out"}}""");
        Assert.Equal(("SUCCEEDED", "plain Ä", "text/plain"), (Text(ended, "status"), bedrock.Body, bedrock.Headers["Content-Type"]));
        Assert.Equal("answer Ö", await File.ReadAllTextAsync(PathOf("out")));
    }

    [Theory]
    [InlineData("""{"ModelId":"m","Input":{"S3Uri":"s3://b/none"}}""", "S3.NoSuchKeyException", "The specified key does not exist.")]
    [InlineData("""{"ModelId":"m","Input":{"S3Uri":"s3://none/k"}}""", "S3.NoSuchBucketException", "The specified bucket does not exist")]
    [InlineData("""{"ModelId":"m","Input":{"S3Uri":"b/k"}}""", "States.Runtime", "[The value of the field 'Input' has an invalid format]")]
    [InlineData("""{"ModelId":"m","Input":{"S3Uri":"s3://b/../k"}}""", "S3.", "")]
    [InlineData("""{"ModelId":"m","Body":{},"Output":{"S3Uri":"s3://b"}}""", "States.Runtime", "[The value of the field 'Output' has an invalid format]")]
    [InlineData("""{"ModelId":"m","Body":{},"Input":{"S3Uri":"s3://b/k"}}""", "States.Runtime", "[Only one of the fields 'Input' and 'Body' can be used]")]
    [InlineData("""{"ModelId":"m","Inputs":{}}""", "States.Runtime", "[The field \"Inputs\" is not supported by Step Functions]")]
    public async Task What_cannot_be_is_refused_before_the_call(string arguments, string error, string cause)
    {
        var bedrock = new Services(200, "{}");
        JsonMap ended = await RunAsync(bedrock, arguments);
        Assert.StartsWith(error, Text(ended, "error"), StringComparison.Ordinal);
        Assert.Contains(cause, Text(ended, "cause"), StringComparison.Ordinal);
        Assert.Null(bedrock.Line);
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_fails_the_task()
    {
        JsonMap ended = await RunAsync(new Services(200, "{}"), """{"ModelId":"m","Body":{},"Output":{"S3Uri":"s3://none/out"}}""");
        Assert.Equal("S3.NoSuchBucketException", Text(ended, "error"));
    }

    private string PathOf(string key) => Path.Combine(_buckets.FullName, "b", key);

    private async Task<JsonMap> RunAsync(Services bedrock, string arguments)
    {
        using var http = new HttpClient(bedrock);
        await using var fixture = new TaskFixture(o => TaskIntegrations.AddTo(
            o, name => name switch { "AWS_ENDPOINT_URL" => "http://aws.test:4566", "ASL_BUCKETS" => _buckets.FullName, _ => null }, own: null, http));
        return await fixture.Run(Machine(Invoke, arguments));
    }
}
