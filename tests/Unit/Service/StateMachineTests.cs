using System.Text;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Json;
using FunctionsAsl.Service;
using FunctionsAsl.Service.Protocol;
using Xunit;
using static FunctionsAsl.Unit.Service.ServiceFixture;

namespace FunctionsAsl.Unit.Service;

public sealed class StateMachineTests
{
    private const string Arn = Prefix + "stateMachine:m";
    private const string ByArn = $$"""{"stateMachineArn":"{{Arn}}"}""";

    private readonly ServiceFixture _fixture = new();

    [Fact]
    public async Task A_created_machine_is_described_with_the_defaults_of_AWS()
    {
        Assert.Equal(
            $$"""{"creationDate":1790244738.799,"stateMachineArn":"{{Arn}}"}""", await _fixture.CreateMachine("m"));
        Assert.Equal(
            $$"""{"creationDate":1790244738.799,"definition":{{new JsonString(Definition)}}"""
                + $$""","encryptionConfiguration":{"type":"AWS_OWNED_KEY"},"loggingConfiguration":{"includeExecutionData":false"""
                + $$""","level":"OFF"}"""
                + $$""","name":"m","roleArn":"{{Role}}","stateMachineArn":"{{Arn}}","status":"ACTIVE","tracingConfiguration":"""
                + """{"enabled":false},"type":"STANDARD"}""",
            await _fixture.Call("DescribeStateMachine", ByArn));
    }

    [Fact]
    public async Task Settings_are_described_as_they_were_given()
    {
        const string Logging =
            """{"destinations":[{"cloudWatchLogsLogGroup":{"logGroupArn":"arn:aws:logs:us-east-1:1:log-group:g:*"}}]"""
            + ""","includeExecutionData":true,"level":"ALL"}""";
        await _fixture.CreateMachine("m", $$"""
            ,"type":"EXPRESS","loggingConfiguration":{{Logging}},"tracingConfiguration":{"enabled":true},
            "encryptionConfiguration":{"type":"CUSTOMER_MANAGED_KMS_KEY","kmsKeyId":"k"}
            """);
        JsonMap machine = Parse(await _fixture.Call("DescribeStateMachine", ByArn));
        Assert.Equal(Logging, machine["loggingConfiguration"]!.ToString());
        Assert.Equal("""{"enabled":true}""", machine["tracingConfiguration"]!.ToString());
        Assert.Equal(
            """{"kmsDataKeyReusePeriodSeconds":300,"kmsKeyId":"k","type":"CUSTOMER_MANAGED_KMS_KEY"}""",
            machine["encryptionConfiguration"]!.ToString());
        Assert.Equal("\"EXPRESS\"", machine["type"]!.ToString());
        machine = Parse(await _fixture.Call("DescribeStateMachine", $$"""{"stateMachineArn":"{{Arn}}","includedData":"METADATA_ONLY"}"""));
        Assert.Equal("\"{}\"", machine["definition"]!.ToString());
    }

    [Theory]
    [InlineData("B", """{"B":["x"]}""")]
    [InlineData("A", null)]
    public async Task Variables_are_described_by_the_states_that_read_them(string reader, string? references)
    {
        string a = """{"Type":"Pass","Assign":{"x":1},"Next":"B"}""";
        string b = reader == "B" ? """{"Type":"Pass","Parameters":{"p.$":"$x"},"End":true}""" : """{"Type":"Succeed"}""";
        string definition = $$"""{"StartAt":"A","States":{"A":{{a}},"B":{{b}} } }""";
        var service = new StepFunctionsService(_fixture.Engine, _fixture.Engine, new ServiceOptions());
        byte[] create = Encoding.UTF8.GetBytes(Machine("m", $",\"definition\":{new JsonString(definition)}"));
        ApiResponse created = await service.InvokeAsync("AWSStepFunctions.CreateStateMachine", create, CancellationToken.None);
        Assert.True(created.Status == 200, Encoding.UTF8.GetString(created.Body.Span));
        ApiResponse described = await service.InvokeAsync(
            "AWSStepFunctions.DescribeStateMachine", Encoding.UTF8.GetBytes(ByArn), CancellationToken.None);
        Assert.Equal(references, ((JsonMap)JsonAny.Parse(described.Body.Span))["variableReferences"]?.ToString());
    }

