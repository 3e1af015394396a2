namespace FunctionsAsl;

/// <summary>A task's code over types of its author, which System.Text.Json reads and writes.</summary>
internal sealed class TypedHandler<TInput, TOutput>(
    Func<TInput, CancellationToken, Task<TOutput>> handle, JsonTypeInfo<TInput> read, JsonTypeInfo<TOutput> write) : ITaskHandler
{
    /// <exception cref="JsonException">The task's input is none of the type: the task fails with that error.</exception>
    public async ValueTask<JsonAny> HandleAsync(JsonAny input, CancellationToken cancel) =>
        TypedJson.Write(await handle(TypedJson.Read(input, read)!, cancel), write);
}
