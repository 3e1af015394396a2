using FunctionsAsl.Json;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Testing;

namespace FunctionsAsl.Unit.Samples;

/// <summary>One execution of a sample with its own handlers.</summary>
internal sealed class SampleExecution : IAsyncDisposable
{
    private readonly Workflow _workflow;
    private readonly StringWriter _log;

    private SampleExecution(Workflow workflow, StringWriter log, WorkflowRun run)
    {
        _workflow = workflow;
        _log = log;
        Run = run;
    }

    public WorkflowRun Run { get; }

    /// <summary>What the handlers told, by lines.</summary>
    public IReadOnlyList<string> Log =>
        [.. _log.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public JsonAny Output => JsonAny.Parse(Run.AssertSucceeded().OutputJson!);

    /// <summary>Runs it to its end.</summary>
    public static Task<SampleExecution> ToEnd(string sample, JsonMap input) => Create(sample, workflow => workflow.RunAsync(input));

    /// <summary>Runs it as far as it goes while no time passes.</summary>
    public static Task<SampleExecution> Start(string sample, JsonMap input) => Create(sample, workflow => workflow.StartAsync(input));

    /// <summary>Answers the question that was asked last.</summary>
    public Task Answer(string answer) => Run.SucceedAsync(Run.Path[^1], answer);

    public Task Advance(int seconds) => Run.AdvanceAsync(TimeSpan.FromSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        await _workflow.DisposeAsync();
        await _log.DisposeAsync();
    }

    private static async Task<SampleExecution> Create(string sample, Func<Workflow, Task<WorkflowRun>> run)
    {
        var log = new StringWriter();
        var workflow = Workflow.FromFile(Sample.FileOf(sample + ".asl.json"));
        foreach ((string name, ITaskHandler handler) in SampleHandlers.Create(log))
        {
            workflow.On(name, handler);
        }

        return new SampleExecution(workflow, log, await run(workflow));
    }
}