    [Theory]
    [InlineData(""","loggingConfiguration":{"level":"ALL"}""", "InvalidLoggingConfiguration", "Invalid Logging Configuration: Must "
        + "specify exactly one Log Destination.")]
    [InlineData(""","loggingConfiguration":{"destinations":[{},{}]}""", "InvalidLoggingConfiguration", "Invalid Logging "
        + "Configuration: Must specify exactly one Log Destination.")]
    [InlineData(""","versionDescription":"x" """, "ValidationException", "Version description can only be set when publish is true")]
    [InlineData(""","encryptionConfiguration":{"type":"CUSTOMER_MANAGED_KMS_KEY"}""", "InvalidEncryptionConfiguration",
        "Invalid Encryption Configuration: kmsKeyId is required with the type CUSTOMER_MANAGED_KMS_KEY")]
    [InlineData(""","roleArn":"nobody" """, "InvalidArn", "Invalid Role Arn: 'nobody'")]
    [InlineData(""","name":"a b" """, "InvalidName", "Invalid Name: 'a b'")]
    public async Task Bad_settings_are_refused(string more, string type, string message)
    {
        Assert.Equal((type, message), await _fixture.Refuse("CreateStateMachine", Machine("m", more)));
        Assert.Empty(_fixture.Engine.Machines);
    }

    /// <summary>Terraform lists them with every read (faults.md C1).</summary>
    [Fact]
    public async Task A_machine_has_no_versions()
    {
        await _fixture.CreateMachine("m");
        Assert.Equal("""{"stateMachineVersions":[]}""", await _fixture.Call("ListStateMachineVersions", ByArn));
        Assert.Equal(
            "InvalidToken",
            (await _fixture.Refuse("ListStateMachineVersions", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:m","nextToken":"x"}""")).Type);
        Assert.Equal(
            "StateMachineDoesNotExist",
            (await _fixture.Refuse("ListStateMachineVersions", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:none"}""")).Type);
    }

    [Fact]
    public async Task Logging_may_name_no_destination_while_it_is_off()
    {
        await _fixture.CreateMachine("m", ""","loggingConfiguration":{"destinations":[]}""");
        Assert.Equal(
            """{"destinations":[],"includeExecutionData":false,"level":"OFF"}""",
            Parse(await _fixture.Call("DescribeStateMachine", ByArn))["loggingConfiguration"]!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","type":"STANDARD" """)]
    [InlineData(""","tags":[{"key":"k","value":"v"}]""")]
    [InlineData(""","roleArn":"arn:aws:iam::123456789012:role/other" """)]
    public async Task Creating_the_same_again_answers_as_the_first_time(string more)
    {
        string first = await _fixture.CreateMachine("m");
        _fixture.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(first, await _fixture.CreateMachine("m", more));
        Assert.Equal(Role, _fixture.Engine.Machines[Arn].RoleArn);
    }

    [Theory]
    [InlineData(""","definition":"{}" """)]
    [InlineData(""","type":"EXPRESS" """)]
    [InlineData(""","tracingConfiguration":{"enabled":true}""")]
    public async Task Creating_another_of_the_same_name_is_refused(string more)
    {
        await _fixture.CreateMachine("m");
        Assert.Equal(
            ("StateMachineAlreadyExists", $"State Machine Already Exists: '{Arn}'"),
            await _fixture.Refuse("CreateStateMachine", Machine("m", more)));
    }

