using System.Net;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary>The calls with which tools deploy a state machine, in their order, until nothing more would be changed (faults.md C1).</summary>
public sealed class DeploymentTests(Server server) : IClassFixture<Server>
{
    private const string First = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";
    private const string Second = """{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":1,"End":true}}}""";
    private const string OtherRole = "arn:aws:iam::123456789012:role/other";

    /// <summary>
    /// The provider's aws_sfn_state_machine (internal/service/sfn/state_machine.go): a read is three calls, and the first of the versions is
    /// what it calls the machine's.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terraform_creates_plans_updates_tags_and_destroys(bool publish)
    {
        using Api api = server.Connect();
        await ValidateAsync(api, First);
        JsonMap answer = await api.CallAsync(
            "CreateStateMachine", ("name", publish ? "published" : "terraform"), ("definition", First), ("roleArn", Api.Role),
            ("publish", publish), ("type", "STANDARD"), ("tags", Tags(("team", "a"), ("stage", "test"))),
            ("loggingConfiguration", JsonMap.Of(("includeExecutionData", false), ("level", "OFF"))),
            ("tracingConfiguration", JsonMap.Of(("enabled", false))));
        string arn = answer.Text("stateMachineArn");
        string? version = publish ? $"{arn}:1" : null;
        Assert.Equal(version, (answer["stateMachineVersionArn"] as JsonString)?.Value);
        JsonMap created = await ReadAsync(api, arn, version);
        Assert.Equal((First, Api.Role, "ACTIVE", "STANDARD"), Shown(created));
        Assert.Equal("""{"includeExecutionData":false,"level":"OFF"}""", created.At("loggingConfiguration").ToString());
        Assert.Equal("""{"enabled":false}""", created.At("tracingConfiguration").ToString());
        Assert.Equal("""{"type":"AWS_OWNED_KEY"}""", created.At("encryptionConfiguration").ToString());
        Assert.Equal("""{"stage":"test","team":"a"}""", await TagsAsync(api, arn));
        // A plan with nothing to do.
        Assert.Equal(created, await ReadAsync(api, arn, version));

        await ValidateAsync(api, Second);
        answer = await api.CallAsync(
            "UpdateStateMachine", ("stateMachineArn", arn), ("definition", Second), ("publish", publish), ("roleArn", OtherRole));
        version = publish ? $"{arn}:2" : null;
        Assert.Equal(version, (answer["stateMachineVersionArn"] as JsonString)?.Value);
        JsonMap updated = await ReadAsync(api, arn, version);
        Assert.Equal((Second, OtherRole, "ACTIVE", "STANDARD"), Shown(updated));
        Assert.NotEqual("", updated.Text("revisionId"));
        await api.CallAsync("UntagResource", ("resourceArn", arn), ("tagKeys", JsonList.Of("team")));
        await api.CallAsync("TagResource", ("resourceArn", arn), ("tags", Tags(("stage", "live"))));
        Assert.Equal("""{"stage":"live"}""", await TagsAsync(api, arn));
        Assert.Equal(updated, await ReadAsync(api, arn, version));

        await DeleteAsync(api, arn);
    }

    /// <summary>The provider's aws_sfn_alias (internal/service/sfn/alias.go), and what a weighted deployment does with it.</summary>
    [Fact]
    public async Task Terraform_leads_an_alias_to_versions_until_it_destroys_both()
    {
        using Api api = server.Connect();
        string arn = (await api.CallAsync(
            "CreateStateMachine", ("name", "aliased"), ("definition", First), ("roleArn", Api.Role), ("publish", true))).Text("stateMachineArn");
        await api.CallAsync("UpdateStateMachine", ("stateMachineArn", arn), ("definition", Second), ("publish", true));
        string alias = (await api.CallAsync(
            "CreateStateMachineAlias", ("name", "live"), ("description", "d"), ("routingConfiguration", Routes((1, 100))))).Text("stateMachineAliasArn");
        JsonMap described = await api.CallAsync("DescribeStateMachineAlias", ("stateMachineAliasArn", alias));
        Assert.Equal(("live", "d", Routes((1, 100))), (described.Text("name"), described.Text("description"), described.At("routingConfiguration")));
        await api.CallAsync(
            "UpdateStateMachineAlias", ("stateMachineAliasArn", alias), ("routingConfiguration", Routes((1, 90), (2, 10))));
        described = await api.CallAsync("DescribeStateMachineAlias", ("stateMachineAliasArn", alias));
        Assert.Equal(Routes((1, 90), (2, 10)), described.At("routingConfiguration"));
        await api.CallAsync("DeleteStateMachineAlias", ("stateMachineAliasArn", alias));
        await DeleteAsync(api, arn);

        // Nothing of it is left for the next machine of the name.
        Assert.Equal($"{arn}:1", (await api.CallAsync(
            "CreateStateMachine", ("name", "aliased"), ("definition", Second), ("roleArn", Api.Role), ("publish", true))).Text("stateMachineVersionArn"));
        Assert.Empty((await api.CallAsync("ListStateMachineAliases", ("stateMachineArn", arn))).List("stateMachineAliases"));

        JsonList Routes(params (int Version, int Weight)[] routes) => JsonList.Of(routes.Select(r =>
            (JsonAny)JsonMap.Of(("stateMachineVersionArn", $"{arn}:{r.Version}"), ("weight", r.Weight))));
    }

