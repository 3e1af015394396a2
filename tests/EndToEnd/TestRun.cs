using System.Reflection;
using FunctionsAsl.EndToEnd.Packages;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FunctionsAsl.EndToEnd;

/// <summary>
/// All tests of this assembly that are run at once: what they share goes before the run has ended. When the process ends is too late: it is
/// ended then.
/// </summary>
public sealed class TestRun(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        // Nobody waits for it: its end is a message of its own.
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            _ = RunAsync(new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions));

        private static async Task RunAsync(Runner runner)
        {
            using (runner)
            {
                await runner.RunAsync();
            }
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink messages, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, messages, options)
    {
        protected override Task BeforeTestAssemblyFinishedAsync()
        {
            Aggregator.Run(PackedFiles.Remove);
            return base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
