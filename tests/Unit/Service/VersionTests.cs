using System.Globalization;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Records;
using Xunit;
using static FunctionsAsl.Unit.Service.ServiceFixture;

namespace FunctionsAsl.Unit.Service;

public sealed class VersionTests
{
    private const string Arn = Prefix + "stateMachine:m";
    private const string ByArn = $$"""{"stateMachineArn":"{{Arn}}"}""";
    private const string AlreadyPublished =
        "State Machine Already Exists: This state machine was already created with a published version.";

    private const string PublishedOtherwise =
        "State Machine Already Exists: This state machine was already created with a published version using a different description.";

    private readonly ServiceFixture _fixture = new();

    /// <summary>ST control_lifecycle: with its machine the version comes to be.</summary>
    [Fact]
    public async Task A_machine_can_publish_its_first_version_as_it_is_created()
    {
        Assert.Equal(
            $$"""{"creationDate":1790244738.799,"stateMachineArn":"{{Arn}}","stateMachineVersionArn":"{{Arn}}:1"}""",
            await _fixture.CreateMachine("m", ""","publish":true,"versionDescription":"first" """));
        Assert.Equal(
            $$"""{"stateMachineVersions":[{"creationDate":1790244738.799,"stateMachineVersionArn":"{{Arn}}:1"}]}""",
            await _fixture.Call("ListStateMachineVersions", ByArn));
        _fixture.Clock.Now += TimeSpan.FromHours(1);
        await Update("2");
        JsonMap version = await Describe(Arn + ":1");
        Assert.Equal(
            ("1790244738.799", Quoted(Definition), "\"first\"", "\"m\"", Quoted(Arn + ":1"), "\"ACTIVE\""),
            (Text(version, "creationDate"), Text(version, "definition"), Text(version, "description"), Text(version, "name"),
                Text(version, "stateMachineArn"), Text(version, "status")));
        Assert.False(version.Contains("revisionId"));
        Assert.False((await Describe(Arn)).Contains("description"));
    }

    /// <summary>ST create_identity; of a machine without a version nothing was measured.</summary>
    [Fact]
    public async Task Creating_the_same_again_must_publish_as_the_first_version_was()
    {
        await _fixture.CreateMachine("m");
        Assert.Equal($"State Machine Already Exists: '{Arn}'", await Refusal(""","publish":true"""));
        await Publish(""","description":"later" """);
        Assert.Equal(AlreadyPublished, await Refusal(""));
        Assert.Equal(PublishedOtherwise, await Refusal(""","publish":true"""));
        Assert.Equal(PublishedOtherwise, await Refusal(""","publish":true,"versionDescription":"other" """));
        string again = await _fixture.CreateMachine("m", ""","publish":true,"versionDescription":"later" """);
        Assert.Equal($"\"{Arn}:1\"", Text(Parse(again), "stateMachineVersionArn"));

        // It is the machine as it is that is compared, and still the version that came first.
        await Update("2", ""","publish":true,"versionDescription":"second" """);
        Assert.Equal($"State Machine Already Exists: '{Arn}'", await Refusal(""","publish":true,"versionDescription":"later" """));
        string now = $",\"definition\":{Quoted(Changed("2"))},\"publish\":true";
        Assert.Equal(PublishedOtherwise, await Refusal(now + ""","versionDescription":"second" """));
        Assert.Equal(
            $"\"{Arn}:1\"",
            Text(Parse(await _fixture.CreateMachine("m", now + ""","versionDescription":"later" """)), "stateMachineVersionArn"));
    }

    [Fact]
    public async Task Whoever_loses_the_race_for_a_name_leaves_nothing_published()
    {
        _fixture.Engine.LostWrites = 2;
        await _fixture.CreateMachine("m", ""","publish":true""");
        Assert.Single((await _fixture.Engine.Records<PublicationRecord>().List("", null, 10, default)).Items);
        Assert.Equal($"[{Quoted(Arn + ":1")}]", await Versions(ByArn));
    }

