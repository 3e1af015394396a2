using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Conformance;

/// <summary>The service that the cases are run against.</summary>
public static class Targets
{
    public static StartTarget Current { get; } = _ => ValueTask.FromResult<IStepFunctions>(new NothingYet());

    /// <summary>Knows no operation.</summary>
    private sealed class NothingYet : IStepFunctions
    {
        public ValueTask<(int Status, JsonValue Body)> CallAsync(string operation, JsonObject parameters, CancellationToken cancel) =>
            ValueTask.FromResult<(int, JsonValue)>((400, JsonObject.Of(("__type", "UnknownOperationException"))));

        public ValueTask SettleAsync(bool timePasses, CancellationToken cancel) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