    /// <summary>The handlers of AWS::StepFunctions::StateMachine, which CDK and SAM deploy by: what is tagged is read back as a list.</summary>
    [Fact]
    public async Task CloudFormation_creates_reads_updates_and_deletes()
    {
        using Api api = server.Connect();
        string arn = (await api.CallAsync(
            "CreateStateMachine", ("name", "Stack-Machine-1A2B"), ("definition", First), ("roleArn", Api.Role), ("type", "STANDARD"),
            ("tags", Tags(("stateMachine:createdBy", "SAM"), ("aws:cloudformation:stack-name", "stack"))),
            ("tracingConfiguration", JsonMap.Of(("enabled", true))))).Text("stateMachineArn");
        JsonMap created = await api.CallAsync("DescribeStateMachine", ("stateMachineArn", arn));
        Assert.Equal((First, Api.Role, "ACTIVE", "STANDARD"), Shown(created));
        Assert.Equal("""{"aws:cloudformation:stack-name":"stack","stateMachine:createdBy":"SAM"}""", await TagsAsync(api, arn));
        Assert.Contains(await api.AllAsync("ListStateMachines", "stateMachines"), m => m.Text("stateMachineArn") == arn);

        await api.CallAsync(
            "UpdateStateMachine", ("stateMachineArn", arn), ("definition", Second), ("roleArn", Api.Role),
            ("tracingConfiguration", JsonMap.Of(("enabled", false))));
        JsonMap updated = await api.CallAsync("DescribeStateMachine", ("stateMachineArn", arn));
        Assert.Equal((Second, Api.Role, "ACTIVE", "STANDARD"), Shown(updated));
        Assert.Equal("""{"enabled":false}""", updated.At("tracingConfiguration").ToString());

        await DeleteAsync(api, arn);
        // A stack that is deleted again finds nothing, and that is no failure.
        await api.CallAsync("DeleteStateMachine", ("stateMachineArn", arn));
    }

    private static async Task ValidateAsync(Api api, string definition) => Assert.Equal(
        "OK", (await api.CallAsync("ValidateStateMachineDefinition", ("definition", definition), ("type", "STANDARD"))).Text("result"));

    /// <param name="version">The version that was published last; <see langword="null"/> where none was.</param>
    private static async Task<JsonMap> ReadAsync(Api api, string arn, string? version)
    {
        JsonMap described = await api.CallAsync("DescribeStateMachine", ("stateMachineArn", arn));
        JsonList versions = (await api.CallAsync("ListStateMachineVersions", ("stateMachineArn", arn))).List("stateMachineVersions");
        Assert.Equal(version, versions.Count == 0 ? null : versions[0].Text("stateMachineVersionArn"));
        await TagsAsync(api, arn);
        return described;
    }

    private static async Task DeleteAsync(Api api, string arn)
    {
        await api.CallAsync("DeleteStateMachine", ("stateMachineArn", arn));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            (HttpStatusCode status, JsonMap answer) =
                await api.SendAsync("DescribeStateMachine", JsonMap.Of(("stateMachineArn", arn)).ToUtf8());
            if (status != HttpStatusCode.OK)
            {
                Assert.Equal("StateMachineDoesNotExist", answer.Text("__type"));
                return;
            }

            Assert.Equal("DELETING", answer.Text("status"));
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task<string> TagsAsync(Api api, string arn) => JsonMap.Of(
        [.. (await api.CallAsync("ListTagsForResource", ("resourceArn", arn))).List("tags")
            .Select(static tag => (tag.Text("key"), tag.At("value"))).OrderBy(static tag => tag.Item1, StringComparer.Ordinal)]).ToString();

    private static (string Definition, string Role, string Status, string Type) Shown(JsonMap machine) =>
        (machine.Text("definition"), machine.Text("roleArn"), machine.Text("status"), machine.Text("type"));

    private static JsonList Tags(params (string Key, string Value)[] tags) =>
        JsonList.Of(tags.Select(static tag => (JsonAny)JsonMap.Of(("key", tag.Key), ("value", tag.Value))));
}
