using Xunit;

namespace FunctionsAsl.EndToEnd;

/// <summary><c>asl validate</c> as a process.</summary>
public sealed class ValidateTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("asl-validate-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_samples_are_valid()
    {
        Outcome outcome = await Asl.RunAsync(
            "validate", "src/Samples/order.asl.json", "src/Samples/approval.asl.json", "src/Samples/file-validation.asl.json",
            "src/Samples/etl.asl.json");

        Assert.Equal((0, "", "All 4 definitions are valid.\n"), (outcome.Code, outcome.Output, outcome.Errors));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_with_its_place()
    {
        string bad = Write("bad.asl.json", """
            {
              "StartAt": "Nowhere",
              "States": {
                "A": {"Type": "Pass", "Next": "B"},
                "C": {
                  "Type": "Wait",
                  "End": true
                },
                "Ü🌍": {"Type": "Task", "End": true}, "D": {"Type": "Nonsense"}
              }
            }
            """);
        string broken = Write("broken.asl.json", "{\n  \"StartAt\": \"A\",\n  \"States\": {,}\n}\n");
        string good = Write("good.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}""");

        Outcome outcome = await Asl.RunAsync("validate", bad, good, broken);

        Assert.Equal((2, ""), (outcome.Code, outcome.Errors));
        string[] lines = outcome.Output.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Matches(@"^/.*\.asl\.json:\d+:\d+: (warning: )?[A-Z_]+: .+$", line));
        Assert.Contains(lines, line => line.StartsWith($"{bad}:2:3: MISSING_TRANSITION_TARGET: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{bad}:4:27: MISSING_TRANSITION_TARGET: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{bad}:5:5: SCHEMA_VALIDATION_FAILED: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{bad}:9:5: SCHEMA_VALIDATION_FAILED: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{bad}:9:49: SCHEMA_VALIDATION_FAILED: ", StringComparison.Ordinal));
        // As the parser of AWS counts: past the character that it did not expect.
        Assert.Single(lines, line => line.StartsWith($"{broken}:3:15: INVALID_JSON_DESCRIPTION: ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith(good, StringComparison.Ordinal));
    }

    [Fact]
    public async Task YAML_is_read_and_what_is_wrong_is_told_with_its_place_there()
    {
        string file = Write("w.asl.yaml", """
            # A comment
            StartAt: A
            States:
              A: {Type: Task, Resource: "${Charge}", Next: B/C}
              B/C:
                Type: Wait
                Seconds: yes
                Next: Nowhere
            """);
        Outcome outcome = await Asl.RunAsync("validate", file);
        Assert.Equal(2, outcome.Code);
        string[] lines = outcome.Output.TrimEnd('\n').Split('\n');
        Assert.Contains(lines, line => line.StartsWith($"{file}:4:30: warning: UNFILLED_PLACEHOLDER: ${{Charge}} ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{file}:7:5: SCHEMA_VALIDATION_FAILED: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{file}:8:5: MISSING_TRANSITION_TARGET: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", ":1:1: ")]
    [InlineData("a: b\n---\nc: d\n", ":2:1: ")]
    [InlineData("StartAt: &x A\nStates: *x\n", ":2:9: ")]
    [InlineData("\"a: b\n", ":1:1: ")]
    public async Task What_is_no_definition_in_YAML_is_told_with_its_place(string text, string place)
    {
        string file = Write("w.asl.yml", text);
        Outcome outcome = await Asl.RunAsync("validate", file);
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith(file + place, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_run_is_refused_with_the_same_lines_on_standard_error()
    {
        string bad = Write("bad.asl.json", """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}""");

        Outcome validated = await Asl.RunAsync("validate", bad);
        Outcome run = await Asl.RunAsync("run", bad);

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Equal(validated.Output, run.Errors);
    }

    [Fact]
    public async Task A_service_that_AWS_does_not_have_and_files_that_this_host_does_not_read_are_told()
    {
        string file = Write("w.asl.json", """
            {"StartAt":"T","States":{
              "T":{"Type":"Task","Next":"M","Resource":"arn:aws:states:::aws-sdk:sqss:sendMessage"},
              "M":{"Type":"Map","End":true,"ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
                "ReaderConfig":{"InputType":"PARQUET"},"Parameters":{"Bucket":"b","Key":"k"}},
                "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
            """);
        Outcome outcome = await Asl.RunAsync("validate", file);
        Assert.Equal(2, outcome.Code);
        Assert.Contains($"{file}:2:33: SCHEMA_VALIDATION_FAILED: The resource provided ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(" There is no service 'sqss'. Did you mean 'sqs'?\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"{file}:4:21: warning: UNSUPPORTED_BY_HOST: This host reads no files of Parquet: the hosts for Azure do.\n", outcome.Output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
