namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>An engine that runs workflows over a storage account, in this process.</summary>
internal interface IEngine : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Starts an order; returns when that is durable.</summary>
    Task StartOrderAsync(string name, string input);

    /// <summary>Starts a workflow of one task; returns when that is durable.</summary>
    Task StartTaskAsync(string name);
}
