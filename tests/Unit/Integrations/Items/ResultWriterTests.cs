using System.Text;
using FunctionsAsl.Integrations.Items;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks.Items;
using Xunit;

namespace FunctionsAsl.Unit.Integrations.Items;

public sealed class ResultWriterTests : IDisposable
{
    private const string Machine = "arn:aws:states:us-west-2:000000000000:stateMachine:m/LifeMap";
    private const string Run = "arn:aws:states:us-west-2:000000000000:mapRun:m/LifeMap:40663f35-9f21-4f5e-b92f-f450de2d9415";
    private const string Folder = "results/cancel/40663f35-9f21-4f5e-b92f-f450de2d9415/";

    private static readonly ResultTarget Target = new(Buckets.Name, "results/cancel", Run);

    private readonly Buckets _buckets = new();

    public void Dispose() => _buckets.Dispose();

    // ST distributed_map (cancel_pending), but for names and inputs.
    [Fact]
    public async Task Results_are_written_as_AWS_writes_them()
    {
        ResultWriterDetails details = await Write(
            Target,
            ChildResult.NotStarted(JsonAny.Parse("""{"index":2}""")),
            Child("FAILED", "5f894d35", 0) with
            {
                Error = "OwnedItemFailure",
                Cause = "intentional \"bounded\" native observation",
                RedriveStatus = "REDRIVABLE_BY_MAP_RUN",
                StartDate = DateTimeOffset.Parse("2026-09-24T00:58:19.314+02:00", System.Globalization.CultureInfo.InvariantCulture),
                StopDate = DateTimeOffset.Parse("2026-09-23T22:58:44.4Z", System.Globalization.CultureInfo.InvariantCulture),
            },
            Succeeded("db835b4b", """{"item":"a\nb\u0001"}"""),
            ChildResult.NotStarted(JsonAny.Parse("""{"index":3}""")));
        Assert.Equal(
            """[{"Cause":"intentional \"bounded\" native observation","Error":"OwnedItemFailure","ExecutionArn":"arn:5f894d35","Input":"{\"index\":0}","InputDetails":{"Included":true},"Name":"5f894d35","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN","StartDate":"2026-09-23T22:58:19.314Z","StateMachineArn":"arn:aws:states:us-west-2:000000000000:stateMachine:m/LifeMap","Status":"FAILED","StopDate":"2026-09-23T22:58:44.400Z"}]""",
            _buckets.Get(Folder + "FAILED_0.json"));
        Assert.Equal(
            """[{"Input":"{\"index\":2}","InputDetails":{"Included":true},"Status":"PENDING"},{"Input":"{\"index\":3}","InputDetails":{"Included":true},"Status":"PENDING"}]""",
            _buckets.Get(Folder + "PENDING_0.json"));
        Assert.Equal(
            """[{"ExecutionArn":"arn:db835b4b","Input":"{\"index\":1}","InputDetails":{"Included":true},"Name":"db835b4b","Output":"{\"item\":\"a\\nb\\u0001\"}","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StateMachineArn":"arn:aws:states:us-west-2:000000000000:stateMachine:m/LifeMap","Status":"SUCCEEDED"}]""",
            _buckets.Get(Folder + "SUCCEEDED_0.json"));
        Assert.Equal($$"""{"Bucket":"bucket","Key":"{{Folder}}manifest.json"}""", details.ToJson().ToString());
        Assert.Equal(
            $$$"""{"DestinationBucket":"bucket","MapRunArn":"{{{Run}}}","ResultFiles":{"FAILED":[{"Key":"{{{Folder}}}FAILED_0.json","Size":{{{Size("FAILED_0.json")}}}}],"PENDING":[{"Key":"{{{Folder}}}PENDING_0.json","Size":{{{Size("PENDING_0.json")}}}}],"SUCCEEDED":[{"Key":"{{{Folder}}}SUCCEEDED_0.json","Size":{{{Size("SUCCEEDED_0.json")}}}}]}}""",
            _buckets.Get(Folder + "manifest.json"));
    }

    [Theory]
    [InlineData("NONE", "JSON")]
    [InlineData("NONE", "JSONL")]
    [InlineData("COMPACT", "JSONL")]
    [InlineData("FLATTEN", "JSON")]
    public async Task A_text_is_written_as_the_value_is(string transformation, string type)
    {
        const string Output = """[{"a":"x\"\\y"},[1,2.50],"é😀\t"]""";
        ResultTarget target = Of(transformation, type);
        string file = Folder + "SUCCEEDED_0." + (type == "JSON" ? "json" : "jsonl");
        await Write(target, Succeeded("x", Output));
        string ofValue = _buckets.Get(file);
        await Write(target, Succeeded("x", Output) with { Output = ChildText.Of(Encoding.UTF8.GetBytes(Output)) });
        Assert.Equal(ofValue, _buckets.Get(file));
    }

