using System.Text.Json.Serialization.Metadata;

namespace FunctionsAsl.Durable.Orchestration;

/// <summary>Messages that one part of the host writes for another. A list that may be absent is, where there is nothing in it.</summary>
internal static class Wire
{
    private static readonly JsonSerializerOptions Options = new(WireJson.Default.Options)
    {
        TypeInfoResolver = WireJson.Default.WithAddedModifier(OmitEmptyLists),
    };

    public static string ToText<T>(T message)
        where T : class => JsonSerializer.Serialize(message, TypeOf<T>());

    /// <exception cref="FormatException"><see cref="ToText"/> never gave this.</exception>
    public static T Parse<T>(string text)
        where T : class => JsonReader.ReadSaved(text, TypeOf<T>());

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static void OmitEmptyLists(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo member in type.Properties)
        {
            if (!member.IsRequired && member.PropertyType.IsAssignableTo(typeof(IReadOnlyCollection<object>)))
            {
                member.ShouldSerialize = static (_, value) => value is IReadOnlyCollection<object> { Count: > 0 };
            }
        }
    }
}
