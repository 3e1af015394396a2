using System.CommandLine;
using FunctionsAsl.Core;
using FunctionsAsl.Core.Errors;
using FunctionsAsl.Core.Execution;
using FunctionsAsl.Service.Protocol;
using Command = System.CommandLine.Command;

namespace FunctionsAsl.Local;

/// <summary><c>asl run</c>: one execution in memory, its output on standard output, and what happens meanwhile on standard error.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The definition in Amazon States Language." };
        var input = new Option<string?>("--input")
        {
            Description = "The input: JSON, or @FILE. Without it, NAME.input.json beside NAME.asl.json, else {}.",
        };
        var tasks = new Option<string[]>("--task")
        {
            Description = "NAME=URL or NAME=COMMAND: what the function NAME is. It gets the task's input by POST or on standard "
                + "input, and answers with its result in JSON.",
        };
        var name = new Option<string?>("--name") { Description = "The state machine's name; without, that of the file." };
        var placeholders = new PlaceholderOptions();
        var mocks = new Option<string?>("--mocks") { Description = "Mocked responses, in the format of Step Functions Local. Without it, SFN_MOCK_CONFIG." };
        var testCase = new Option<string?>("--test-case") { Description = "The test case of the mocks, where there are several." };
        var answers = new Option<string[]>("--answer")
        {
            Description = "What ends a task that waits for its token (.waitForTaskToken): STATE=JSON or STATE=@FILE, or - for a line of "
                + "standard input each. JSON is the output; {\"Throw\":{\"Error\":\"…\",\"Cause\":\"…\"}} fails the task. May be repeated.",
        };
        var verbose = new Option<bool>("--verbose") { Description = "Tell what each task is given." };
        var command = new Command("run", $"Run a workflow and print its output.\n\n{EnvironmentSettings.Help(SettingUse.Tasks)}")
        {
            file, input, tasks, name, placeholders.Set, placeholders.File, mocks, testCase, answers, verbose,
        };
        command.SetAction(async (arguments, cancel) =>
        {
            string path = arguments.GetRequiredValue(file);
            var definition = DefinitionFile.Read(path, placeholders.Read(arguments));
            foreach (string problem in definition.Problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            if (definition.Machine is not { } machine)
            {
                return ExitCode.Usage;
            }

            TaskRunnerOptions options = Options(path, definition.Text, arguments.GetValue(tasks) ?? [], arguments.GetValue(mocks));
            string machineName = arguments.GetValue(name) ?? DefinitionFile.NameOf(path);
            string? mocked = arguments.GetValue(testCase);
            if (options.Mocks is { } responses)
            {
                machineName = MockedMachine(responses, machineName, isGiven: arguments.GetValue(name) is not null);
                mocked = TestCase(responses, machineName, mocked);
                CheckMocks(responses, machineName, mocked, machine);
            }
            else if (mocked is not null)
            {
                throw new UsageException("--test-case needs --mocks, or SFN_MOCK_CONFIG.");
            }

            ExecutionRecord execution = Execution(machineName, definition.Text, Input(path, arguments.GetValue(input)), options.Service) with
            {
                TestCase = mocked,
            };

            return await RunAsync(
                machine, execution, options, arguments.GetValue(answers) ?? [], new Progress(Console.Error, arguments.GetValue(verbose)), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        StateMachine definition,
        ExecutionRecord execution,
        TaskRunnerOptions options,
        string[] answers,
        Progress progress,
        CancellationToken cancel)
    {
        InProcessEngine? engine = null;
        var tokens = new TokenAnswers(
            answers, Console.In, Console.Error, async (token, report) => await engine!.ReportTask(token, report, CancellationToken.None));
        CheckStates("--answer names", tokens.States, definition);
        var ended = new TaskCompletionSource<ExecutionRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new MemoryStore
        {
            Saved = step =>
            {
                tokens.Tell(step.History);
                if (step.Record.Arn != execution.Arn)
                {
                    return;
                }

                progress.Tell(step.History);
                if (step.Record.Status != ExecutionStatus.Running)
                {
                    ended.TrySetResult(step.Record);
                }
            },
        };
        await using Outlets? outlets = await RunTelemetry.OpenAsync(options.Service);
        if (outlets is not null)
        {
            options = options with { Service = outlets.AddTo(options.Service) };
            execution = execution with { StateMachine = RunTelemetry.Logging(execution.StateMachine) };
        }

        await store.Records<StateMachineRecord>().TryWrite(null, execution.StateMachine, CancellationToken.None);
        await using var service = InProcessService.Create(store, options with
        {
            Service = options.Service with { ReportEnd = progress.TellChild },
            ReportSubmitted = tokens.Submitted,
        });
        engine = service.Engine;
        await service.Engine.StartExecution(execution, CancellationToken.None);
        await using CancellationTokenRegistration stop = cancel.Register(
            () => _ = service.Engine.StopExecution(execution.Arn, null, "It was interrupted.", CancellationToken.None).AsTask());
        ExecutionRecord result = await ended.Task;
        await QuietAsync(service.Engine);
        if (result.Status == ExecutionStatus.Succeeded)
        {
            Console.WriteLine(result.Output);
            return ExitCode.Success;
        }

        string?[] reasons = [result.Status.ToString(), result.Error, result.Cause];
        await Console.Error.WriteLineAsync(PlainText.Of(string.Join(": ", reasons.Where(r => r is not null))));
        return ExitCode.Failure;
    }

    /// <summary>Waits until the tasks that nobody waits for any more have been killed.</summary>
    private static async Task QuietAsync(InProcessEngine engine)
    {
        for (int i = 0; i < 200 && (engine.RunningTasks > 0 || engine.ActiveSteps > 0); i++)
        {
            await Task.Delay(10);
        }
    }

    private static TaskRunnerOptions Options(string path, string definition, string[] tasks, string? mocks)
    {
        HttpClient http = Settings.Http();
        var handlers = new Dictionary<string, ITaskHandler>(StringComparer.Ordinal);
        foreach (string task in tasks)
        {
            var target = TaskTarget.Parse(task, http);
            if (!handlers.TryAdd(target.Name, target))
            {
                throw new UsageException($"There is more than one --task {target.Name}.");
            }
        }

        if (handlers.Count > 0)
        {
            var called = CalledFunctions.In(definition);
            foreach (string problem in handlers.Keys.Select(called.Problem).OfType<string>())
            {
                Console.Error.WriteLine(PlainText.Of(problem));
            }
        }

        TaskRunnerOptions options = EnvironmentSettings.Read(handlers, IsSample(path), host: LocalService.Abilities);
        return mocks is null ? options : options.With(Settings.OpenMocks(mocks));
    }

    /// <summary>The machine of the mocks that is meant: one of this name, or the only one where no name was given.</summary>
    private static string MockedMachine(MockFile mocks, string name, bool isGiven)
    {
        IReadOnlyCollection<string> known = mocks.StateMachines;
        return known.Contains(name) ? name
            : known.Count == 1 && !isGiven ? known.First()
            : throw new UsageException(known.Count == 0
                ? "The mocks have no state machine: there is none in their StateMachines."
                : $"The mocks have no state machine '{name}'.{NearestName.Hint(name, known)} Name one of theirs with --name: {string.Join(", ", known)}.");
    }

    private static void CheckMocks(MockFile mocks, string name, string testCase, StateMachine definition)
    {
        try
        {
            mocks.Check(name, testCase, definition);
        }
        catch (MockFileException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static void CheckStates(string who, IEnumerable<string> states, StateMachine definition)
    {
        string[] unknown = [.. states.Where(state => !definition.HasState(state))];
        if (unknown.Length > 0)
        {
            throw new UsageException($"{who} states that the definition does not have: {string.Join(", ", unknown)}.");
        }
    }

    private static string TestCase(MockFile mocks, string machine, string? named)
    {
        IReadOnlyCollection<string> known = mocks.TestCases(machine);
        if (named is null ? known.Count == 1 : known.Contains(named))
        {
            return named ?? known.First();
        }

        throw new UsageException(known.Count == 0
            ? $"The mocks have no test case for the state machine '{machine}'."
            : $"{(named is null ? "" : $"The mocks have no test case '{named}'.{NearestName.Hint(named, known)} ")}Name one of the mocks' test cases of '{machine}' with --test-case: {string.Join(", ", known)}.");
    }

    private static ExecutionRecord Execution(string machine, string definition, string input, ServiceOptions options)
    {
        string prefix = $"arn:{options.Partition}:states:{options.Region}:{options.AccountId}";
        string name = Guid.NewGuid().ToString();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        string machineArn = $"{prefix}:stateMachine:{machine}";
        return new ExecutionRecord
        {
            Arn = $"{prefix}:execution:{machine}:{name}",
            Name = name,
            StateMachineArn = machineArn,
            StateMachine = new StateMachineRecord
            {
                Arn = machineArn,
                Name = machine,
                Definition = definition,
                RoleArn = $"arn:{options.Partition}:iam::{options.AccountId}:role/local",
                Type = "STANDARD",
                Status = "ACTIVE",
                CreationDate = now,
            },
            Input = input,
            Status = ExecutionStatus.Running,
            StartDate = now,
        };
    }

    /// <summary>Whether it lies where this repository keeps its samples.</summary>
    private static bool IsSample(string path) =>
        Path.GetFullPath(path).Split(Path.DirectorySeparatorChar) is [.., "src", "Samples", _];

    private static string Input(string path, string? given)
    {
        string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", DefinitionFile.NameOf(path) + ".input.json");
        if (given is null && File.Exists(beside))
        {
            Console.Error.WriteLine($"Input from {beside}");
            given = "@" + beside;
        }

        string text = given is null ? "{}" : given.StartsWith('@') ? DefinitionFile.ReadText(given[1..]) : given;
        try
        {
            JsonAny.Parse(text);
            return text;
        }
        catch (JsonSyntaxException e)
        {
            throw new UsageException($"The input is not JSON: {e.Message} (line {e.Line}, column {e.Column})");
        }
    }
}
