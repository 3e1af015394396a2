namespace FunctionsAsl.Integrations.Azure.Jobs;

/// <summary>What one execution of a job has otherwise than the job, in one of its containers.</summary>
/// <param name="Container">The container's name; <see langword="null"/> for the only one.</param>
/// <param name="Arguments">What stands for the image's <c>CMD</c>: AWS's command, and Azure's arguments.</param>
/// <param name="Environment">Variables: objects with <c>name</c> and <c>value</c>, as both have them.</param>
/// <param name="Cpu">In cores.</param>
/// <param name="Memory">In MiB.</param>
internal sealed record ContainerChange(string? Container, JsonList? Arguments, JsonList Environment, double? Cpu, double? Memory)
{
    /// <summary>Whether nothing is changed.</summary>
    public bool IsNone => Arguments is null && Environment.Count == 0 && Cpu is null && Memory is null;

    /// <summary>A container of the job, changed. It has what an execution may say of one.</summary>
    /// <exception cref="BoundException">It has what could not be kept.</exception>
    public JsonMap Apply(JsonMap container)
    {
        // What an execution says replaces what the job says, and mounts are not in it.
        if (container["volumeMounts"] is JsonList { Count: > 0 })
        {
            throw BoundException.Unsupported("Overrides for a container with volumes are");
        }

        var resources = container["resources"] as JsonMap ?? JsonMap.Empty;
        JsonMap.Builder changed = new JsonMap.Builder()
            .SetIfPresent("image", container["image"])
            .SetIfPresent("name", container["name"])
            .SetIfPresent("command", container["command"])
            .SetIfPresent("args", (JsonAny?)Arguments ?? container["args"]);
        JsonList variables = container["env"] as JsonList ?? JsonList.Empty;
        HashSet<string> replaced = [.. Environment.Select(NameOf)];
        return changed
            .Set("env", JsonList.Of(variables.Where(v => !replaced.Contains(NameOf(v))).Concat(Environment)))
            .Set("resources", new JsonMap.Builder()
                .SetIfPresent("cpu", Cpu is { } cpu ? JsonNumber.Of(cpu) : resources["cpu"])
                .SetIfPresent("memory", Memory is { } memory ? Gibibytes(memory) : resources["memory"])
                .Build())
            .Build();
    }

    private static JsonString Gibibytes(double mebibytes) => new((mebibytes / 1024).ToString("0.####", CultureInfo.InvariantCulture) + "Gi");

    private static string NameOf(JsonAny variable) => ((variable as JsonMap)?["name"] as JsonString)?.Value ?? "";
}
