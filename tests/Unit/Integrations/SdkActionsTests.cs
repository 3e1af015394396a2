using System.Collections.Immutable;
using FunctionsAsl.AwsApi;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Integrations;
using FunctionsAsl.Json;
using FunctionsAsl.Service.InProcess;
using FunctionsAsl.Unit.Tasks;
using Xunit;

namespace FunctionsAsl.Unit.Integrations;

/// <summary>Names in <c>aws-sdk:SERVICE:ACTION</c> that AWS does not have.</summary>
public sealed class SdkActionsTests
{
    [Theory]
    [InlineData("sqss:sendMessage", "There is no service 'sqss'. Did you mean 'sqs'?")]
    [InlineData("sqs:sendMesage", "The service 'sqs' has no action 'sendMesage'. Did you mean 'sendMessage'?")]
    [InlineData("sqs:sendmessage", "The service 'sqs' has no action 'sendmessage'. Did you mean 'sendMessage'?")]
    [InlineData("quantumthings:measure", "There is no service 'quantumthings' in the models here; AWS_MODELS may name newer ones.")]
    [InlineData("s3:teleportObject.waitForTaskToken", "The service 's3' has no action 'teleportObject' in the models here; AWS_MODELS may name newer ones.")]
    public void A_definition_that_names_one_is_refused(string resource, string problem)
    {
        Diagnostic found = Assert.Single(Compile(TaskFixture.Machine("arn:aws:states:::aws-sdk:" + resource)));
        Assert.Equal(
            (
                Severity.Error,
                "SCHEMA_VALIDATION_FAILED",
                $"The resource provided arn:aws:states:::aws-sdk:{resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. {problem}",
                "/States/T/Resource"),
            (found.Severity, found.Code, found.Message, found.Location));
    }

    [Fact]
    public void Every_service_is_known_by_the_name_that_ARNs_have_for_it() => Assert.All(
        ServiceTable.All(),
        static service =>
        {
            string operation = ServiceTable.Read(service).Operations[0].Name;
            string action = char.ToLowerInvariant(operation[0]) + operation[1..];
            Assert.Empty(Compile(TaskFixture.Machine($"arn:aws:states:::aws-sdk:{service.SdkName}:{action}")));
        });

    /// <summary>Looking for near names of each would take the time of all of them.</summary>
    [Fact]
    public void No_more_are_looked_for_than_are_told()
    {
        int asked = 0;
        var checks = new FunctionsAsl.Core.Definition.HostChecks { Integration = _ => $"{++asked}" };
        IEnumerable<string> states = Enumerable.Range(0, 1000).Select(static i => $$"""
            "S{{i}}":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:x","Next":"S{{(i + 1) % 1000}}"}
            """);
        (_, ImmutableArray<Diagnostic> found) = StateMachine.Compile("{\"StartAt\":\"S0\",\"States\":{" + string.Join(',', states) + "}}", checks: checks);
        Assert.Equal((100, 100), (found.Length, asked));
    }

    [Fact]
    public async Task One_that_was_accepted_before_says_so_when_it_runs()
    {
        var store = new MemoryStore();
        await using (var before = new TaskFixture(store: store))
        {
            await before.Create("m", TaskFixture.Machine("arn:aws:states:::aws-sdk:sqss:sendMessage"));
        }

        await using var fixture = new TaskFixture(static options => TaskIntegrations.AddTo(options, static _ => null, null, new HttpClient()), store);
        JsonMap ended = await fixture.End(await fixture.Start("m"));
        Assert.Equal("States.Runtime", TaskFixture.Text(ended, "error"));
        Assert.EndsWith("There is no service 'sqss'. Did you mean 'sqs'?", TaskFixture.Text(ended, "cause"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_host_that_reads_no_Parquet_warns_of_it(bool reads, int warnings)
    {
        var host = new HostAbilities { Formats = reads ? [new FunctionsAsl.Integrations.Parquet.ParquetFormat()] : [] };
        (StateMachine? machine, ImmutableArray<Diagnostic> found) = StateMachine.Compile(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
              "ReaderConfig":{"InputType":"PARQUET"},"Parameters":{"Bucket":"b","Key":"k"}},
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
            """,
            checks: TaskIntegrations.Checks(static _ => null, host));
        Assert.NotNull(machine);
        Assert.Equal(warnings, found.Length);
        Assert.All(found, static d => Assert.Equal(
            (Severity.Warning, "UNSUPPORTED_BY_HOST", "/States/M/ItemReader/ReaderConfig/InputType"), (d.Severity, d.Code, d.Location)));
    }

    private static ImmutableArray<Diagnostic> Compile(string definition) =>
        StateMachine.Compile(definition, checks: TaskIntegrations.Checks(static _ => null, new HostAbilities())).Diagnostics;
}
