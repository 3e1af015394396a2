using FunctionsAsl.Service.Protocol;

namespace FunctionsAsl.Testing;

/// <summary>What answers in place of what Task states call, and what is missing for those that nothing answers.</summary>
internal sealed class WorkflowMocks(
    IReadOnlyDictionary<string, StateMock> byState,
    IReadOnlySet<string> functions,
    ServiceOptions where,
    JsonSerializerOptions json,
    FailedAssertion failed) : IMockedTasks
{
    private static readonly string[] OwnServices = ["states", "aws-sdk:sfn"];

    private readonly Lock _lock = new();
    private readonly AttemptNumbers _attempts = new();
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>What to add to the test, a sentence each.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (_lock)
            {
                return [.. _missing];
            }
        }
    }

    /// <summary>How long an attempt takes; infinite where it never ends.</summary>
    public TimeSpan DelayOf(TaskOrigin origin, Command.RunTask task) =>
        byState.TryGetValue(task.State, out StateMock? mock) && mock.Results is { } results
            ? _attempts.Choose(results, origin, task).Delay
            : TimeSpan.Zero;

    public MockedAnswer? Find(TaskOrigin origin, Command.RunTask task)
    {
        if (byState.TryGetValue(task.State, out StateMock? mock))
        {
            return mock.Results is { } results
                ? (_, _) => new(_attempts.Choose(results, origin, task).ToOutcome(json))
                : async (_, cancel) => new TaskOutcome.Succeeded(await failed.Watch(mock.Answer!(json)).HandleAsync(task.Input, cancel));
        }

        if (Problem(task) is not { } problem)
        {
            return null;
        }

        lock (_lock)
        {
            _missing.Add(problem);
        }

        return (_, _) => new(new TaskOutcome.Failed("States.Runtime", problem));
    }

    /// <summary>Why a task cannot run in a test; <see langword="null"/> where it can.</summary>
    private string? Problem(Command.RunTask task)
    {
        if (LambdaInvocation.IsMeantBy(task.Resource))
        {
            string? function = FunctionOf(task);
            return function is null || functions.Contains(function) ? null
                : $"The state '{task.State}' calls the function '{function}': add On(\"{function}\", …), or Mock(\"{task.State}\", …).";
        }

        return task.Resource switch
        {
            TaskResource.Integration integration when OwnServices.Contains(integration.Service) => null,
            TaskResource.Integration or TaskResource.Activity =>
                $"The state '{task.State}' calls {task.Resource.Arn}, which is not there in a test: add Mock(\"{task.State}\", {(task.Token is null ? "…)" : "Never), and answer with SucceedAsync, FailAsync or HeartbeatAsync")}.",
            _ => null,
        };
    }

    /// <summary>The function that is called; <see langword="null"/> where the arguments are wrong, as the task itself will say.</summary>
    private string? FunctionOf(Command.RunTask task)
    {
        try
        {
            return LambdaInvocation.Read(task, where, Guid.NewGuid).FunctionName;
        }
        catch (TaskFailedException)
        {
            return null;
        }
    }
}

/// <summary>What answers for a state: results one after the other, or code.</summary>
/// <param name="Results">One at least; <see langword="null"/> where there is code.</param>
/// <param name="Answer">Makes the code; <see langword="null"/> where there are results.</param>
internal sealed record StateMock(MockedResult[]? Results, Func<JsonSerializerOptions, ITaskHandler>? Answer);
