using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using FunctionsAsl.Json;
using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl run</c> as a process: what it prints where, and what it exits with.</summary>
public sealed class RunTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("asl-run-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task An_answer_for_a_state_that_is_not_there_is_refused_before_anything_runs()
    {
        Outcome outcome = await Asl.RunAsync("run", "src/Samples/approval.asl.json", "--answer", "Aks={}");
        Assert.Equal(2, outcome.Code);
        Assert.EndsWith("--answer names states that the definition does not have: Aks.\n", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_command_of_the_README_works()
    {
        Outcome outcome = await Asl.RunAsync("run", "src/Samples/order.asl.json");

        Assert.Equal(0, outcome.Code);
        JsonAny output = JsonAny.Parse(outcome.Output);
        Assert.Equal(JsonKind.Object, output.Kind);
        Assert.Single(outcome.Output.TrimEnd('\n').Split('\n'));
        Assert.Contains("> Charge the card", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("! TaskFailed: ", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_in_JSONata_runs()
    {
        Outcome outcome = await Asl.RunAsync("run", "src/Samples/etl.asl.json");

        Assert.Equal(0, outcome.Code);
        Assert.Equal("Espresso", ((JsonMap)JsonAny.Parse(outcome.Output))["bestSeller"]);
    }

    [Fact]
    public async Task A_map_over_a_file_in_a_folder_runs()
    {
        Outcome outcome = await Asl.RunAsync([("ASL_BUCKETS", "src/Samples/buckets")], "run", "src/Samples/sales-file.asl.json");

        Assert.Equal(0, outcome.Code);
        Assert.Equal("""{"day":"2026-11-28","rows":240,"badOrders":["17","90","200"],"cents":193750}""", outcome.Output.TrimEnd('\n'));
    }

    [Theory]
    [InlineData("STANDARD")]
    [InlineData("EXPRESS")]
    public async Task A_map_run_that_fails_says_why_its_first_child_did(string type)
    {
        string file = Path.Combine(_directory, "map.asl.json");
        await File.WriteAllTextAsync(file, $$"""
            {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$","MaxConcurrency":1,"End":true,"ItemProcessor":{
              "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"{{type}}"},"StartAt":"F","States":{
              "F":{"Type":"Fail","Error":"Broken","CausePath":"States.Format('item {}', $)"} } } } } }
            """);
        Outcome outcome = await Asl.RunAsync("run", file, "--input", "[1,2,3]");

        Assert.Equal(1, outcome.Code);
        string child = Assert.Single(outcome.Errors.Split('\n'), static line => line.Contains("The first child to fail is ", StringComparison.Ordinal));
        Assert.EndsWith(": Failed: Broken: item 1", child, StringComparison.Ordinal);
        Assert.True(
            outcome.Errors.IndexOf(child, StringComparison.Ordinal) < outcome.Errors.IndexOf("! MapRunFailed: States.ExceedToleratedFailureThreshold", StringComparison.Ordinal),
            outcome.Errors);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_says_where_it_was_looked_for()
    {
        Outcome outcome = await Asl.RunAsync([("ASL_BUCKETS", _directory)], "run", "src/Samples/sales-file.asl.json");
        Assert.Equal(1, outcome.Code);
        Assert.Contains($" note The items of s3://sales/2026-11-28.csv were looked for in the folder {_directory}: NoSuchBucket.\n", outcome.Errors, StringComparison.Ordinal);

        string none = Path.Combine(_directory, "none");
        outcome = await Asl.RunAsync([("ASL_BUCKETS", none)], "run", "src/Samples/sales-file.asl.json");
        Assert.Equal((2, $"ASL_BUCKETS names no folder: there is no {none}.\n"), (outcome.Code, outcome.Errors.Split("input.json\n")[^1]));
    }

    [Theory]
    [InlineData("Good", true)]
    [InlineData("Poor", false)]
    public async Task A_job_is_watched_with_mocks(string testCase, bool published)
    {
        Outcome outcome = await Asl.RunAsync(
            "run", "src/Samples/training.asl.json", "--mocks", "src/Samples/training.mocks.json", "--test-case", testCase);

        Assert.Equal(0, outcome.Code);
        Assert.Equal(published ? "true" : "false", ((JsonMap)JsonAny.Parse(outcome.Output))["published"]!.ToString());
    }

    [Fact]
    public async Task A_failure_is_told_on_standard_error_and_by_the_exit_code()
    {
        string file = Write("fail.asl.json", """{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Odd","Cause":"It is odd."}}}""");

        Outcome outcome = await Asl.RunAsync("run", file);

        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.EndsWith("Failed: Odd: It is odd.\n", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"n":1}""", """{"n":1}""")]
    [InlineData("@input.json", """["from a file","ü🌍"]""")]
    [InlineData(null, """{"beside":true}""")]
    public async Task The_input_is_given_or_lies_beside_the_definition(string? input, string expected)
    {
        string file = Write("echo.asl.json", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");
        Write("echo.input.json", """{"beside":true}""");
        string other = Write("input.json", """["from a file","ü🌍"]""");

        Outcome outcome = await Asl.RunAsync(
            ["run", file, .. input is null ? (string[])[] : ["--input", input.StartsWith('@') ? $"@{other}" : input]]);

        Assert.Equal((0, expected + "\n"), (outcome.Code, outcome.Output));
    }

    /// <summary>faults.md C7: a mocked task is told as a real one.</summary>
    [Fact]
    public async Task What_a_task_is_given_is_told_when_it_is_asked_for()
    {
        string file = Write("given.asl.json", """
            {"StartAt":"A","States":{
              "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","Next":"B"},
              "B":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true,
                "Parameters":{"QueueUrl":"q","MessageBody.$":"$.n"}}}}
            """);
        string mocks = Write("mocks.json", """
            {"StateMachines":{"given":{"TestCases":{"t":{"A":"R","B":"R"}}}},"MockedResponses":{"R":{"0":{"Return":{"n":2}}}}}
            """);

        Outcome quiet = await Asl.RunAsync("run", file, "--input", """{"n":1}""", "--mocks", mocks);
        Outcome verbose = await Asl.RunAsync("run", file, "--input", """{"n":1}""", "--mocks", mocks, "--verbose");

        Assert.Equal((0, 0), (quiet.Code, verbose.Code));
        Assert.DoesNotContain("Scheduled", quiet.Errors, StringComparison.Ordinal);
        Assert.Contains("""= LambdaFunctionScheduled {"n":1}""", verbose.Errors, StringComparison.Ordinal);
        Assert.Contains("""= TaskScheduled {"QueueUrl":"q","MessageBody":2}""", verbose.Errors, StringComparison.Ordinal);
    }

    /// <summary>faults.md C12.</summary>
    [UnixTheory]
    [InlineData("Ask={\"ok\":true}", null, 0, "{\"ok\":true}")]
    [InlineData("Ask={\"Return\":5}", null, 0, "5")]
    [InlineData("Ask={\"Throw\":{\"Error\":\"No\",\"Cause\":\"c\"}}", null, 1, "Failed: No: c")]
    [InlineData("-", "nonsense\n[1]\n", 0, "[1]")]
    [InlineData("Other=1", null, 1, "Nothing answers it here.")]
    public async Task What_waits_for_its_token_says_so_and_is_answered(string answer, string? input, int code, string expected)
    {
        string file = Write("token.asl.json", $$$"""
            {"StartAt":"Ask","TimeoutSeconds":{{{(answer == "Other=1" ? 15 : 60)}}},"States":{"Ask":{"Type":"Task","End":true,
              "Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
              "Parameters":{"FunctionName":"Send","Payload":{"token.$":"$$.Task.Token"}},"Catch":[{"ErrorEquals":["Never"],"Next":"Other"}] },
              "Other":{"Type":"Succeed"} } }
            """);
        Outcome outcome = await Tool.RunAsync(
            Asl.StartInfo("run", file, "--task", "Send=cat", "--answer", answer), input);

        Assert.Equal(code, outcome.Code);
        Assert.Contains(expected, outcome.Output + outcome.Errors, StringComparison.Ordinal);
        if (answer is "-" or "Other=1")
        {
            Assert.Matches("Ask waits for its task token: [.A-Za-z0-9_-]{40,}\n", outcome.Errors);
        }
    }

    [Theory]
    [InlineData("nothing", "--answer takes STATE=JSON")]
    [InlineData("A={", "--answer A: The answer is not JSON")]
    public async Task An_answer_that_cannot_be_is_refused(string answer, string expected)
    {
        string file = Write("p.asl.json", """{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}""");

        Outcome outcome = await Asl.RunAsync("run", file, "--answer", answer);

        Assert.Equal((2, ""), (outcome.Code, outcome.Output));
        Assert.StartsWith(expected, outcome.Errors, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_task_is_a_command_or_an_address()
    {
        using HttpListener listener = LoopbackListener.Start(out string address);
        string file = Write("tasks.asl.json", """
            {"StartAt":"A","States":{
              "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:Wrap","Next":"B"},
              "B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","OutputPath":"$.Payload","End":true,
                "Parameters":{"FunctionName":"Post","Payload.$":"$"}}}}
            """);

        Task<Outcome> run = Asl.RunAsync(
            "run", file, "--input", "\"in=put\"", "--task", """Wrap=printf '{"got":'; cat; printf '}'""", "--task", $"Post={address}a=b");
        HttpListenerContext request = await listener.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(1));
        string body = await new StreamReader(request.Request.InputStream, Encoding.UTF8).ReadToEndAsync();
        request.Response.OutputStream.Write("[true]"u8);
        request.Response.Close();
        Outcome outcome = await run;

        Assert.Equal("""{"got":"in=put"}""", body);
        Assert.Equal("/a=b", request.Request.RawUrl);
        Assert.Equal((0, "[true]\n"), (outcome.Code, outcome.Output));
    }

    [UnixFact]
    public async Task A_command_that_hangs_is_killed_with_all_that_it_started()
    {
        string file = TaskFile(""", "TimeoutSeconds":1""");
        string pids = Path.Combine(_directory, "pids");

        Outcome outcome = await Asl.RunAsync("run", file, "--task", $"F=sleep 1000 & echo $! $$ > '{pids}'; wait");

        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.EndsWith("Failed: States.Timeout\n", outcome.Errors, StringComparison.Ordinal);
        foreach (string pid in (await File.ReadAllTextAsync(pids)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            await AssertGoneAsync(int.Parse(pid, CultureInfo.InvariantCulture));
        }
    }

    [UnixTheory]
    [InlineData("head -c 104857600 /dev/zero | tr '\\0' x", "InvalidTaskOutput: The output of the command is longer than")]
    [InlineData("head -c 104857600 /dev/zero | tr '\\0' x >&2; exit 3", "TaskFailed: xxxx")]
    [InlineData("echo garbage", "InvalidTaskOutput: The output of the command is not JSON: ")]
    [InlineData("printf '\\377\\376'", "InvalidTaskOutput: The output of the command is not JSON: ")]
    [InlineData("head -c 200000 /dev/zero | tr '\\0' '['", "InvalidTaskOutput: The output of the command is not JSON: ")]
    [InlineData("printf '\"'; head -c 300000 /dev/zero | tr '\\0' x; printf '\"'", "States.DataLimitExceeded")]
    [InlineData("true", "InvalidTaskOutput: The output of the command is not JSON: ")]
    [InlineData("kill -9 $$", "TaskFailed: The command ended with exit code 137.")]
    [InlineData("echo why >&2; exit 7", "TaskFailed: why")]
    [InlineData("no-such-program", "TaskFailed: ")]
    public async Task A_command_that_misbehaves_fails_its_task(string command, string expected)
    {
        ProcessStartInfo start = Asl.StartInfo("run", TaskFile(""), "--task", $"F={command}");
        // 128 MB: what the command prints is not all kept.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x8000000";

        Outcome outcome = await Tool.RunAsync(start);

        Assert.Equal((1, ""), (outcome.Code, outcome.Output));
        Assert.Contains("\nFailed: " + expected, outcome.Errors, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_command_need_not_read_its_input()
    {
        Outcome outcome = await Asl.RunAsync(
            "run", TaskFile(""), "--input", $"\"{new string('x', 120_000)}\"", "--task", "F=exec <&-; echo 1");

        Assert.Equal((0, "1\n"), (outcome.Code, outcome.Output));
    }

    [Theory]
    [InlineData("Happy", 0, "{\"n\":2}\n")]
    [InlineData("Sad", 1, "")]
    public async Task Tasks_are_mocked(string testCase, int code, string output)
    {
        string file = TaskFile("""
            , "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1,"MaxAttempts":1}]
            """);
        string mocks = Write("mocks.json", """
            {
              "StateMachines": {"task": {"TestCases": {"Happy": {"T": "BusyOnce"}, "Sad": {"T": "Broken"}}}},
              "MockedResponses": {
                "BusyOnce": {"0": {"Throw": {"Error": "Busy", "Cause": "c"}}, "1": {"Return": {"n": 2}}},
                "Broken": {"0": {"Throw": {"Error": "Broken", "Cause": "c"}}}
              }
            }
            """);

        Outcome outcome = await Asl.RunAsync("run", file, "--mocks", mocks, "--test-case", testCase);

        Assert.Equal((code, output), (outcome.Code, outcome.Output));
        Assert.Equal(code == 1, outcome.Errors.EndsWith("Failed: Broken: c\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--test-case", "Happy")]
    [InlineData("--name", "theirs", "--test-case", "Happy")]
    [InlineData("--name", "other")]
    public async Task Mocks_of_another_name_are_found(params string[] options)
    {
        string mocks = Write("mocks.json", """
            {
              "StateMachines": {"theirs": {"TestCases": {"Happy": {"T": "Fine"}, "Wrong": {"T": "Fine", "U": "Fine"}}}},
              "MockedResponses": {"Fine": {"0": {"Return": 1}}}
            }
            """);

        Outcome outcome = await Asl.RunAsync(["run", TaskFile(""), "--mocks", mocks, .. options]);
        bool isFound = options[^1] == "Happy";
        Assert.Equal(isFound ? (0, "1\n") : (2, ""), (outcome.Code, outcome.Output));
        Assert.Equal(!isFound, outcome.Errors.Contains("--name: theirs", StringComparison.Ordinal));

        outcome = await Asl.RunAsync("run", TaskFile(""), "--mocks", mocks, "--test-case", "Wrong");
        Assert.Equal(2, outcome.Code);
        Assert.Contains(
            "/StateMachines/theirs/TestCases/Wrong/U: The state machine 'theirs' has no Task state 'U'.", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placeholders_are_filled_and_what_is_left_of_them_names_a_function()
    {
        string file = Write("p.asl.yaml", """
            StartAt: A
            States:
              A: {Type: Task, Resource: "${ChargeCard}", Parameters: {table: "${Table}", n: ${N}, p: "${Plain}"}, End: true}
            """);
        string substitutions = Write("values.json", """{"Table": "t1", "N": 7}""");

        Outcome outcome = await Asl.RunAsync(
            "run", file, "--substitutions", substitutions, "--set", "Table=t2", "--task", "ChargeCard=cat");

        Assert.Equal((0, """{"table":"t2","n":7,"p":"${Plain}"}""" + "\n"), (outcome.Code, outcome.Output));
        Assert.Contains("warning: UNFILLED_PLACEHOLDER: ${Plain} ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("warning: UNFILLED_PLACEHOLDER: ${ChargeCard} ", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mocks_of_the_environment_answer_as_those_of_the_option()
    {
        string mocks = Write("mocks.json", """
            {"StateMachines":{"task":{"TestCases":{"Only":{"T":"Fine"}}}},"MockedResponses":{"Fine":{"0":{"Return":1}}}}
            """);
        Outcome outcome = await Asl.RunAsync([("SFN_MOCK_CONFIG", mocks)], "run", TaskFile(""));
        Assert.Equal((0, "1\n"), (outcome.Code, outcome.Output));

        string none = Write("none.json", """{"StateMachines":{},"MockedResponses":{}}""");
        outcome = await Asl.RunAsync("run", TaskFile(""), "--mocks", none);
        Assert.Equal((2, "The mocks have no state machine: there is none in their StateMachines.\n"), (outcome.Code, outcome.Errors));
    }

    [Fact]
    public async Task A_function_that_nothing_calls_is_told_with_the_one_that_is_meant()
    {
        string file = Write("calls.asl.json", """
            {"StartAt":"A","States":{
              "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:ChargeCard","Next":"B"},
              "B":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"Tell:PROD"},"OutputPath":"$.Payload","End":true}}}
            """);
        Outcome outcome = await Asl.RunAsync("run", file, "--task", "ChargeCard=cat", "--task", "Tell=cat", "--task", "chargecard=cat", "--task", "Other=cat");
        Assert.Equal(0, outcome.Code);
        Assert.Equal(
            [
                "--task chargecard answers for nothing: the definition calls no function of that name. Did you mean 'ChargeCard'?",
                "--task Other answers for nothing: the definition calls no function of that name. It calls ChargeCard, Tell.",
            ],
            outcome.Errors.Split('\n').Where(static line => line.StartsWith("--task", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Help_lists_what_the_command_reads()
    {
        Outcome run = await Asl.RunAsync("run", "--help");
        Outcome serve = await Asl.RunAsync("serve", "--help");
        Assert.Equal((0, 0), (run.Code, serve.Code));
        foreach (string variable in (string[])["LAMBDA_ENDPOINT", "SFN_MOCK_CONFIG", "ASL_BUCKETS", "ASL_LOGS", "ASL_TRACES"])
        {
            Assert.Contains($"  {variable} ", run.Output, StringComparison.Ordinal);
            Assert.Contains($"  {variable} ", serve.Output, StringComparison.Ordinal);
        }

        foreach (string variable in (string[])["ASL_STARTS", "ASL_RETENTION_DAYS", "LOGS_ENDPOINT", "ASL_ACCESS_KEYS", "ASL_QUOTAS"])
        {
            Assert.DoesNotContain(variable, run.Output, StringComparison.Ordinal);
            Assert.Contains($"  {variable} ", serve.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_command_it_says_which_there_are()
    {
        Outcome outcome = await Asl.RunAsync();
        Assert.Equal((2, "Required command was not provided."), (outcome.Code, outcome.Errors.Trim()));
        Assert.Matches(@"(?m)^  run <file> +Run a workflow and print its output\.$", outcome.Output);
        Assert.DoesNotContain("Environment:", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "Required argument 'file' missing for command: 'run'.")]
    [InlineData("run src/Samples/order.asl.json --what", "Unrecognized command or argument '--what'.")]
    [InlineData("run src/Samples/order.asl.json --test-case X", "--test-case needs --mocks, or SFN_MOCK_CONFIG.")]
    public async Task A_wrong_command_line_says_why_and_nothing_else(string arguments, string reason)
    {
        Outcome outcome = await Asl.RunAsync(arguments.Split(' '));
        Assert.Equal((2, reason), (outcome.Code, outcome.Errors.Trim()));
        Assert.DoesNotContain("Options:", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "src/Samples/order.asl.json", "--set", "nonsense")]
    [InlineData("run", "src/Samples/order.asl.json", "--substitutions", "no-such-file.json")]
    [InlineData("run", "no-such-file.json")]
    [InlineData("run", "src/Samples")]
    [InlineData("run", "src/Samples/order.asl.json", "--input", "{")]
    [InlineData("run", "src/Samples/order.asl.json", "--input", "@no-such-file.json")]
    [InlineData("run", "src/Samples/order.asl.json", "--task", "nonsense")]
    [InlineData("run", "src/Samples/order.asl.json", "--task", "A=1", "--task", "A=2")]
    [InlineData("run", "src/Samples/order.asl.json", "--mocks", "no-such-file.json", "--test-case", "X")]
    [InlineData("run", "src/Samples/order.asl.json", "--mocks", "src/Samples/order.input.json")]
    [InlineData("run", "src/Samples/order.asl.json", "--what")]
    [InlineData("validate")]
    [InlineData("validate", "no-such-file.json")]
    [InlineData("serve", "--port", "70000", "--memory")]
    [InlineData("serve", "--host", "nonsense", "--memory")]
    [InlineData("nonsense")]
    public async Task A_wrong_command_line_exits_with_2_and_says_why_on_standard_error(params string[] arguments)
    {
        Outcome outcome = await Asl.RunAsync(arguments);

        Assert.Equal(2, outcome.Code);
        Assert.NotEmpty(outcome.Errors);
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
    }

    private static async Task AssertGoneAsync(int pid)
    {
        // The one that inherited it may take its time to notice its end.
        for (int i = 0; i < 100 && IsAlive(pid); i++)
        {
            await Task.Delay(50);
        }

        Assert.False(IsAlive(pid), $"process {pid} is alive");
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            // A zombie is dead; Linux says so in the third field.
            string stat = $"/proc/{pid}/stat";
            return !process.HasExited && !(File.Exists(stat) && File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    private string TaskFile(string fields) => Write("task.asl.json", $$"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true {{fields}}
        } } }
        """);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
