using FunctionsAsl.Integrations.Http;

namespace FunctionsAsl.Integrations.Kubernetes;

/// <summary>Parameters of the Kubernetes API as tasks write them: names with lists of texts.</summary>
internal static class QueryFields
{
    /// <param name="value">Of the argument <paramref name="name"/>.</param>
    /// <exception cref="TaskFailedException">It is of another form.</exception>
    public static HttpField[] Read(Arguments arguments, string name, JsonAny? value) => value switch
    {
        null or JsonNull => [],
        JsonMap fields => [.. fields.SelectMany(field => (field.Value as JsonList ?? throw arguments.Misshapen(name))
            .Select(item => new HttpField(field.Key, (item as JsonString ?? throw arguments.Misshapen(name)).Value)))],
        _ => throw arguments.Misshapen(name),
    };
}
