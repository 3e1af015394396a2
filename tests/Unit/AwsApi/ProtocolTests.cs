using System.Text;
using FunctionsAsl.AwsApi;
using FunctionsAsl.AwsApi.Botocore;
using FunctionsAsl.AwsApi.Protocols;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.Unit.AwsApi;

/// <summary>Rows of the protocols that surprise. tests/Conformance compares every operation with botocore.</summary>
public sealed class ProtocolTests
{
    private static readonly Dictionary<string, string> NoHeaders = new(StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("a/b c", "/bucket/a/b%20c")]
    [InlineData("../x+y", "/bucket/../x%2By")]
    [InlineData("//x", "/bucket///x")]
    public void A_greedy_label_keeps_its_slashes(string key, string path) =>
        Assert.Equal(path, Write("s3", "GetObject", $$"""{"Bucket":"bucket","Key":"{{key}}"}""").Path);

    [Fact]
    public void A_label_escapes_its_slashes() =>
        Assert.Equal("/2015-03-31/functions/a%2Fb/invocations", Write("lambda", "Invoke", """{"FunctionName":"a/b"}""").Path);

    [Theory]
    [InlineData("""{"Bucket":"b"}""")]
    [InlineData("""{"Bucket":"b","Key":""}""")]
    [InlineData("""{"Bucket":"b","Key":null}""")]
    public void The_path_is_never_incomplete(string arguments) =>
        Assert.Contains("Key", Assert.Throws<AwsFormatException>(() => Write("s3", "GetObject", arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_query_of_the_model_goes_before_that_of_the_members() =>
        Assert.Equal("uploads&prefix=a%26b", Write("s3", "ListMultipartUploads", """{"Bucket":"b","Prefix":"a&b"}""").Query);

    // Smithy, httpQueryParams: "the member bound by its name takes precedence".
    [Theory]
    [InlineData("""{"id":"i","type":"t","parameters":{"type":["other"],"n":["1","2"]}}""", "type=t&n=1&n=2")]
    [InlineData("""{"id":"i","parameters":{"type":["other"]}}""", "type=other")]
    public void A_map_of_a_query_leaves_the_names_of_members_alone(string arguments, string query)
    {
        ServiceModel model = MadeUp();
        Assert.Equal(query, Protocol.Of(model).Write(model, model.Find("Get")!, (JsonMap)JsonAny.Parse(arguments)).Query);
    }

    [Fact]
    public void XML_says_that_it_is() => Assert.Equal(
        "application/xml",
        Write("s3", "PutBucketTagging", """{"Bucket":"b","Tagging":{"TagSet":[{"Key":"k","Value":"v"}]}}""").Headers["Content-Type"]);

    [Fact]
    public void A_map_of_headers_has_the_prefix_of_its_member() =>
        Assert.Equal("v", Write("s3", "PutObject", """{"Bucket":"b","Key":"k","Metadata":{"n":"v"}}""").Headers["x-amz-meta-n"]);

    [Theory]
    [InlineData("""{"Bucket":"b","Key":"k","ContentType":"a\r\nx: y"}""")]
    [InlineData("""{"Bucket":"b","Key":"k","Metadata":{"n":"a\nb"}}""")]
    [InlineData("""{"Bucket":"b","Key":"k","Metadata":{"n: v\r\nx":"y"}}""")]
    public void No_value_ends_its_header(string arguments) => Assert.Throws<AwsFormatException>(() => Write("s3", "PutObject", arguments));

    [Fact]
    public void What_is_no_member_is_refused() =>
        Assert.Contains("Nothing", Assert.Throws<AwsFormatException>(() => Write("sqs", "SendMessage", """{"Nothing":1}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("elbv2", "DescribeLoadBalancers", """{"Names":[]}""", "Action=DescribeLoadBalancers&Version=2015-12-01&Names=")]
    [InlineData("elbv2", "DescribeLoadBalancers", """{"Names":["a","b"]}""", "Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=a&Names.member.2=b")]
    [InlineData("sns", "CreateTopic", """{"Name":"n","Attributes":{"k":"v"}}""", "Action=CreateTopic&Version=2010-03-31&Name=n&Attributes.entry.1.key=k&Attributes.entry.1.value=v")]
    [InlineData("ec2", "DescribeInstances", """{"InstanceIds":["i"]}""", "Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i")]
    [InlineData("ec2", "DescribeInstances", """{"InstanceIds":[]}""", "Action=DescribeInstances&Version=2016-11-15")]
    public void Lists_and_maps_are_numbered_in_a_form(string service, string operation, string arguments, string form) =>
        Assert.Equal(form, Encoding.UTF8.GetString(Write(service, operation, arguments).Body.Span));

    [Theory]
    [InlineData("\"2024-05-06T07:08:09Z\"", "1714979289")]
    [InlineData("\"2024-05-06T07:08:09.250Z\"", "1714979289.25")]
    [InlineData("\"2024-05-06T09:08:09+02:00\"", "1714979289")]
    [InlineData("1714979289", "1714979289")]
    public void Times_keep_their_milliseconds(string given, string sent)
    {
        AwsRequest request = Write("cloudtrail", "LookupEvents", $$"""{"StartTime":{{given}}}""");
        Assert.Equal($$"""{"StartTime":{{sent}}}""", Encoding.UTF8.GetString(request.Body.Span));
    }

    [Fact]
    public void A_part_of_the_host_name_is_checked()
    {
        Assert.Equal("g-1.", Write("neptune-graph", "CancelQuery", """{"graphIdentifier":"g-1","queryId":"q"}""").HostPrefix);
        Assert.Throws<AwsFormatException>(() => Write("neptune-graph", "CancelQuery", """{"graphIdentifier":"evil.example/","queryId":"q"}"""));
    }

    // "An error can occur … while Amazon S3 is copying the files" (S3 API, CopyObject).
    [Fact]
    public void S3_says_success_and_means_an_error()
    {
        AwsAnswer answer = Read("s3", "CopyObject", 200, "<?xml version=\"1.0\"?>\n<Error><Code>SlowDown</Code><Message>Later</Message></Error>");
        Assert.Equal(("SlowDown", "Later"), (answer.Error!.Code, answer.Error.Message));
    }

    [Fact]
    public void The_document_is_the_member() => Assert.Equal(
        """{"LocationConstraint":"eu-west-1"}""",
        Read("s3", "GetBucketLocation", 200, "<LocationConstraint xmlns=\"http://s3\">eu-west-1</LocationConstraint>").Output!.ToString());

    [Theory]
    [InlineData("s3", "HeadObject", 404, "", "404")]
    [InlineData("sqs", "SendMessage", 503, "<html><body>Bad gateway</body></html>", "503")]
    [InlineData("sns", "Publish", 502, "", "502")]
    [InlineData("dynamodb", "GetItem", 400, """{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"m"}""", "ResourceNotFoundException")]
    [InlineData("ec2", "RunInstances", 400, "<Response><Errors><Error><Code>X.Y</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>", "X.Y")]
    [InlineData("sns", "Publish", 404, "<ErrorResponse xmlns=\"x\"><Error><Code>NotFound</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>", "NotFound")]
    public void An_error_has_its_code_or_else_its_status(string service, string operation, int status, string body, string code) =>
        Assert.Equal((code, status), (Read(service, operation, status, body).Error!.Code, Read(service, operation, status, body).Error!.Status));

    [Theory]
    [InlineData("x-amzn-errortype", "{}")]
    [InlineData("x-other", """{"code":"a.b#TheCode:http://x/"}""")]
    [InlineData("x-other", """{"__type":"TheCode"}""")]
    public void The_code_of_an_error_in_JSON_stands_in_one_of_three_places(string header, string body)
    {
        ServiceModel model = ServiceTable.Read(ServiceTable.Find("dynamodb")!);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [header] = "TheCode:http://x/" };
        AwsAnswer answer = Protocol.Of(model).Read(model, model.Find("GetItem")!, new AwsResponse(400, headers, Encoding.UTF8.GetBytes(body)));
        Assert.Equal("TheCode", answer.Error!.Code);
    }

    [Fact]
    public void An_error_is_found_in_the_model_by_its_code()
    {
        AwsAnswer answer = Read("sqs", "GetQueueUrl", 400, """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"m"}""");
        Assert.Equal("QueueDoesNotExist", answer.Error!.Shape!.Name);
    }

    [Theory]
    [InlineData("dynamodb", "GetItem", 200, "[]")]
    [InlineData("dynamodb", "GetItem", 200, "{\"Item\":[]}")]
    [InlineData("sns", "Publish", 200, "no xml")]
    [InlineData("sns", "Publish", 200, "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]
    public void An_answer_of_another_kind_is_an_error(string service, string operation, int status, string body) =>
        Assert.Throws<AwsFormatException>(() => Read(service, operation, status, body));

    /// <summary>A service with what no service has yet.</summary>
    private static ServiceModel MadeUp()
    {
        const string Model =
            """
            {"metadata":{"apiVersion":"2027-01-01","endpointPrefix":"x","protocol":"rest-json","serviceFullName":"X","serviceId":"X","signatureVersion":"v4"},
            "operations":{"Get":{"name":"Get","http":{"method":"GET","requestUri":"/{id}"},"input":{"shape":"Input"}}},
            "shapes":{"Input":{"type":"structure","members":{"id":{"shape":"S","location":"uri","locationName":"id"},
            "type":{"shape":"S","location":"querystring","locationName":"type"},"parameters":{"shape":"M","location":"querystring"}}},
            "S":{"type":"string"},"L":{"type":"list","member":{"shape":"S"}},"M":{"type":"map","key":{"shape":"S"},"value":{"shape":"L"}}}}
            """;
        string folder = Directory.CreateTempSubdirectory("functions-asl-model").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "x", "2027-01-01"));
            File.WriteAllText(Path.Combine(folder, "x", "2027-01-01", "service-2.json"), Model);
            return new ModelFolder(folder).Read("x");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static AwsRequest Write(string service, string operation, string arguments)
    {
        ServiceModel model = ServiceTable.Read(ServiceTable.Find(service)!);
        return Protocol.Of(model).Write(model, model.Find(operation)!, (JsonMap)JsonAny.Parse(arguments));
    }

    private static AwsAnswer Read(string service, string operation, int status, string body)
    {
        ServiceModel model = ServiceTable.Read(ServiceTable.Find(service)!);
        return Protocol.Of(model).Read(model, model.Find(operation)!, new AwsResponse(status, NoHeaders, Encoding.UTF8.GetBytes(body)));
    }
}