    // ST distributed_map (jsonata_flatten): lines end, and the last does, too; the files are named so.
    [Theory]
    [InlineData("COMPACT", "JSON", "SUCCEEDED_0.json", """[[10,{"copy":10}],{"b":1},[]]""")]
    [InlineData("COMPACT", "JSONL", "SUCCEEDED_0.jsonl", "[10,{\"copy\":10}]\n{\"b\":1}\n[]\n")]
    [InlineData("FLATTEN", "JSON", "SUCCEEDED_0.json", """[10,{"copy":10},{"b":1}]""")]
    [InlineData("FLATTEN", "JSONL", "SUCCEEDED_0.jsonl", "10\n{\"copy\":10}\n{\"b\":1}\n")]
    public async Task Outputs_are_written_without_what_is_around_them(string transformation, string type, string file, string text)
    {
        await Write(
            Of(transformation, type),
            Succeeded("a", """[10,{"copy":10}]"""),
            Succeeded("b", "{}") with { Output = ChildText.Of(JsonAny.ParseVerbatim("{\n  \"b\": 1\n}")) },
            Succeeded("c", "[]") with { Output = ChildText.Of("[\n]"u8.ToArray()) },
            Child("FAILED", "d", 1) with { Error = "E" });
        Assert.Equal(text, _buckets.Get(Folder + file));

        // All of what failed, whatever is to be made of outputs.
        Assert.Contains("\"Error\":\"E\"", _buckets.Get(Folder + (type == "JSON" ? "FAILED_0.json" : "FAILED_0.jsonl")), StringComparison.Ordinal);
        Assert.False(_buckets.Has(Folder + "PENDING_0.json"));
    }

    [Theory]
    [InlineData("JSON", 13, "[\"aaaa\",\"bb\"] [\"cccccccccccccc\"] [\"d\"]")]
    [InlineData("JSONL", 14, "\"aaaa\"\n\"bb\"\n \"cccccccccccccc\"\n \"d\"\n")]
    [InlineData("JSON", 12, "[\"aaaa\"] [\"bb\"] [\"cccccccccccccc\"] [\"d\"]")]
    public async Task A_new_file_begins_where_one_is_full(string type, long limit, string files)
    {
        await Write(
            Of("COMPACT", type) with { FileLimit = limit },
            [.. new[] { "aaaa", "bb", "cccccccccccccc", "d" }.Select(static t => Succeeded(t, $"\"{t}\""))]);
        var manifest = (JsonMap)JsonAny.Parse(_buckets.Get(Folder + "manifest.json"));
        var succeeded = (JsonList)((JsonMap)manifest["ResultFiles"]!)["SUCCEEDED"]!;
        Assert.Equal(
            files,
            string.Join(' ', succeeded.Cast<JsonMap>().Select((file, i) =>
            {
                string key = ((JsonString)file["Key"]!).Value;
                Assert.EndsWith($"SUCCEEDED_{i}.{(type == "JSON" ? "json" : "jsonl")}", key, StringComparison.Ordinal);
                string text = _buckets.Get(key);
                Assert.Equal(text.Length, ((JsonNumber)file["Size"]!).AsDouble);
                return text;
            })));
    }

    // ST redrive_map (standard:terminal-exports)
    [Fact]
    public async Task A_redrive_keeps_what_succeeded_before()
    {
        await Write(Target, Succeeded("a", "1"), Child("FAILED", "b", 1), ChildResult.NotStarted(JsonAny.Null));
        string before = _buckets.Get(Folder + "SUCCEEDED_0.json");

        // The first redrive breaks off, and leaves what it began with.
        var writer = new ResultWriter(_buckets.All);
        await writer.TestAsync(Target with { Redrive = 1 }, default);
        await using (IResultFiles files = await writer.OpenAsync(Target with { Redrive = 1 }, default))
        {
            await files.AddAsync(Succeeded("b", "2"), default);
        }

        ResultWriterDetails details = await Write(Target with { Redrive = 2 }, Succeeded("b", "2"), Succeeded("c", "3"));
        Assert.Equal(Folder + "Redrive-2/manifest.json", details.Key);
        Assert.Equal(before, _buckets.Get(Folder + "SUCCEEDED_0.json"));
        Assert.Equal(
            $$$"""{"FAILED":[],"PENDING":[],"SUCCEEDED":[{"Key":"{{{Folder}}}SUCCEEDED_0.json","Size":{{{Size("SUCCEEDED_0.json")}}}},{"Key":"{{{Folder}}}Redrive-2/SUCCEEDED_0.json","Size":{{{Size("Redrive-2/SUCCEEDED_0.json")}}}}]}""",
            ((JsonMap)JsonAny.Parse(_buckets.Get(Folder + "Redrive-2/manifest.json")))["ResultFiles"]!.ToString());
    }