    [Fact]
    public async Task A_revision_is_published_once()
    {
        await _fixture.CreateMachine("m");
        Assert.Equal(
            $$"""{"creationDate":1790244738.799,"stateMachineVersionArn":"{{Arn}}:1"}""", await Publish(""","revisionId":"INITIAL" """));
        string revision = Text(Parse(await Update("2", ""","publish":true,"versionDescription":"second" """)), "revisionId");
        DateTimeOffset then = _fixture.Clock.Now;
        _fixture.Clock.Now += TimeSpan.FromHours(1);

        // Neither an update that changes nothing nor a new description makes another.
        Assert.Equal($"\"{Arn}:2\"", Text(Parse(await Update("2", ""","publish":true""")), "stateMachineVersionArn"));
        JsonMap again = Parse(await Publish($",\"revisionId\":{revision},\"description\":\"third\""));
        Assert.Equal(Seconds(then), Text(again, "creationDate"));
        JsonMap version = await Describe(Arn + ":2");
        Assert.Equal(("\"second\"", revision), (Text(version, "description"), Text(version, "revisionId")));
        Assert.Equal($"[{Quoted(Arn + ":2")},{Quoted(Arn + ":1")}]", await Versions(ByArn));

        (string type, string message) = await _fixture.Refuse(
            "PublishStateMachineVersion", $$"""{"stateMachineArn":"{{Arn}}","revisionId":"INITIAL"}""");
        Assert.Equal("ConflictException", type);
        Assert.Equal(
            $"Failed to publish the State Machine version for revision INITIAL. The current State Machine revision is {revision.Trim('"')}.",
            message);
    }

    [Fact]
    public async Task A_machine_that_was_never_updated_has_the_initial_revision()
    {
        await _fixture.CreateMachine("m");
        (_, string message) = await _fixture.Refuse("PublishStateMachineVersion", $$"""{"stateMachineArn":"{{Arn}}","revisionId":"x"}""");
        Assert.Equal("Failed to publish the State Machine version for revision x. The current State Machine revision is INITIAL.", message);
        Assert.Equal("""{"stateMachineVersions":[]}""", await _fixture.Call("ListStateMachineVersions", ByArn));
    }

    /// <summary>LS test_version_ids_between_deletions.</summary>
    [Fact]
    public async Task A_number_is_never_given_out_again()
    {
        await _fixture.CreateMachine("m", ""","publish":true""");
        await Delete(Arn + ":1");
        Assert.Equal("""{"stateMachineVersions":[]}""", await _fixture.Call("ListStateMachineVersions", ByArn));
        Assert.Equal($"\"{Arn}:2\"", Text(Parse(await Publish()), "stateMachineVersionArn"));
        await Delete(Arn + ":1");
        await Delete(Arn + ":7");
        await Delete(Prefix + "stateMachine:none:1");
        Assert.Equal($"[{Quoted(Arn + ":2")}]", await Versions(ByArn));
    }

    [Fact]
    public async Task Versions_are_listed_in_pages_the_newest_first()
    {
        await _fixture.CreateMachine("m", ""","publish":true""");
        for (int i = 2; i <= 12; i++)
        {
            await Update($"{i}", ""","publish":true""");
        }

        List<string> all = [];
        string? token = null;
        do
        {
            JsonMap page = Parse(await _fixture.Call(
                "ListStateMachineVersions", $$"""{"stateMachineArn":"{{Arn}}","maxResults":5{{(token is null ? "" : $",\"nextToken\":{token}")}}}"""));
            all.AddRange(((JsonList)page["stateMachineVersions"]!).Select(static v => ((JsonString)((JsonMap)v)["stateMachineVersionArn"]!).Value));
            token = page["nextToken"]?.ToString();
            // What is published meanwhile moves nothing.
            await Update($"{all.Count}-more", ""","publish":true""");
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(1, 12).Reverse().Select(static i => $"{Arn}:{i}"), all);
    }

