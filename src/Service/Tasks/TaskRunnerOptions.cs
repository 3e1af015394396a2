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
}
