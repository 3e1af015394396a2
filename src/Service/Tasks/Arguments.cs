namespace FunctionsAsl.Service.Tasks;

/// <summary>The Parameters or Arguments of an optimized integration, evaluated.</summary>
internal readonly struct Arguments(JsonValue input)
{
    /// <exception cref="TaskFailedException">The input is no object.</exception>
    public JsonObject Members => input as JsonObject ?? throw Refuse("The value of the field 'Parameters' has an invalid format");

    public JsonValue? Value(string name) => Members[name];

    /// <exception cref="TaskFailedException">There is no such member.</exception>
    public void Require(string name)
    {
        if (Value(name) is null or { Kind: JsonKind.Null })
        {
            throw Refuse($"The field '{name}' is required but was missing");
        }
    }

    /// <exception cref="TaskFailedException">There is none, or it is no string.</exception>
    public string RequiredText(string name) => Text(name) ?? throw Refuse($"The field '{name}' is required but was missing");

    /// <exception cref="TaskFailedException">The member is no string.</exception>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        JsonString text => text.Value,
        _ => throw Refuse($"The value of the field '{name}' has an invalid format"),
    };

    /// <exception cref="TaskFailedException">The member is none of <paramref name="values"/>.</exception>
    public string? OneOf(string name, params ReadOnlySpan<string> values)
    {
        string? text = Text(name);
        return text is null || values.Contains(text)
            ? text
            : throw Refuse($"The field '{name}' should have one of these values: [{string.Join(", ", values)}]");
    }

    private TaskFailedException Refuse(string problem) =>
        new(ErrorName.Runtime, $"The Parameters '{input}' could not be used to start the Task: [{problem}]");
}