    [Fact]
    public async Task A_redrive_without_a_manifest_before_it_keeps_nothing()
    {
        await Write(Target with { Redrive = 3 }, Succeeded("a", "1"));
        Assert.Contains($"\"SUCCEEDED\":[{{\"Key\":\"{Folder}Redrive-3/SUCCEEDED_0.json\"", _buckets.Get(Folder + "Redrive-3/manifest.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "40663f35-9f21-4f5e-b92f-f450de2d9415/manifest.json")]
    [InlineData("a/", "a/40663f35-9f21-4f5e-b92f-f450de2d9415/manifest.json")]
    public async Task The_prefix_may_be_empty_or_end_with_a_slash(string prefix, string key)
    {
        Assert.Equal(key, (await Write(Target with { Prefix = prefix })).Key);
        Assert.Contains("""{"FAILED":[],"PENDING":[],"SUCCEEDED":[]}""", _buckets.Get(key), StringComparison.Ordinal);
    }

    // ST redrive_map (start-denied)
    [Fact]
    public async Task That_the_bucket_cannot_be_written_comes_out_first()
    {
        ResultTarget target = Target with { Bucket = "none" };
        ResultWriterException e = await Assert.ThrowsAsync<ResultWriterException>(async () => await new ResultWriter(_buckets.All).TestAsync(target, default));
        Assert.Equal(
            "Failed to write a test manifest into the specified output bucket. The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: null; Proxy: null)",
            e.Message);
        e = await Assert.ThrowsAsync<ResultWriterException>(() => Write(target, Succeeded("a", "1")));
        Assert.StartsWith("The specified bucket does not exist", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_complete_leaves_no_manifest()
    {
        await using (IResultFiles files = await new ResultWriter(_buckets.All).OpenAsync(Target, default))
        {
            await files.AddAsync(Succeeded("a", "1"), default);
        }

        Assert.Equal("[]", await _buckets.List("""{"Bucket":"bucket"}"""));
    }

    [Theory]
    [InlineData("""{"Resource":"arn:aws:states:::s3:putObject","Arguments":{"Bucket":"b","Prefix":"p"}}""", "b p None Json 2")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"},"WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSONL"}}""", "b  Flatten JsonLines 2")]
    [InlineData("""{"Resource":"arn:aws-us-gov:states:us-gov-west-1:1:s3:putObject","Parameters":{"Bucket":"b"}}""", "b  None Json 2")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b"}}""", "The ResultWriter resource 'arn:aws:states:::s3:getObject' is not supported")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:putObject","Parameters":{}}""", "The ResultWriter has no Bucket")]
    [InlineData("""{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"},"WriterConfig":{"OutputType":"XML"}}""", "The value 'XML' of the field 'OutputType' is not supported")]
    public void A_definition_says_where_results_go(string writer, string expected)
    {
        string read;
        try
        {
            ResultTarget target = ResultTarget.Of((JsonMap)JsonAny.Parse(writer), Run, redrive: 2);
            read = $"{target.Bucket} {target.Prefix} {target.Config.Transformation} {target.Config.OutputType} {target.Redrive}";
        }
        catch (ResultWriterException e)
        {
            read = e.Message;
        }

        Assert.Equal(expected, read);
    }

    private static ResultTarget Of(string transformation, string type) => Target with
    {
        Config = WriterConfig.Of(JsonMap.Of(("Transformation", transformation), ("OutputType", type)), WriterConfig.Export),
    };

    private static ChildResult Child(string status, string name, int index) => new(status, JsonAny.Parse($$"""{"index":{{index}}}"""))
    {
        ExecutionArn = "arn:" + name,
        Name = name,
        StateMachineArn = Machine,
        RedriveCount = 0,
    };

    private static ChildResult Succeeded(string name, string output) => Child(ChildResult.Succeeded, name, 1) with
    {
        Output = JsonAny.Parse(output),
        RedriveStatus = "NOT_REDRIVABLE",
        RedriveStatusReason = "Execution is SUCCEEDED and cannot be redriven",
    };

    private long Size(string file) => new FileInfo(_buckets.PathOf(Folder + file)).Length;

    private async Task<ResultWriterDetails> Write(ResultTarget target, params ChildResult[] children)
    {
        await using IResultFiles files = await new ResultWriter(_buckets.All).OpenAsync(target, default);
        foreach (ChildResult child in children)
        {
            await files.AddAsync(child, default);
        }

        return await files.CompleteAsync(default);
    }
}