    [Fact]
    public async Task A_full_machine_publishes_nothing_and_is_not_updated()
    {
        await _fixture.CreateMachine("m");
        StateMachineRecord machine = _fixture.Engine.Machines[Arn];
        PublicationRecord full = PublicationRecord.Of(machine) with
        {
            LastVersion = 1000,
            Versions = [.. Enumerable.Range(1, 1000).Select(i => new StateMachineVersion(i, "r", machine.CreationDate, $"r{i}"))],
        };
        await _fixture.Engine.Records<PublicationRecord>().TryWrite(null, full, default);
        const string Text = $"The state machine '{Arn}' has 1000 versions, and can have no more";
        Assert.Equal(("ServiceQuotaExceededException", Text), await _fixture.Refuse("PublishStateMachineVersion", ByArn));
        Assert.Equal(
            ("ServiceQuotaExceededException", Text),
            await _fixture.Refuse("UpdateStateMachine", $$"""{"stateMachineArn":"{{Arn}}","definition":{{Quoted(Changed("2"))}},"publish":true}"""));
        Assert.Same(machine, _fixture.Engine.Machines[Arn]);
        await Delete(Arn + ":5");
        Assert.Contains($"{Arn}:1001", await Publish(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DescribeStateMachine", "stateMachineArn", Arn + ":2", "StateMachineDoesNotExist", "State Machine Version Does Not Exist: '@'")]
    [InlineData("DescribeStateMachine", "stateMachineArn", Arn + ":01", "StateMachineDoesNotExist", "State Machine Version Does Not Exist: '@'")]
    [InlineData("DescribeStateMachine", "stateMachineArn", Arn + ":99999999999", "StateMachineDoesNotExist", "State Machine Version Does Not Exist: '@'")]
    [InlineData("DescribeStateMachine", "stateMachineArn", Arn + ":PROD", "StateMachineDoesNotExist", "State Machine Alias Does Not Exist: '@'")]
    [InlineData("DescribeStateMachine", "stateMachineArn", Arn + ":", "StateMachineDoesNotExist", "State Machine Version Does Not Exist: '@'")]
    [InlineData("StartExecution", "stateMachineArn", Arn + ":2", "StateMachineDoesNotExist", "State Machine Version Does Not Exist: '@'")]
    [InlineData("StartExecution", "stateMachineArn", Prefix + "stateMachine:none:1", "StateMachineDoesNotExist", "State Machine Does Not Exist: '@'")]
    [InlineData("StartSyncExecution", "stateMachineArn", Arn + ":1", "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")]
    [InlineData("UpdateStateMachine", "stateMachineArn", Arn + ":1", "StateMachineDoesNotExist", "State Machine Does Not Exist: '@'", ""","roleArn":"arn:aws:iam::123456789012:role/r","publish":true""")]
    [InlineData("PublishStateMachineVersion", "stateMachineArn", Arn + ":1", "StateMachineDoesNotExist", "State Machine Does Not Exist: '@'")]
    [InlineData("PublishStateMachineVersion", "stateMachineArn", "m", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: m'")]
    [InlineData("DeleteStateMachine", "stateMachineArn", Arn + ":1", "ValidationException", "stateMachineArn must be the ARN of a whole state machine: '@'")]
    [InlineData("DeleteStateMachineVersion", "stateMachineVersionArn", Arn, "ValidationException", "stateMachineVersionArn must be the ARN of a state machine version: '@'")]
    [InlineData("ListStateMachineVersions", "stateMachineArn", Arn + ":1", "StateMachineDoesNotExist", "State Machine Does Not Exist: '@'")]
    [InlineData("ListExecutions", "stateMachineArn", Prefix + "stateMachine:none:1", "StateMachineDoesNotExist", "State Machine Does Not Exist: '@'")]
    [InlineData("TagResource", "resourceArn", Arn + ":1", "ResourceNotFound", "Resource not found: '@'", ""","tags":[]""")]
    [InlineData("ListTagsForResource", "resourceArn", Arn + ":2", "ResourceNotFound", "Resource not found: '@'")]
    public async Task What_is_not_there_or_not_meant_is_refused(
        string operation, string member, string arn, string type, string message, string more = "")
    {
        await _fixture.CreateMachine("m", ""","publish":true""");
        (string refused, string text) = await _fixture.Refuse(operation, $$"""{"{{member}}":"{{arn}}"{{more}}}""");
        Assert.Equal((type, message.Replace("@", arn, StringComparison.Ordinal)), (refused, text));
    }

    [Fact]
    public async Task A_forged_token_is_no_token()
    {
        await _fixture.CreateMachine("m");
        string token = FunctionsAsl.Service.Protocol.PageToken.Issue($"ListStateMachineVersions {Arn}", "x");
        Assert.Equal(
            "InvalidToken",
            (await _fixture.Refuse("ListStateMachineVersions", $$"""{"stateMachineArn":"{{Arn}}","nextToken":"{{token}}"}""")).Type);
    }

    /// <summary>ST control_lifecycle: it can be asked for them, and has none.</summary>
    [Fact]
    public async Task A_version_has_no_tags()
    {
        await _fixture.CreateMachine("m", ""","publish":true,"tags":[{"key":"k","value":"v"}]""");
        Assert.Equal("""{"tags":[]}""", await _fixture.Call("ListTagsForResource", $$"""{"resourceArn":"{{Arn}}:1"}"""));
    }

    [Fact]
    public async Task An_execution_of_a_version_runs_what_was_published()
    {
        await _fixture.CreateMachine("m", ""","publish":true""");
        await Update("2");
        await StartAs(":1", "old");
        await StartAs("", "new");
        await Delete(Arn + ":1");
        Assert.Equal(
            ("StateMachineDoesNotExist", $"State Machine Version Does Not Exist: '{Arn}:1'"),
            await _fixture.Refuse("StartExecution", $$"""{"stateMachineArn":"{{Arn}}:1"}"""));

        JsonMap old = Parse(await _fixture.Call("DescribeExecution", Execution("old")));
        Assert.Equal((Quoted(Arn), Quoted(Arn + ":1")), (Text(old, "stateMachineArn"), Text(old, "stateMachineVersionArn")));
        Assert.False(old.Contains("stateMachineAliasArn"));
        Assert.False(Parse(await _fixture.Call("DescribeExecution", Execution("new"))).Contains("stateMachineVersionArn"));

        // The machine is named, and shown as it was (ST control_lifecycle).
        JsonMap of = Parse(await _fixture.Call("DescribeStateMachineForExecution", Execution("old")));
        Assert.Equal((Quoted(Arn), Quoted(Definition)), (Text(of, "stateMachineArn"), Text(of, "definition")));
        of = Parse(await _fixture.Call("DescribeStateMachineForExecution", Execution("new")));
        Assert.Equal(Quoted(Changed("2")), Text(of, "definition"));

        // Those of a version that was deleted are still listed.
        Assert.Equal(["old"], await List(":1"));
        Assert.Equal(["new", "old"], await List(""));
        Assert.Empty(await List(":2"));
    }

    [Fact]
    public async Task An_Express_version_runs_what_was_published()
    {
        await _fixture.CreateMachine("m", ""","type":"EXPRESS","publish":true""");
        JsonMap ended = Parse(await _fixture.Call("StartSyncExecution", $$"""{"stateMachineArn":"{{Arn}}:1"}"""));
        Assert.Equal(Quoted(Arn), Text(ended, "stateMachineArn"));
    }

    private async Task<string> Refusal(string more)
    {
        (string type, string message) = await _fixture.Refuse("CreateStateMachine", Machine("m", more));
        Assert.Equal("StateMachineAlreadyExists", type);
        return message;
    }

    private Task<string> Update(string comment, string more = "") => _fixture.Call(
        "UpdateStateMachine", $$"""{"stateMachineArn":"{{Arn}}","definition":{{Quoted(Changed(comment))}}{{more}}}""");

    private Task<string> Publish(string more = "") =>
        _fixture.Call("PublishStateMachineVersion", $$"""{"stateMachineArn":"{{Arn}}"{{more}}}""");

    private Task<string> Delete(string arn) => _fixture.Call("DeleteStateMachineVersion", $$"""{"stateMachineVersionArn":"{{arn}}"}""");

    private async Task<JsonMap> Describe(string arn) => Parse(await _fixture.Call("DescribeStateMachine", $$"""{"stateMachineArn":"{{arn}}"}"""));

    private async Task<string> Versions(string request) => JsonList.Of(
        ((JsonList)Parse(await _fixture.Call("ListStateMachineVersions", request))["stateMachineVersions"]!)
            .Select(static v => ((JsonMap)v)["stateMachineVersionArn"]!)).ToString();

    private Task<string> StartAs(string qualifier, string name) =>
        _fixture.Call("StartExecution", $$"""{"stateMachineArn":"{{Arn}}{{qualifier}}","name":"{{name}}"}""");

    private async Task<IEnumerable<string>> List(string qualifier) =>
        ((JsonList)Parse(await _fixture.Call("ListExecutions", $$"""{"stateMachineArn":"{{Arn}}{{qualifier}}"}"""))["executions"]!)
            .Select(static e => ((JsonString)((JsonMap)e)["name"]!).Value);

    private static string Execution(string name) => $$"""{"executionArn":"{{Prefix}}execution:m:{{name}}"}""";

    private static string Changed(string comment) => Definition.Replace("{\"StartAt\"", $"{{\"Comment\":\"{comment}\",\"StartAt\"", StringComparison.Ordinal);

    private static string Quoted(string text) => new JsonString(text).ToString();

    private static string Text(JsonMap o, string member) => o[member]!.ToString();

    private static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);
}
