using System.Text;
using FunctionsAsl.AwsApi;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Service;

public sealed class ProtocolTests
{
    // faults.md L22: AWS reference, "Amazon Resource Names (ARNs)" and the partitions of its SDKs.
    [Theory]
    [InlineData("eu-west-1", "aws")]
    [InlineData("us-east-1", "aws")]
    [InlineData("cn-north-1", "aws-cn")]
    [InlineData("us-gov-west-1", "aws-us-gov")]
    [InlineData("us-iso-east-1", "aws-iso")]
    [InlineData("us-isob-east-1", "aws-iso-b")]
    [InlineData("eu-isoe-west-1", "aws-iso-e")]
    [InlineData("us-isof-south-1", "aws-iso-f")]
    [InlineData("eusc-de-east-1", "aws-eusc")]
    public void An_ARN_names_the_partition_of_its_region(string region, string partition)
    {
        var options = new ServiceOptions { Region = region };
        Assert.Equal($"arn:{partition}:states:{region}:123456789012:stateMachine:m", new Arns(options).StateMachine("m"));
        Assert.True(FunctionName.TryParse("f", options, out FunctionName? function));
        Assert.Equal($"arn:{partition}:lambda:{region}:123456789012:function:f", function.Arn);
    }

    private readonly ServiceFixture _fixture = new();

    public static TheoryData<string, string, string> Violations()
    {
        string name = new('a', 81);
        return new()
        {
            {
                "ListExecutions", """{"stateMachineArn":"x","maxResults":1001}""",
                "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less "
                    + "than or equal to 1000"
            },
            {
                "ListStateMachines", """{"maxResults":-1}""",
                "1 validation error detected: Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value "
                    + "greater than or equal to 0"
            },
            {
                "ListExecutions", """{"statusFilter":"succeeded"}""",
                "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy "
                    + "enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"
            },
            {
                "CreateStateMachine", """{"name":"a","definition":"{}","roleArn":"r","type":"BATCH"}""",
                "1 validation error detected: Value 'BATCH' at 'type' failed to satisfy constraint: Member must satisfy enum value "
                    + "set: [STANDARD, EXPRESS]"
            },
            {
                "StartExecution", "{}",
                "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"
            },
            {
                "StartExecution", $$"""{"stateMachineArn":null,"name":"{{name}}"}""",
                $"2 validation errors detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be "
                    + $"null; Value '{name}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80"
            },
            {
                "ListStateMachines", """{"nextToken":""}""",
                "1 validation error detected: Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater "
                    + "than or equal to 1"
            },
            {
                "StartExecution", $$"""{"stateMachineArn":"x","input":"\"{{new string('a', 262_143)}}\""}""",
                "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have size less than or "
                    + "equal to 262144 bytes in UTF-8 encoding"
            },
            {
                "TagResource", """{"resourceArn":"x","tags":[{"key":"a"},{"key":""}]}""",
                "1 validation error detected: Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length "
                    + "greater than or equal to 1"
            },
            {
                "CreateStateMachineAlias", """{"name":"123","routingConfiguration":[{"stateMachineVersionArn":"v","weight":101}]}""",
                @"2 validation errors detected: Value '123' at 'name' failed to satisfy constraint: Member must satisfy regular "
                    + @"expression pattern: ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$; Value '101' at "
                    + @"'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or "
                    + @"equal to 100"
            },
            {
                "UpdateStateMachineAlias",
                """{"stateMachineAliasArn":"x","routingConfiguration":[{"stateMachineVersionArn":"a","weight":50}"""
                    + """,{"stateMachineVersionArn":"b","weight":30},{"stateMachineVersionArn":"c","weight":20}]}""",
                "1 validation error detected: Value '[RoutingConfigurationListItem(stateMachineVersionArn=a, weight=50), "
                    + "RoutingConfigurationListItem(stateMachineVersionArn=b, weight=30), "
                    + "RoutingConfigurationListItem(stateMachineVersionArn=c, weight=20)]' at 'routingConfiguration' failed to "
                    + "satisfy constraint: Member must have length less than or equal to 2"
            },
            {
                "StartExecution", """{"stateMachineArn":"x","traceHeader":"\u00e9"}""",
                @"1 validation error detected: Value 'é' at 'traceHeader' failed to satisfy constraint: Member must satisfy regular "
                    + @"expression pattern: \p{ASCII}*"
            },
        };
    }

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Constraints_are_refused_in_the_words_of_AWS(string operation, string body, string message) =>
        Assert.Equal(("ValidationException", message), await _fixture.Refuse(operation, body));

