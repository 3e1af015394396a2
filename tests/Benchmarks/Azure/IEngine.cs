namespace FunctionsAsl.Benchmarks.Azure;

/// <summary>An engine that runs workflows over a storage account, in this process.</summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>Starts a workflow; returns when that is durable.</summary>
    Task StartAsync(Workflow workflow, string name, string input);
}

internal enum Workflow
{
    HundredStates,
    OneTask,
    OneWait,

    /// <summary>The order sample, without its time-outs.</summary>
    Order,

    /// <summary>The order sample.</summary>
    OrderInTime,
}
