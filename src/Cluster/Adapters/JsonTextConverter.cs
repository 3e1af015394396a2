using DurableTask.Core.Serializing;

namespace FunctionsAsl.Cluster.Adapters;

/// <summary>All that goes through the engine is JSON text already: as a string it would be escaped again, and cost more.</summary>
internal sealed class JsonTextConverter : JsonDataConverter
{
    public static JsonTextConverter Instance { get; } = new();

    /// <param name="value">A text, or the one argument of an activity.</param>
    public override string Serialize(object value) => (string)(value is object[] arguments ? arguments[0] : value);

    public override string Serialize(object value, bool formatted) => Serialize(value);

    public override object Deserialize(string data, Type objectType) => data;
}