    [Theory]
    [InlineData("""{"maxResults":"3"}""", "STRING_VALUE can not be converted to an Integer")]
    [InlineData("""{"maxResults":1.5}""", "DECIMAL_VALUE can not be converted to an Integer")]
    [InlineData("""{"maxResults":1e999}""", "DECIMAL_VALUE can not be converted to an Integer")]
    [InlineData("""{"nextToken":3}""", "NUMBER_VALUE can not be converted to a String")]
    [InlineData("""{"nextToken":true}""", "TRUE_VALUE can not be converted to a String")]
    [InlineData("""{"nextToken":[]}""", "Start of list found where not expected")]
    [InlineData("""{"nextToken":{}}""", "Start of structure or map found where not expected.")]
    [InlineData("[]", "Start of structure or map expected")]
    public async Task Wrong_types_are_serialization_errors(string body, string message) =>
        Assert.Equal(("SerializationException", message), await _fixture.Refuse("ListStateMachines", body));

    [Theory]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("{} {}")]
    [InlineData("""{"nextToken":"\ud83"}""")]
    public async Task What_is_not_JSON_is_a_serialization_error(string body) =>
        Assert.Equal("SerializationException", (await _fixture.Refuse("ListStateMachines", body)).Type);

    [Fact]
    public async Task A_refusal_has_type_and_message_and_nothing_else()
    {
        ApiResponse response = await _fixture.Invoke("DescribeStateMachine",
            $$"""{"stateMachineArn":"{{ServiceFixture.Prefix}}stateMachine:x"}""");
        Assert.Equal(
            """{"__type":"StateMachineDoesNotExist","message":"State Machine Does Not Exist: '"""
                + $$"""{{ServiceFixture.Prefix}}stateMachine:x'"}""",
            Encoding.UTF8.GetString(response.Body.Span));
        Assert.Equal((400, "StateMachineDoesNotExist"), (response.Status, response.ErrorType));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AWSStepFunctions.")]
    [InlineData("AWSStepFunctions.Nothing")]
    [InlineData("DynamoDB_20120810.ListTables")]
    public async Task An_unknown_target_is_an_unknown_operation(string? target)
    {
        ApiResponse response = await _fixture.Service.InvokeAsync(target, default, CancellationToken.None);
        Assert.Equal((400, "UnknownOperationException"), (response.Status, response.ErrorType));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        ApiResponse response = await _fixture.Service.InvokeAsync(
            "AWSStepFunctions.ListStateMachines", new byte[StepFunctionsService.MaxBodyBytes + 1], CancellationToken.None);
        Assert.Equal((413, "RequestEntityTooLargeException"), (response.Status, response.ErrorType));
    }

    [Fact]
    public async Task A_definition_over_the_limit_is_not_quoted() =>
        Assert.Equal(
            ("ValidationException", "1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must "
                + "have length less than or equal to 1048576"),
            await _fixture.Refuse("CreateStateMachine", $$"""{"name":"a","definition":"{{new string('x', 1_048_577)}}","roleArn":"r"}"""));

    [Fact]
    public async Task A_failure_of_the_engine_is_reported_and_shows_nothing()
    {
        _fixture.Engine.Failure = new InvalidOperationException("the disk is secret");
        ApiResponse response = await _fixture.Invoke("DescribeStateMachine",
            $$"""{"stateMachineArn":"{{ServiceFixture.Prefix}}stateMachine:x"}""");
        Assert.Equal((500, """{"__type":"InternalFailure"}"""), (response.Status, Encoding.UTF8.GetString(response.Body.Span)));
        Assert.Equal(("AWSStepFunctions.DescribeStateMachine", _fixture.Engine.Failure), Assert.Single(_fixture.Failures));
    }

    [Fact]
    public async Task A_timeout_of_the_engine_is_a_failure_not_a_cancellation()
    {
        _fixture.Engine.Failure = new TaskCanceledException();
        Assert.Equal(500, (await _fixture.Invoke("DescribeStateMachine",
            $$"""{"stateMachineArn":"{{ServiceFixture.Prefix}}stateMachine:x"}""")).Status);
    }

    [Fact]
    public async Task A_cancelled_call_throws()
    {
        await _fixture.Call("CreateActivity", """{"name":"a"}""");
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        byte[] body = Encoding.UTF8.GetBytes($$"""{"activityArn":"{{ServiceFixture.Prefix}}activity:a"}""");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await _fixture.Service.InvokeAsync("AWSStepFunctions.GetActivityTask", body, cancel.Token));
    }

    [Fact]
    public async Task A_failure_while_the_caller_leaves_is_no_exception()
    {
        _fixture.Engine.Failure = new ObjectDisposedException("store");
        byte[] body = Encoding.UTF8.GetBytes($$"""{"stateMachineArn":"{{ServiceFixture.Prefix}}stateMachine:x"}""");
        ApiResponse response = await _fixture.Service.InvokeAsync(
            "AWSStepFunctions.DescribeStateMachine", body, new CancellationToken(canceled: true));
        Assert.Equal(500, response.Status);
    }

    [Fact]
    public async Task Any_bytes_get_an_answer()
    {
        var random = new Random(7);
        foreach (string operation in Inputs.All.Keys)
        {
            for (int i = 0; i < 50; i++)
            {
                byte[] body = new byte[random.Next(64)];
                random.NextBytes(body);
                ApiResponse response = await _fixture.Service.InvokeAsync("AWSStepFunctions." + operation, body, CancellationToken.None);
                Assert.True(response.Status is 200 or 400);
            }
        }

        Assert.Empty(_fixture.Failures);
    }

    [Fact]
    public async Task Any_JSON_types_in_any_member_get_an_answer()
    {
        string[] values = ["null", "true", "0", "-1e308", "\"\"", "\"x\"", "\"arn:\"", "\"arn:aws:states:::::\"", "[]", "[null]", "[[]]",
            "{}", "[{}]", "\"\\u0000\\\"\""];
        foreach ((string operation, Shape input) in Inputs.All)
        {
            foreach (string value in values)
            {
                string body = $"{{{string.Join(',', input.Members.Select(member => $"\"{member.Name}\":{value}"))}}}";
                Assert.True((await _fixture.Invoke(operation, body)).Status is 200 or 400, $"{operation} {body}");
            }
        }

        Assert.Empty(_fixture.Failures);
    }

    [Fact]
    public void The_inputs_are_those_of_the_recorded_API_model()
    {
        string path = FindModel();
        if (path.Length == 0)
        {
            return;
        }

        var model = (JsonMap)JsonAny.Parse(File.ReadAllBytes(path));
        var shapes = (JsonMap)model["shapes"]!;
        var operations = (JsonMap)model["operations"]!;
        Assert.Equal(operations.Select(static o => o.Key).Order(StringComparer.Ordinal), Inputs.All.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, JsonAny operation) in operations)
        {
            string shape = ((JsonString)((JsonMap)((JsonMap)operation)["input"]!)["shape"]!).Value;
            Compare(shapes, shape, Inputs.All[name], name);
        }
    }

    private static void Compare(JsonMap shapes, string name, Shape shape, string at)
    {
        var model = (JsonMap)shapes[name]!;
        string type = ((JsonString)model["type"]!).Value;
        ShapeKind kind = type switch
        {
            "string" => ShapeKind.String,
            "integer" => ShapeKind.Integer,
            "long" => ShapeKind.Long,
            "float" => ShapeKind.Float,
            "boolean" => ShapeKind.Boolean,
            "list" => ShapeKind.List,
            _ => ShapeKind.Structure,
        };
        Assert.Equal((at, kind), (at, shape.Kind));
        Assert.Equal((at, Number(model["min"]), Number(model["max"])), (at, shape.Min, shape.Max));
        Assert.Equal((at, (model["pattern"] as JsonString)?.Value), (at, shape.Pattern));
        Assert.True(shape.Pattern is null || !Inputs.Matches(shape, "\u00e4"), at);
        Assert.Equal((at, model.Contains("sensitive")), (at, shape.Sensitive));
        Assert.Equal(Texts(model["enum"]), Inputs.Choices(shape).Order(StringComparer.Ordinal));
        if (kind == ShapeKind.List)
        {
            Compare(shapes, ((JsonString)((JsonMap)model["member"]!)["shape"]!).Value, shape.Item!.Shape, at + "[]");
        }

        if (kind == ShapeKind.Structure)
        {
            var members = (JsonMap)model["members"]!;
            Assert.Equal(members.Select(static m => m.Key), shape.Members.Select(static m => m.Name));
            Assert.Equal(Texts(model["required"]),
                shape.Members.Where(static m => m.Required).Select(static m => m.Name).Order(StringComparer.Ordinal));
            foreach (Member member in shape.Members)
            {
                Compare(shapes, ((JsonString)((JsonMap)members[member.Name]!)["shape"]!).Value, member.Shape, $"{at}.{member.Name}");
            }
        }
    }

    private static int? Number(JsonAny? value) => value is JsonNumber number && number.TryGetInt64(out long i) ? (int)i : null;

    private static IEnumerable<string> Texts(JsonAny? list) =>
        ((list as JsonList) ?? JsonList.Empty).Select(static item => ((JsonString)item).Value).Order(StringComparer.Ordinal);

    /// <summary>The model next to the repository, or nothing where it is not there.</summary>
    private static string FindModel()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "conformance", "api", "stepfunctions.json");
            if (File.Exists(path))
            {
                return path;
            }
        }

        Console.WriteLine("../shared is not there: the inputs were not compared with the recorded API model.");
        return "";
    }
}
