using FunctionsAsl.Service.Tasks.Items;

namespace FunctionsAsl.Service.Tasks;

/// <summary>What tasks can run on a host.</summary>
public sealed record TaskRunnerOptions
{
    /// <summary>Where the service pretends to be.</summary>
    public ServiceOptions Service { get; init; } = new();

    /// <summary>The functions of this host.</summary>
    public TaskHandlers Handlers { get; init; } = new();

    /// <summary>Where the functions are that this host has no handler for.</summary>
    public LambdaEndpoint? Lambda { get; init; }

    /// <summary>What tasks may call besides what the service does itself; <see langword="null"/> for what is not known.</summary>
    public Func<TaskResource.Integration, IIntegration?> FindIntegration { get; init; } = static _ => null;

    /// <summary>Reads the items of Distributed Maps from files; <see langword="null"/> where there are no buckets.</summary>
    public IItemReader? ItemReader { get; init; }

    /// <summary>Writes the results of Distributed Maps to files; <see langword="null"/> where there are no buckets.</summary>
    public IResultWriter? ResultWriter { get; init; }

    /// <summary>Told of every task that a service has accepted, and that waits for the holder of its token. It must neither throw nor wait.</summary>
    public Action<Command.RunTask> ReportSubmitted { get; init; } = static _ => { };

    /// <summary>Answers in place of everything else, where a start asks for it.</summary>
    public MockFile? Mocks { get; private init; }

    /// <summary>Answers in place of <see cref="Mocks"/> and of everything else; <see langword="null"/> where nobody does.</summary>
    public IMockedTasks? MockedTasks { get; init; }

    /// <summary>The same with mocked responses (<c>SFN_MOCK_CONFIG</c>), whose test cases the service then knows.</summary>
    public TaskRunnerOptions With(MockFile mocks) => this with { Mocks = mocks, Service = Service with { TestCases = mocks } };
}
