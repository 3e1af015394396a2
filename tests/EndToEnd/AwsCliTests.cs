using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

public sealed class AwsCliTests(Server server) : IClassFixture<Server>
{
    private const string Pass = """{"StartAt":"Hi","States":{"Hi":{"Type":"Pass","Result":"héllo 🌍","End":true}}}""";
    private const string Wait = """{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}""";

    private readonly AwsCli _aws = new(server);

    [AwsCliFact]
    public async Task A_state_machine_is_created_updated_described_tagged_and_deleted()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Pass);
        JsonMap created = await _aws.CallAsync(
            "create-state-machine", "--name", "cli-life", "--role-arn", Api.Role, "--definition", $"file://{file}",
            "--tags", "key=team,value=a");
        File.Delete(file);
        string arn = created.Text("stateMachineArn");
        Assert.Equal($"{Api.Account}:stateMachine:cli-life", arn);
        Assert.NotEqual(default, Date(created, "creationDate"));

        JsonMap first = await _aws.CallAsync("describe-state-machine", "--state-machine-arn", arn);
        Assert.Equal(Pass, first.Text("definition"));
        Assert.Equal("ACTIVE", first.Text("status"));
        Assert.Equal("STANDARD", first.Text("type"));

        JsonMap updated = await _aws.CallAsync("update-state-machine", "--state-machine-arn", arn, "--definition", Wait);
        Assert.NotEqual(default, Date(updated, "updateDate"));
        Assert.Equal(Wait, (await _aws.CallAsync("describe-state-machine", "--state-machine-arn", arn)).Text("definition"));

        await _aws.CallAsync("tag-resource", "--resource-arn", arn, "--tags", "key=stage,value=test");
        await _aws.CallAsync("untag-resource", "--resource-arn", arn, "--tag-keys", "team");
        Assert.Equal(
            """[{"key":"stage","value":"test"}]""",
            (await _aws.CallAsync("list-tags-for-resource", "--resource-arn", arn)).At("tags").ToString());

        await _aws.CallAsync("delete-state-machine", "--state-machine-arn", arn);
        Assert.Equal(
            $"An error occurred (StateMachineDoesNotExist) when calling the DescribeStateMachine operation: "
            + $"State Machine Does Not Exist: '{arn}'",
            Last(await _aws.FailAsync("describe-state-machine", "--state-machine-arn", arn)));
    }

    [AwsCliFact]
    public async Task Lists_come_in_pages()
    {
        using Api api = server.Connect();
        string arn = await api.CreateAsync("cli-pages", Pass);
        for (int i = 1; i <= 5; i++)
        {
            await api.StartAsync(arn, $"e{i}");
        }

        List<string> names = [];
        JsonMap page = await _aws.CallAsync("list-executions", "--state-machine-arn", arn, "--max-results", "3");
        names.AddRange(Names(page));
        Assert.Equal(3, names.Count);
        page = await _aws.CallAsync(
            "list-executions", "--state-machine-arn", arn, "--max-results", "3", "--next-token", page.Text("nextToken"));
        names.AddRange(Names(page));
        Assert.Null(page["nextToken"]);
        Assert.Equal(["e1", "e2", "e3", "e4", "e5"], names.Order());

        // The CLI's own pages: it cuts where the service did not.
        names.Clear();
        page = await _aws.CallAsync("list-executions", "--state-machine-arn", arn, "--max-items", "4", "--page-size", "3");
        names.AddRange(Names(page));
        page = await _aws.CallAsync(
            "list-executions", "--state-machine-arn", arn, "--max-items", "4", "--page-size", "3",
            "--starting-token", page.Text("NextToken"));
        names.AddRange(Names(page));
        Assert.Equal(["e1", "e2", "e3", "e4", "e5"], names.Order());

        page = await _aws.CallAsync("list-state-machines", "--page-size", "1");
        Assert.Contains("cli-pages", Names(page, "stateMachines"));
    }

    [AwsCliFact]
    public async Task An_execution_is_started_described_read_and_stopped()
    {
        using Api api = server.Connect();
        string pass = await api.CreateAsync("cli-pass", Pass);
        string wait = await api.CreateAsync("cli-wait", Wait);

        JsonMap started = await _aws.CallAsync(
            "start-execution", "--state-machine-arn", pass, "--name", "first", "--input", """{"who":"wörld"}""");
        string arn = started.Text("executionArn");
        await api.WhenEndedAsync(arn);
        JsonMap described = await _aws.CallAsync("describe-execution", "--execution-arn", arn);
        Assert.Equal("SUCCEEDED", described.Text("status"));
        Assert.Equal("""{"who":"wörld"}""", described.Text("input"));
        Assert.Equal("\"héllo 🌍\"", described.Text("output"));
        Assert.True(Date(described, "stopDate") >= Date(described, "startDate"));

        JsonMap history = await _aws.CallAsync(
            "get-execution-history", "--execution-arn", arn, "--reverse-order", "--no-include-execution-data");
        Assert.Equal(
            ["ExecutionSucceeded", "PassStateExited", "PassStateEntered", "ExecutionStarted"],
            history.List("events").Select(static e => e.Text("type")));
        Assert.DoesNotContain("wörld", history.ToString(), StringComparison.Ordinal);
        history = await _aws.CallAsync("get-execution-history", "--execution-arn", arn, "--include-execution-data");
        Assert.Equal("""{"who":"wörld"}""", history.List("events")[0].At("executionStartedEventDetails").Text("input"));
        Assert.Equal([1, 2, 3, 4], history.List("events").Select(static e => e.Integer("id")));

        string waiting = (await _aws.CallAsync("start-execution", "--state-machine-arn", wait)).Text("executionArn");
        JsonMap stopped = await _aws.CallAsync(
            "stop-execution", "--execution-arn", waiting, "--error", "Enough", "--cause", "No more.");
        Assert.NotEqual(default, Date(stopped, "stopDate"));
        JsonMap aborted = await _aws.CallAsync("describe-execution", "--execution-arn", waiting);
        Assert.Equal(("ABORTED", "Enough", "No more."), (aborted.Text("status"), aborted.Text("error"), aborted.Text("cause")));
        JsonMap of = await _aws.CallAsync("describe-state-machine-for-execution", "--execution-arn", waiting);
        Assert.Equal(Wait, of.Text("definition"));
    }

    [AwsCliFact]
    public async Task A_worker_takes_activity_tasks_and_answers_them()
    {
        using Api api = server.Connect();
        string activity = (await _aws.CallAsync("create-activity", "--name", "cli-activity")).Text("activityArn");
        string machine = await api.CreateAsync("cli-activity", $$"""
            { "StartAt":"A", "States": { "A": { "Type":"Task", "Resource":"{{activity}}", "HeartbeatSeconds":600, "End":true } } }
            """);
        string good = await api.StartAsync(machine, "good", """{"n":1}""");

        JsonMap task = await _aws.CallAsync("get-activity-task", "--activity-arn", activity, "--worker-name", "me");
        Assert.Equal("""{"n":1}""", task.Text("input"));
        await _aws.CallAsync("send-task-heartbeat", "--task-token", task.Text("taskToken"));
        await _aws.CallAsync("send-task-success", "--task-token", task.Text("taskToken"), "--task-output", """{"n":2}""");
        Assert.Equal("""{"n":2}""", (await api.WhenEndedAsync(good)).Text("output"));
        Assert.StartsWith(
            "An error occurred (TaskTimedOut) when calling the SendTaskSuccess operation: Task Timed Out: ",
            Last(await _aws.FailAsync("send-task-success", "--task-token", task.Text("taskToken"), "--task-output", "1")));

        string bad = await api.StartAsync(machine, "bad");
        task = await _aws.CallAsync("get-activity-task", "--activity-arn", activity);
        await _aws.CallAsync("send-task-failure", "--task-token", task.Text("taskToken"), "--error", "Broken", "--cause", "It fell.");
        JsonMap failed = await api.WhenEndedAsync(bad);
        Assert.Equal(("FAILED", "Broken", "It fell."), (failed.Text("status"), failed.Text("error"), failed.Text("cause")));

        Assert.Contains("cli-activity", Names(await _aws.CallAsync("list-activities"), "activities"));
        Assert.Equal("cli-activity", (await _aws.CallAsync("describe-activity", "--activity-arn", activity)).Text("name"));
        await _aws.CallAsync("delete-activity", "--activity-arn", activity);
        Assert.Contains("(ActivityDoesNotExist)", await _aws.FailAsync("describe-activity", "--activity-arn", activity));
    }

    [AwsCliFact]
    public async Task A_definition_is_validated()
    {
        JsonMap good = await _aws.CallAsync("validate-state-machine-definition", "--definition", Pass);
        Assert.Equal("OK", good.Text("result"));
        JsonMap bad = await _aws.CallAsync(
            "validate-state-machine-definition", "--definition", """{"StartAt":"X","States":{"A":{"Type":"Pass","End":true}}}""");
        Assert.Equal("FAIL", bad.Text("result"));
        Assert.Contains(bad.List("diagnostics"), static d => d.Text("code") == "MISSING_TRANSITION_TARGET");
    }

    [AwsCliFact]
    public async Task A_state_is_tested_at_the_host_name_with_its_prefix()
    {
        const string State = """{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","OutputPath":"$.MessageId","Next":"Other"}""";
        JsonMap tested = await _aws.CallAsync("test-state", "--definition", State, "--mock", """{"result":"{\"MessageId\":\"m\"}"}""");
        Assert.Equal(("SUCCEEDED", "\"m\"", "Other"), (tested.Text("status"), tested.Text("output"), tested.Text("nextState")));
        Assert.Equal(
            "An error occurred (ValidationException) when calling the TestState operation: RoleArn must be specified when testing a Task state",
            Last(await _aws.FailAsync("test-state", "--definition", State)));
    }

    [AwsCliFact]
    public async Task Refusals_read_as_those_of_AWS()
    {
        string machine = $"{Api.Account}:stateMachine:none";
        string execution = $"{Api.Account}:execution:none:none";
        Assert.Equal(
            $"An error occurred (StateMachineDoesNotExist) when calling the StartExecution operation: "
            + $"State Machine Does Not Exist: '{machine}'",
            Last(await _aws.FailAsync("start-execution", "--state-machine-arn", machine)));
        Assert.Equal(
            $"An error occurred (ExecutionDoesNotExist) when calling the DescribeExecution operation: "
            + $"Execution Does Not Exist: '{execution}'",
            Last(await _aws.FailAsync("describe-execution", "--execution-arn", execution)));
        Assert.Equal(
            "An error occurred (InvalidArn) when calling the DescribeStateMachine operation: Invalid Arn: 'Invalid ARN prefix: nonsense'",
            Last(await _aws.FailAsync("describe-state-machine", "--state-machine-arn", "nonsense")));
        Assert.StartsWith(
            "An error occurred (InvalidDefinition) when calling the CreateStateMachine operation: Invalid State Machine Definition: ",
            Last(await _aws.FailAsync("create-state-machine", "--name", "bad", "--role-arn", Api.Role, "--definition", "{}")));
        Assert.StartsWith(
            "An error occurred (InvalidToken) when calling the SendTaskSuccess operation: Invalid Token",
            Last(await _aws.FailAsync("send-task-success", "--task-token", "t", "--task-output", "1")));
    }

    [AwsCliFact]
    public async Task Versions_and_aliases_are_published_led_to_listed_and_deleted()
    {
        string arn = (await _aws.CallAsync(
            "create-state-machine", "--name", "cli-versions", "--role-arn", Api.Role, "--definition", Pass)).Text("stateMachineArn");
        JsonMap first = await _aws.CallAsync(
            "publish-state-machine-version", "--state-machine-arn", arn, "--revision-id", "INITIAL", "--description", "first");
        Assert.Equal($"{arn}:1", first.Text("stateMachineVersionArn"));
        Assert.NotEqual(default, Date(first, "creationDate"));
        Assert.Contains("(ConflictException)", await _aws.FailAsync("publish-state-machine-version", "--state-machine-arn", arn, "--revision-id", "x"));
        JsonMap second = await _aws.CallAsync(
            "update-state-machine", "--state-machine-arn", arn, "--definition", Wait, "--publish", "--version-description", "second");
        Assert.Equal($"{arn}:2", second.Text("stateMachineVersionArn"));
        JsonMap described = await _aws.CallAsync("describe-state-machine", "--state-machine-arn", $"{arn}:1");
        Assert.Equal((Pass, "first"), (described.Text("definition"), described.Text("description")));

        JsonMap versions = await _aws.CallAsync("list-state-machine-versions", "--state-machine-arn", arn, "--max-results", "1");
        Assert.Equal($"{arn}:2", Assert.Single(versions.List("stateMachineVersions")).Text("stateMachineVersionArn"));
        versions = await _aws.CallAsync(
            "list-state-machine-versions", "--state-machine-arn", arn, "--next-token", versions.Text("nextToken"));
        Assert.Equal($"{arn}:1", Assert.Single(versions.List("stateMachineVersions")).Text("stateMachineVersionArn"));
        Assert.Contains("(InvalidToken)", await _aws.FailAsync("list-state-machine-versions", "--state-machine-arn", arn, "--next-token", "x"));

        JsonMap created = await _aws.CallAsync(
            "create-state-machine-alias", "--name", "live", "--routing-configuration", $"stateMachineVersionArn={arn}:1,weight=100");
        string alias = created.Text("stateMachineAliasArn");
        Assert.Equal($"{arn}:live", alias);
        Assert.Contains("(ConflictException)", await _aws.FailAsync(
            "create-state-machine-alias", "--name", "live", "--routing-configuration", $"stateMachineVersionArn={arn}:2,weight=100"));

        string execution = (await _aws.CallAsync("start-execution", "--state-machine-arn", alias, "--name", "by-alias")).Text("executionArn");
        described = await _aws.CallAsync("describe-execution", "--execution-arn", execution);
        Assert.Equal(
            (alias, $"{arn}:1", arn),
            (described.Text("stateMachineAliasArn"), described.Text("stateMachineVersionArn"), described.Text("stateMachineArn")));
        Assert.Equal(["by-alias"], Names(await _aws.CallAsync("list-executions", "--state-machine-arn", $"{arn}:1")));
        Assert.Equal(["by-alias"], Names(await _aws.CallAsync("list-executions", "--state-machine-arn", alias)));
        JsonAny begun = (await _aws.CallAsync("get-execution-history", "--execution-arn", execution)).List("events")[0];
        Assert.Equal(alias, begun.At("executionStartedEventDetails").Text("stateMachineAliasArn"));

        JsonMap updated = await _aws.CallAsync(
            "update-state-machine-alias", "--state-machine-alias-arn", alias, "--description", "d",
            "--routing-configuration", $"stateMachineVersionArn={arn}:2,weight=100");
        Assert.NotEqual(default, Date(updated, "updateDate"));
        Assert.Contains("(ValidationException)", await _aws.FailAsync("update-state-machine-alias", "--state-machine-alias-arn", alias));
        described = await _aws.CallAsync("describe-state-machine-alias", "--state-machine-alias-arn", alias);
        Assert.Equal(("live", "d"), (described.Text("name"), described.Text("description")));
        JsonMap aliases = await _aws.CallAsync("list-state-machine-aliases", "--state-machine-arn", $"{arn}:2");
        Assert.Equal(alias, Assert.Single(aliases.List("stateMachineAliases")).Text("stateMachineAliasArn"));

        await _aws.CallAsync("delete-state-machine-version", "--state-machine-version-arn", $"{arn}:1");
        Assert.Contains(
            $"State Machine Version Does Not Exist: '{arn}:1'", await _aws.FailAsync("describe-state-machine", "--state-machine-arn", $"{arn}:1"));
        await _aws.CallAsync("delete-state-machine-alias", "--state-machine-alias-arn", alias);
        Assert.Contains("(ResourceNotFound)", await _aws.FailAsync("describe-state-machine-alias", "--state-machine-alias-arn", alias));
    }

    [AwsCliFact]
    public async Task An_execution_is_redriven()
    {
        string arn = (await _aws.CallAsync(
            "create-state-machine", "--name", "cli-redrive", "--role-arn", Api.Role, "--definition",
            """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}""")).Text("stateMachineArn");
        string execution = (await _aws.CallAsync("start-execution", "--state-machine-arn", arn)).Text("executionArn");
        JsonMap described = await _aws.CallAsync("describe-execution", "--execution-arn", execution);
        Assert.Equal(("FAILED", "REDRIVABLE"), (described.Text("status"), described.Text("redriveStatus")));
        JsonMap redriven = await _aws.CallAsync("redrive-execution", "--execution-arn", execution, "--client-token", "t");
        Assert.Equal(redriven, await _aws.CallAsync("redrive-execution", "--execution-arn", execution, "--client-token", "t"));
        described = await _aws.CallAsync("describe-execution", "--execution-arn", execution);
        Assert.Equal(("1", Date(redriven, "redriveDate")), (described.At("redriveCount").ToString(), Date(described, "redriveDate")));
        Assert.Contains("(ExecutionDoesNotExist)", await _aws.FailAsync("redrive-execution", "--execution-arn", execution + "x"));
    }

    private static IEnumerable<string> Names(JsonMap page, string list = "executions") =>
        page.List(list).Select(static item => item.Text("name"));

    /// <summary>A date: version 1 of the CLI prints seconds, version 2 ISO 8601.</summary>
    private static DateTimeOffset Date(JsonMap answer, string name) => answer.At(name) is JsonNumber seconds
        ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.AsDouble)
        : DateTimeOffset.Parse(answer.Text(name));

    /// <summary>Newer versions of the CLI say more, and before it.</summary>
    private static string Last(string errors)
    {
        int start = errors.IndexOf("An error occurred", StringComparison.Ordinal);
        Assert.True(start >= 0, errors);
        return errors[start..].Split('\n')[0];
    }
}
