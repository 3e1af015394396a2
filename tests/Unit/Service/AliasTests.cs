using FunctionsAsl.Json;
using FunctionsAsl.Service.Protocol;
using FunctionsAsl.Service.Records;
using Xunit;
using static FunctionsAsl.Unit.Service.ServiceFixture;

namespace FunctionsAsl.Unit.Service;

public sealed class AliasTests
{
    private const string Arn = Prefix + "stateMachine:m";
    private const string Alias = Arn + ":live";
    private const string ByAlias = $$"""{"stateMachineAliasArn":"{{Alias}}"}""";

    private readonly ServiceFixture _fixture = new();

    /// <summary>ST control_lifecycle, step by step.</summary>
    [Fact]
    public async Task An_alias_is_created_described_updated_and_deleted()
    {
        await Publish(2);
        const string Created = $$"""{"creationDate":1790244738.799,"stateMachineAliasArn":"{{Alias}}"}""";
        Assert.Equal(Created, await Create("live", Route(1, 100), ""","description":"d" """));
        _fixture.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(Created, await Create("live", Route(1, 100), ""","description":"d" """));
        const string Conflict =
            "Failed to create alias because an alias with the same name and a different routing configuration already exists.";
        Assert.Equal(("ConflictException", Conflict), await RefuseCreate("live", Route(2, 100), ""","description":"d" """));
        Assert.Equal(("ConflictException", Conflict), await RefuseCreate("live", Route(1, 100), ""","description":"e" """));
        Assert.Equal(
            $$"""{"creationDate":1790244738.799,"description":"d","name":"live","routingConfiguration":[{{Route(1, 100)}}],"stateMachineAliasArn":"{{Alias}}"}""",
            await _fixture.Call("DescribeStateMachineAlias", ByAlias));

        Assert.Equal("""{"updateDate":1790244739.799}""", await Update(Routes(Route(2, 30), Route(1, 70))));
        _fixture.Clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("""{"updateDate":1790244739.799}""", await Update(Routes(Route(2, 30), Route(1, 70))));
        Assert.Equal("""{"updateDate":1790244740.799}""", await Update(""","description":"" """));
        Assert.Equal(
            $$"""{"creationDate":1790244738.799,"description":"","name":"live","routingConfiguration":[{{Route(2, 30)}},{{Route(1, 70)}}],"stateMachineAliasArn":"{{Alias}}","updateDate":1790244740.799}""",
            await _fixture.Call("DescribeStateMachineAlias", ByAlias));

        Assert.Equal("{}", await _fixture.Call("DeleteStateMachineAlias", ByAlias));
        Assert.Equal("{}", await _fixture.Call("DeleteStateMachineAlias", ByAlias));
        (string, string) none = ("ResourceNotFound", $"Resource not found: '{Alias}'");
        Assert.Equal(none, await _fixture.Refuse("DescribeStateMachineAlias", ByAlias));
        Assert.Equal(none, await _fixture.Refuse("UpdateStateMachineAlias", ByAlias.Replace("}", ""","description":"x"}""", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_version_stays_while_an_alias_leads_to_it()
    {
        await Publish(3);
        await Create("one", Route(1, 100));
        await Create("b", Route(1, 0), Route(2, 100));
        (string Type, string Message) refusal = await _fixture.Refuse("DeleteStateMachineVersion", $$"""{"stateMachineVersionArn":"{{Arn}}:1"}""");
        Assert.Equal("ConflictException", refusal.Type);
        Assert.EndsWith(" Current list of aliases referencing this version: [b, one]", refusal.Message, StringComparison.Ordinal);
        await Update(Routes(Route(3, 100)), "one");
        await Update(Routes(Route(3, 100)), "b");
        await _fixture.Call("DeleteStateMachineVersion", $$"""{"stateMachineVersionArn":"{{Arn}}:1"}""");
        Assert.Equal(
            ("ResourceNotFound", $"Resource not found: '{Arn}:1'"), await RefuseCreate("late", Route(1, 100)));
    }

    [Theory]
    [InlineData("Routing configuration must contain state machine version ARNs. Received: [@]", "", 100)]
    [InlineData("Routing configuration must contain state machine version ARNs. Received: [@:live]", ":live", 100)]
    [InlineData("Routing configuration must contain state machine version ARNs. Received: [@:1, @]", ":1", 50, "", 50)]
    [InlineData("Sum of routing configuration weights must equal 100. Received: [99]", ":1", 99)]
    [InlineData("Sum of routing configuration weights must equal 100. Received: [70, 31]", ":1", 70, ":2", 31)]
    [InlineData("Routing configuration must contain distinct state machine version ARNs. Received: [@:1, @:1]", ":1", 50, ":1", 50)]
    [InlineData("Routing configuration must contain state machine version ARNs for the same state machine. Received: [@:1, @o:1]", ":1", 50, "o:1", 50)]
    public async Task A_routing_that_cannot_be_is_refused_with_its_reason(
        string message, string first, int weight, string? second = null, int rest = 0)
    {
        await Publish(2);
        await _fixture.CreateMachine("mo", ""","publish":true""");
        string[] routes = second is null ? [Item(first, weight)] : [Item(first, weight), Item(second, rest)];
        await Create("live", Route(1, 100));
        foreach ((string operation, string request) in ((string, string)[])
            [("CreateStateMachineAlias", $$"""{"name":"x"{{Routes(routes)}}}"""),
            ("UpdateStateMachineAlias", $$"""{"stateMachineAliasArn":"{{Alias}}"{{Routes(routes)}}}""")])
        {
            ApiResponse response = await _fixture.Invoke(operation, request);
            JsonMap body = Parse(System.Text.Encoding.UTF8.GetString(response.Body.Span));
            Assert.Equal(
                ("\"ValidationException\"", message.Replace("@", Arn, StringComparison.Ordinal), "\"INVALID_ROUTING_CONFIGURATION\""),
                (body["__type"]!.ToString(), ((JsonString)body["message"]!).Value, body["reason"]!.ToString()));
        }

        static string Item(string qualifier, int weight) => $$"""{"stateMachineVersionArn":"{{Arn}}{{qualifier}}","weight":{{weight}}}""";
    }

    [Fact]
    public async Task An_update_says_what_is_to_change_and_stays_with_its_machine()
    {
        await Publish(1);
        await _fixture.CreateMachine("o", ""","publish":true""");
        await Create("live", Route(1, 100));
        Assert.Equal(
            ("ValidationException", "Either description or routing configuration must be specified"),
            await _fixture.Refuse("UpdateStateMachineAlias", ByAlias));
        string other = $$"""{"stateMachineVersionArn":"{{Prefix}}stateMachine:o:1","weight":100}""";
        Assert.Equal(
            ("ValidationException", $"Routing configuration must contain state machine version ARNs for the same state machine. Received: [{Prefix}stateMachine:o:1]"),
            await _fixture.Refuse("UpdateStateMachineAlias", $$"""{"stateMachineAliasArn":"{{Alias}}"{{Routes(other)}}}"""));
        Assert.Equal(
            ("ResourceNotFound", $"Resource not found: '{Arn}:9'"),
            await _fixture.Refuse("UpdateStateMachineAlias", $$"""{"stateMachineAliasArn":"{{Alias}}"{{Routes(Route(9, 100))}}}"""));
        foreach (string operation in (string[])["DescribeStateMachineAlias", "DeleteStateMachineAlias"])
        {
            foreach (string arn in (string[])[Arn, Arn + ":1"])
            {
                Assert.Equal("ValidationException", (await _fixture.Refuse(operation, $$"""{"stateMachineAliasArn":"{{arn}}"}""")).Type);
            }
        }
    }

    /// <summary>By name, though the documentation says otherwise: LS test_list_state_machine_aliases_pagination_max_results.</summary>
    [Fact]
    public async Task Aliases_are_listed_by_name_in_pages_and_by_version()
    {
        await Publish(2);
        foreach (string name in (string[])["c", "a", "B"])
        {
            await Create(name, Route(1, 100));
        }

        await Create("d", Route(1, 50), Route(2, 50));
        Assert.Equal(["B", "a", "c", "d"], await List(Arn, 3));
        Assert.Equal(["d"], await List(Arn + ":2", 3));
        Assert.Equal(["B", "a", "c", "d"], await List(Arn + ":1", 1));
        Assert.Empty(await List(Arn + ":3", 1));
        Assert.Equal("ResourceNotFound", (await _fixture.Refuse("ListStateMachineAliases", $$"""{"stateMachineArn":"{{Arn}}:a"}""")).Type);
        Assert.Equal(
            "StateMachineDoesNotExist",
            (await _fixture.Refuse("ListStateMachineAliases", $$"""{"stateMachineArn":"{{Prefix}}stateMachine:none"}""")).Type);
        Assert.Equal(
            "InvalidToken", (await _fixture.Refuse("ListStateMachineAliases", $$"""{"stateMachineArn":"{{Arn}}","nextToken":"x"}""")).Type);
    }

    [Fact]
    public async Task A_machine_has_a_hundred_aliases_at_most()
    {
        await Publish(1);
        for (int i = 0; i < 100; i++)
        {
            await Create($"a{i}", Route(1, 100));
        }

        Assert.Equal(
            ("ServiceQuotaExceededException", $"The state machine '{Arn}' has 100 aliases, and can have no more"),
            await RefuseCreate("b", Route(1, 100)));
        await Create("a7", Route(1, 100));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(29, 2)]
    [InlineData(30, 1)]
    [InlineData(99, 1)]
    public async Task An_execution_begins_with_the_version_that_the_draw_falls_on(int draw, int version)
    {
        await Publish(2);
        await Create("live", Route(2, 30), Route(1, 70));
        _fixture.Luck.Value = draw;
        await Start("e");
        ExecutionRecord started = Assert.Single(_fixture.Engine.Executions);
        Assert.Equal((version, "live", Arn), (started.Version, started.Alias, started.StateMachineArn));
        Assert.Contains($"\"{version}\"", started.StateMachine.Definition, StringComparison.Ordinal);
        JsonMap described = Parse(await _fixture.Call("DescribeExecution", $$"""{"executionArn":"{{Prefix}}execution:m:e"}"""));
        Assert.Equal(
            ($"\"{Alias}\"", $"\"{Arn}\"", $"\"{Arn}:{version}\""),
            (described["stateMachineAliasArn"]!.ToString(), described["stateMachineArn"]!.ToString(), described["stateMachineVersionArn"]!.ToString()));
    }

    /// <summary>API/API_StartExecution: the answer is the first one's, whatever is drawn now.</summary>
    [Fact]
    public async Task A_start_that_comes_again_is_not_decided_again()
    {
        await Publish(2);
        await Create("live", Route(1, 50), Route(2, 50));
        string first = await Start("e");
        _fixture.Luck.Value = 99;
        Assert.Equal(first, await Start("e"));
        Assert.Equal(1, Assert.Single(_fixture.Engine.Executions).Version);
    }

    [Fact]
    public async Task An_alias_leads_elsewhere_once_it_is_updated_and_its_executions_stay_its_own()
    {
        await Publish(2);
        await Create("live", Route(1, 100));
        await Start("e1");
        await Update(Routes(Route(2, 100)));
        await Start("e2");
        await _fixture.Call("StartExecution", $$"""{"stateMachineArn":"{{Arn}}:1","name":"e3"}""");
        Assert.Equal(["e2 2 live", "e1 1 live"], await Executions(Alias));
        Assert.Equal(["e3 1 ", "e1 1 live"], await Executions(Arn + ":1"));
        Assert.Equal(["e3 1 ", "e2 2 live", "e1 1 live"], await Executions(Arn));
        Assert.Empty(await Executions(Arn + ":other"));

        await _fixture.Call("DeleteStateMachineAlias", ByAlias);
        Assert.Equal(
            ("StateMachineDoesNotExist", $"State Machine Alias Does Not Exist: '{Alias}'"),
            await _fixture.Refuse("StartExecution", $$"""{"stateMachineArn":"{{Alias}}"}"""));
        Assert.Equal(["e2 2 live", "e1 1 live"], await Executions(Alias));
    }

    [Fact]
    public async Task What_an_alias_leads_to_most_often_is_described()
    {
        await Publish(2);
        await Create("live", Route(1, 40), Route(2, 60));
        JsonMap described = Parse(await _fixture.Call("DescribeStateMachine", $$"""{"stateMachineArn":"{{Alias}}"}"""));
        Assert.Equal($"\"{Arn}:2\"", described["stateMachineArn"]!.ToString());
    }

    [Fact]
    public async Task Nothing_new_is_led_to_a_machine_that_is_being_deleted()
    {
        await Publish(1);
        await Create("live", Route(1, 100));
        await _fixture.Call("DeleteStateMachine", $$"""{"stateMachineArn":"{{Arn}}"}""");
        foreach ((string operation, string request) in ((string, string)[])
            [("CreateStateMachineAlias", $$"""{"name":"x"{{Routes(Route(1, 100))}}}"""),
            ("UpdateStateMachineAlias", $$"""{"stateMachineAliasArn":"{{Alias}}","description":"x"}"""),
            ("ListStateMachineAliases", $$"""{"stateMachineArn":"{{Arn}}"}"""),
            ("PublishStateMachineVersion", $$"""{"stateMachineArn":"{{Arn}}"}"""),
            ("StartExecution", $$"""{"stateMachineArn":"{{Alias}}"}"""),
            ("StartExecution", $$"""{"stateMachineArn":"{{Arn}}:1"}""")])
        {
            Assert.Equal("StateMachineDeleting", (await _fixture.Refuse(operation, request)).Type);
        }

        Assert.Equal(
            "\"DELETING\"",
            Parse(await _fixture.Call("DescribeStateMachine", $$"""{"stateMachineArn":"{{Arn}}:1"}"""))["status"]!.ToString());
    }

    /// <summary>The machine m with that many versions.</summary>
    private async Task Publish(int versions)
    {
        await _fixture.CreateMachine("m", $$""","definition":{{Commented(1)}},"publish":true""");
        for (int i = 2; i <= versions; i++)
        {
            await _fixture.Call("UpdateStateMachine", $$"""{"stateMachineArn":"{{Arn}}","definition":{{Commented(i)}},"publish":true}""");
        }
    }

    private static string Commented(int version) => new JsonString(
        Definition.Replace("{\"StartAt\"", $"{{\"Comment\":\"{version}\",\"StartAt\"", StringComparison.Ordinal)).ToString();

    private static string Route(int version, int weight) => $$"""{"stateMachineVersionArn":"{{Arn}}:{{version}}","weight":{{weight}}}""";

    private static string Routes(params string[] routes) => $",\"routingConfiguration\":[{string.Join(',', routes)}]";

    private Task<string> Create(string name, params string[] routes) =>
        _fixture.Call("CreateStateMachineAlias", Request(name, routes));

    private Task<(string Type, string Message)> RefuseCreate(string name, params string[] routes) =>
        _fixture.Refuse("CreateStateMachineAlias", Request(name, routes));

    /// <param name="routes">The routes, and further members.</param>
    private static string Request(string name, string[] routes) =>
        $$"""{"name":"{{name}}"{{Routes([.. routes.Where(r => r[0] == '{')])}}{{string.Concat(routes.Where(r => r[0] == ','))}}}""";

    private Task<string> Update(string more, string name = "live") =>
        _fixture.Call("UpdateStateMachineAlias", $$"""{"stateMachineAliasArn":"{{Arn}}:{{name}}"{{more}}}""");

    private Task<string> Start(string name) =>
        _fixture.Call("StartExecution", $$"""{"stateMachineArn":"{{Alias}}","name":"{{name}}"}""");

    private async Task<List<string>> List(string arn, int size)
    {
        List<string> names = [];
        string? token = null;
        do
        {
            JsonMap page = Parse(await _fixture.Call(
                "ListStateMachineAliases",
                $$"""{"stateMachineArn":"{{arn}}","maxResults":{{size}}{{(token is null ? "" : $",\"nextToken\":{token}")}}}"""));
            JsonList items = (JsonList)page["stateMachineAliases"]!;
            Assert.True(items.Count <= size);
            names.AddRange(items.Select(static a => ((JsonString)((JsonMap)a)["stateMachineAliasArn"]!).Value[(Arn.Length + 1)..]));
            token = page["nextToken"]?.ToString();
        }
        while (token is not null);
        return names;
    }

    /// <summary>Name, version and alias of each.</summary>
    private async Task<IEnumerable<string>> Executions(string arn) =>
        ((JsonList)Parse(await _fixture.Call("ListExecutions", $$"""{"stateMachineArn":"{{arn}}"}"""))["executions"]!)
            .Cast<JsonMap>()
            .Select(static e => $"{Text(e, "name")} {Qualifier(e, "stateMachineVersionArn")} {Qualifier(e, "stateMachineAliasArn")}");

    private static string Qualifier(JsonMap execution, string member) => Text(execution, member) is { } arn ? arn[(Arn.Length + 1)..] : "";

    private static string? Text(JsonMap o, string member) => (o[member] as JsonString)?.Value;
}
