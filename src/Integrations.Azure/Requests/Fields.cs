using System.Text;

namespace FunctionsAsl.Integrations.Azure.Requests;

/// <summary>What a request to a bound resource asks for. What cannot be had there is refused by its name.</summary>
/// <param name="members">As AWS's model has them; what is null is as good as not given.</param>
internal readonly struct Fields(JsonMap members)
{
    /// <exception cref="BoundException">There is another field.</exception>
    public void Allow(params ReadOnlySpan<string> names)
    {
        foreach ((string name, JsonAny value) in members)
        {
            if (value is not JsonNull && !names.Contains(name))
            {
                throw BoundException.Unsupported($"The field '{name}' is");
            }
        }
    }

    public JsonAny? Value(string name) => members[name] is JsonNull ? null : members[name];

    /// <summary>A text; of another value its JSON.</summary>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        JsonString text => text.Value,
        JsonAny other => other.ToString(),
    };

    /// <exception cref="BoundException">There is none.</exception>
    public string RequiredText(string name) =>
        Text(name) ?? throw new BoundException("MissingParameter", $"The request must contain the parameter {name}.");

    /// <exception cref="BoundException">It is no whole number within the bounds.</exception>
    public int? Number(string name, int least, int most) => Value(name) switch
    {
        null => null,
        JsonNumber number when number.TryGetInt64(out long value) && value >= least && value <= most => (int)value,
        _ => throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"It is a whole number from {least} to {most}.")),
    };

    /// <summary>Whether a switch is on.</summary>
    public bool IsTrue(string name) => Value(name) is JsonBoolean { Value: true };

    public JsonMap Object(string name) => Value(name) as JsonMap ?? JsonMap.Empty;

    public IEnumerable<JsonAny> Items(string name) => Value(name) as JsonList ?? JsonList.Empty;

    public byte[] Blob(string name)
    {
        string text = Text(name) ?? "";
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return Encoding.UTF8.GetBytes(text);
        }
    }

    public static BoundException Invalid(string name, string reason) =>
        new("InvalidParameterValue", $"Value for parameter {name} is invalid. Reason: {reason}");
}
