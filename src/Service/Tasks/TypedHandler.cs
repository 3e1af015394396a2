using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Service.Tasks;

/// <summary>A task's code over types of its author, which System.Text.Json reads and writes.</summary>
/// <param name="handle">Runs one attempt.</param>
/// <param name="input">How the task's input is read.</param>
/// <param name="output">How its result is written.</param>
public sealed class TypedHandler<TInput, TOutput>(
    Func<TInput, CancellationToken, Task<TOutput>> handle, JsonTypeInfo<TInput> input, JsonTypeInfo<TOutput> output) : ITaskHandler
{
    /// <exception cref="JsonException">The task's input is none of the type: the task fails with that error.</exception>
    async ValueTask<JsonAny> ITaskHandler.HandleAsync(JsonAny given, CancellationToken cancel) => JsonAny.Parse(
        JsonSerializer.SerializeToUtf8Bytes(await handle(JsonSerializer.Deserialize(given.ToWellFormedUtf8(), input)!, cancel), output));
}

/// <summary>Makes handlers of types that are looked at while the program runs.</summary>
public static class TypedHandler
{
    /// <summary>Why a program that is trimmed or native cannot have it.</summary>
    public const string Untrimmed = "System.Text.Json looks at the type while the program runs. Give JsonTypeInfo instead.";

    /// <param name="handle">Runs one attempt.</param>
    /// <param name="options">How types are read and written; <see langword="null"/> for members in camel case, read in any.</param>
    [RequiresUnreferencedCode(Untrimmed)]
    [RequiresDynamicCode(Untrimmed)]
    public static TypedHandler<TInput, TOutput> Of<TInput, TOutput>(
        Func<TInput, CancellationToken, Task<TOutput>> handle, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new(handle, TypeOf<TInput>(options), TypeOf<TOutput>(options));
    }

    /// <summary>How a type is read and written.</summary>
    /// <param name="options">As for <see cref="Of"/>. They are not to be changed from then on.</param>
    [RequiresUnreferencedCode(Untrimmed)]
    [RequiresDynamicCode(Untrimmed)]
    public static JsonTypeInfo<T> TypeOf<T>(JsonSerializerOptions? options)
    {
        options ??= JsonSerializerOptions.Web;
        // New ones know no types before their first use.
        options.MakeReadOnly(populateMissingResolver: true);
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}
