using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace FunctionsAsl.Compatibility.Hosts;

/// <summary>The functions that tasks call. What they answer follows from their input, whoever asks and however often.</summary>
/// <param name="answers">Whether all answer; else some never do, as if the process ended meanwhile.</param>
internal sealed class FunctionTable(bool answers)
{
    private int _hanging;

    /// <summary>Functions that the durable host runs as the app's own activity functions.</summary>
    public static IReadOnlyList<string> OfApp { get; } = ["app", "app-slow"];

    public static IReadOnlyList<string> All { get; } = ["echo", "flaky", "mended", "notes", "slow", .. OfApp];

    /// <summary>How many calls will never end.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>The tokens that <c>notes</c> was given, by the execution; empty where it was given none.</summary>
    public ConcurrentDictionary<string, string> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls a function, with JSON text in and out.</summary>
    /// <exception cref="FunctionError">The function fails.</exception>
    public async Task<string> CallAsync(string name, string text)
    {
        JsonNode input = JsonNode.Parse(text)!;
        switch (name)
        {
            case "flaky" when input["errors"]!.AsArray().ElementAtOrDefault(input["attempt"]!.GetValue<int>()) is { } error:
                throw new FunctionError(error.GetValue<string>());
            case "notes":
                Tokens[input["execution"]!.GetValue<string>()] = input["token"]?.GetValue<string>() ?? "";
                break;
            case "mended" when !answers:
                throw new FunctionError("Broken");
            case "slow" or "app-slow" when !answers:
                Interlocked.Increment(ref _hanging);
                await Task.Delay(Timeout.Infinite);
                break;
        }

        return new JsonObject { ["function"] = name, ["got"] = input }.ToJsonString();
    }
}

/// <summary>A function fails with this name.</summary>
internal sealed class FunctionError(string name) : Exception($"{name} was to be expected.")
{
    public string Name { get; } = name;
}
