namespace FunctionsAsl.Serving;

/// <summary>A service that runs, as <see cref="ServeOptions.RunAsync"/> serves it. Disposing of it ends what runs in it, after the last answer.</summary>
public interface IServed : IAsyncDisposable
{
    StepFunctionsService Service { get; }

    /// <summary>Where its data is, as it stands behind "data in".</summary>
    string Place { get; }

    /// <summary>Whether it can do its work now. It may throw what its storage throws.</summary>
    ValueTask<bool> IsReady(CancellationToken cancel);

    /// <summary>Called once it is listened for.</summary>
    void Begin();

    /// <summary>Has those who wait for work be answered that there is none.</summary>
    void EndPolls();
}
