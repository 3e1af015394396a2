using FunctionsAsl.Service;

namespace FunctionsAsl.Simulation;

/// <summary>A service over some engine.</summary>
internal interface IServiceHost : IAsyncDisposable
{
    StepFunctionsService Service { get; }

    /// <summary>Whether an execution is stopped without time passing.</summary>
    bool StopsAtOnce { get; }

    /// <summary>Lets all happen that can without time passing.</summary>
    Task SettleAsync();

    /// <summary>Does what the service does by itself now and then.</summary>
    Task TidyAsync();

    /// <summary>Throws away what is in memory, and goes on with what is stored.</summary>
    Task RestartAsync();
}