    [Fact]
    public async Task A_lost_race_is_run_again()
    {
        _fixture.Engine.LostWrites = 2;
        await _fixture.CreateMachine("m");
        _fixture.Engine.LostWrites = 2;
        await _fixture.Call("UpdateStateMachine", $$"""{"stateMachineArn":"{{Arn}}","definition":"{}"}""");
        Assert.Equal("{}", _fixture.Engine.Machines[Arn].Definition);
    }

    [Fact]
    public async Task A_bad_definition_is_refused_with_all_its_errors()
    {
        _fixture.Diagnostics =
        [
            new(Severity.Error, "A", "first", "/States/x"), new(Severity.Warning, "W", "no matter", "/"), new(Severity.Error, "B",
                "second", ""),
        ];
        Assert.Equal(
            ("InvalidDefinition", "Invalid State Machine Definition: 'A: first at /States/x, B: second'"),
            await _fixture.Refuse("CreateStateMachine", Machine("m")));
        _fixture.Diagnostics = [new(Severity.Warning, "W", "no matter", "/")];
        await _fixture.CreateMachine("m");
    }

    [Theory]
    [InlineData("arn:aws:states:us-east-1:1:activity:a", "Activity ARN at")]
    [InlineData("arn:aws:states:::states:startExecution.sync:2", "'.sync' service integration at")]
    [InlineData("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "'.waitForTaskToken' service integration  at")]
    public async Task An_express_machine_may_not_wait_for_others(string resource, string text)
    {
        string definition = """
            {"StartAt":"M","States":{"M":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"RESOURCE","End":true}}}]}}}
            """.Replace("RESOURCE", resource, StringComparison.Ordinal);
        string more = $",\"definition\":{new JsonString(definition)}";
        var service = new StepFunctionsService(_fixture.Engine, _fixture.Engine, new ServiceOptions());
        ApiResponse standard = await service.InvokeAsync(
            "AWSStepFunctions.CreateStateMachine", Encoding.UTF8.GetBytes(Machine("m", more)), CancellationToken.None);
        Assert.Equal(200, standard.Status);
        ApiResponse express = await service.InvokeAsync(
            "AWSStepFunctions.CreateStateMachine", Encoding.UTF8.GetBytes(Machine("e", more + ""","type":"EXPRESS" """)), CancellationToken.None);
        Assert.Equal("InvalidDefinition", express.ErrorType);
        Assert.Contains(
            $"'SCHEMA_VALIDATION_FAILED: Express state machine does not support {text} /States/M/Branches[0]/States/T/Resource'",
            Encoding.UTF8.GetString(express.Body.Span),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", """{"diagnostics":[{"code":"E","location":"/b","message":"e","severity":"ERROR"}"""
        + """,{"code":"F","message":"f","severity":"ERROR"}],"result":"FAIL","truncated":false}""")]
    [InlineData(""","severity":"WARNING","maxResults":1""",
        """{"diagnostics":[{"code":"W","location":"/a","message":"w","severity":"WARNING"}],"result":"FAIL","truncated":true}""")]
    public async Task A_definition_is_validated_without_a_machine(string more, string result)
    {
        _fixture.Diagnostics = [new(Severity.Warning, "W", "w", "/a"), new(Severity.Error, "E", "e", "/b"), new(Severity.Error, "F", "f",
            "")];
        Assert.Equal(result, await _fixture.Call("ValidateStateMachineDefinition", $$"""{"definition":"{}"{{more}}}"""));
        _fixture.Diagnostics = [];
        Assert.Equal(
            """{"diagnostics":[],"result":"OK","truncated":false}""",
            await _fixture.Call("ValidateStateMachineDefinition", $$"""{"definition":"{}"{{more}}}"""));
    }

    [Fact]
    public async Task An_update_has_a_revision_and_a_date_and_one_that_changes_nothing_keeps_them()
    {
        await _fixture.CreateMachine("m");
        string same = $$"""{"stateMachineArn":"{{Arn}}","roleArn":"{{Role}}"}""";
        Assert.Equal("""{"updateDate":1790244738.799}""", await _fixture.Call("UpdateStateMachine", same));

        _fixture.Clock.Now += TimeSpan.FromSeconds(1.201);
        string update = $$"""{"stateMachineArn":"{{Arn}}","definition":"{}"}""";
        JsonMap updated = Parse(await _fixture.Call("UpdateStateMachine", update));
        Assert.Equal("1790244740", updated["updateDate"]!.ToString());
        Assert.True(Guid.TryParse(((JsonString)updated["revisionId"]!).Value, out _));

        _fixture.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(updated, Parse(await _fixture.Call("UpdateStateMachine", update)));
        JsonMap machine = Parse(await _fixture.Call("DescribeStateMachine", ByArn));
        Assert.Equal(updated["revisionId"], machine["revisionId"]);
        Assert.Equal("1790244738.799", machine["creationDate"]!.ToString());

        JsonMap role = Parse(await _fixture.Call("UpdateStateMachine", $$"""{"stateMachineArn":"{{Arn}}","roleArn":"{{Role}}2"}"""));
        Assert.NotEqual(updated["revisionId"], role["revisionId"]);
    }

    [Fact]
    public async Task An_update_of_nothing_is_refused()
    {
        await _fixture.CreateMachine("m");
        Assert.Equal("MissingRequiredParameter", (await _fixture.Refuse("UpdateStateMachine", ByArn)).Type);
    }

    [Fact]
    public async Task A_machine_being_deleted_is_described_and_cannot_be_used()
    {
        await _fixture.CreateMachine("m");
        Assert.Equal("{}", await _fixture.Call("DeleteStateMachine", ByArn));
        Assert.Equal("{}", await _fixture.Call("DeleteStateMachine", ByArn));
        Assert.Equal("\"DELETING\"", Parse(await _fixture.Call("DescribeStateMachine", ByArn))["status"]!.ToString());
        (string, string) deleting = ("StateMachineDeleting", $"State Machine is being deleted: '{Arn}'");
        Assert.Equal(deleting, await _fixture.Refuse("StartExecution", ByArn));
        Assert.Equal(deleting, await _fixture.Refuse("CreateStateMachine", Machine("m")));
        Assert.Equal(deleting, await _fixture.Refuse("UpdateStateMachine", $$"""{"stateMachineArn":"{{Arn}}","definition":"{}"}"""));
    }

    [Fact]
    public async Task Deleting_what_does_not_exist_succeeds() =>
        Assert.Equal("{}", await _fixture.Call("DeleteStateMachine", ByArn));

    [Theory]
    [InlineData("not_a_valid_arn", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: not_a_valid_arn'")]
    [InlineData("arn:aws:states:us-east-1:1:execution:a:b", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: "
        + "execution'")]
    [InlineData("arn:aws:states:us-east-1:1", "InvalidArn", "Invalid Arn: 'arn:aws:states:us-east-1:1'")]
    [InlineData("arn:aws:states:us-east-1:1:stateMachine:m:1", "StateMachineDoesNotExist", "State Machine Does Not Exist: "
        + "'arn:aws:states:us-east-1:1:stateMachine:m:1'")]
    public async Task Wrong_ARNs_are_refused(string arn, string type, string message) =>
        Assert.Equal((type, message), await _fixture.Refuse("DescribeStateMachine", $$"""{"stateMachineArn":"{{arn}}"}"""));

    [Fact]
    public async Task Pages_follow_each_other_whatever_comes_and_goes()
    {
        foreach (string name in (string[])["a", "c", "e"])
        {
            await _fixture.CreateMachine(name);
        }

        JsonMap page = Parse(await _fixture.Call("ListStateMachines", """{"maxResults":2}"""));
        Assert.Equal(["a", "c"], Names(page));
        _fixture.Engine.Machines.Remove(Prefix + "stateMachine:c");
        await _fixture.CreateMachine("b");
        await _fixture.CreateMachine("d");
        page = Parse(await _fixture.Call("ListStateMachines", $$"""{"nextToken":{{page["nextToken"]}}}"""));
        Assert.Equal(["d", "e"], Names(page));
        Assert.Null(page["nextToken"]);
    }

    [Fact]
    public async Task A_token_of_another_list_or_of_nobody_is_refused()
    {
        await _fixture.CreateMachine("a");
        await _fixture.CreateMachine("b");
        string token = ((JsonString)Parse(await _fixture.Call("ListStateMachines", """{"maxResults":1}"""))["nextToken"]!).Value;
        (string, string) invalid = ("InvalidToken", "Invalid Token: 'Invalid token'");
        Assert.Equal(invalid, await _fixture.Refuse("ListActivities", $$"""{"nextToken":"{{token}}"}"""));
        Assert.Equal(invalid, await _fixture.Refuse("ListStateMachines", $$"""{"nextToken":"{{token[..^2]}}xx"}"""));
        Assert.Equal(invalid, await _fixture.Refuse("ListStateMachines", """{"nextToken":"xxx$"}"""));
        Assert.Equal(invalid, await _fixture.Refuse("ListStateMachines",
            """{"nextToken":"YXJuOmF3czpzdGF0ZXM6dXMtZWFzdC0xOjAwMDAwMDAwMDAwMDpzdGF0ZU1hY2hpbmU="}"""));
    }

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("""[{"key":"a","value":"1"},{"key":"a","value":"2"}]""", """[{"key":"a","value":"2"}]""")]
    [InlineData("""[{"key":"b"},{"key":"a","value":"1"}]""", """[{"key":"b","value":""},{"key":"a","value":"1"}]""")]
    public async Task Tags_are_kept_in_order(string tags, string listed)
    {
        await _fixture.CreateMachine("m");
        await _fixture.Call("TagResource", $$"""{"resourceArn":"{{Arn}}","tags":{{tags}}}""");
        Assert.Equal($$"""{"tags":{{listed}}}""", await _fixture.Call("ListTagsForResource", $$"""{"resourceArn":"{{Arn}}"}"""));
        await _fixture.Call("UntagResource", $$"""{"resourceArn":"{{Arn}}","tagKeys":["a","b","c","a"]}""");
        Assert.Equal("""{"tags":[]}""", await _fixture.Call("ListTagsForResource", $$"""{"resourceArn":"{{Arn}}"}"""));
    }

    [Fact]
    public async Task Tags_come_with_creation_and_are_50_at_most()
    {
        await _fixture.CreateMachine("m", ""","tags":[{"key":"k","value":"v"}]""");
        string many = string.Join(',', Enumerable.Range(0, 50).Select(static i => $$"""{"key":"t{{i}}"}"""));
        Assert.Equal("TooManyTags", (await _fixture.Refuse("TagResource", $$"""{"resourceArn":"{{Arn}}","tags":[{{many}}]}""")).Type);
        Assert.Equal("""{"k":"v"}""", _fixture.Engine.Machines[Arn].Tags.ToString());
    }

    [Theory]
    [InlineData("TagResource", ""","tags":[]""")]
    [InlineData("UntagResource", ""","tagKeys":[]""")]
    [InlineData("ListTagsForResource", "")]
    public async Task Tags_of_a_version_or_of_nothing_are_not_found(string operation, string more)
    {
        await _fixture.CreateMachine("m");
        foreach (string arn in (string[])[$"{Arn}:1", Prefix + "activity:m"])
        {
            Assert.Equal(
                ("ResourceNotFound", $"Resource not found: '{arn}'"),
                await _fixture.Refuse(operation, $$"""{"resourceArn":"{{arn}}"{{more}}}"""));
        }
    }

    private static IEnumerable<string> Names(JsonMap page) =>
        ((JsonList)page["stateMachines"]!).Select(static machine => ((JsonString)((JsonMap)machine)["name"]!).Value);
}
