namespace FunctionsAsl.Service.Tasks;

/// <summary>The Parameters or Arguments of an optimized integration, evaluated.</summary>
internal readonly struct Arguments(JsonValue input)
{
    /// <exception cref="TaskFailedException">The input is no object.</exception>
    public JsonObject Members => input as JsonObject ?? throw Refuse("The value of the field 'Parameters' has an invalid format");

    public JsonValue? Value(string name) => Members[name];

    /// <exception cref="TaskFailedException">A member is none of <paramref name="names"/>: letters count in small or large (faults.md L4).</exception>
    public void Allow(params ReadOnlySpan<string> names)
    {
        foreach ((string name, _) in Members)
        {
            if (!names.Contains(name))
            {
                throw Unsupported(name);
            }
        }
    }

    /// <summary>Checks the arguments against what an operation takes, also within its structures.</summary>
    /// <exception cref="TaskFailedException">A member is missing, or the operation has none of that name.</exception>
    public void Check(Shape shape)
    {
        CheckMembers(Members, shape);
        foreach (Member member in shape.Members.Where(static m => m.Required))
        {
            Require(ApiNames.Capitalize(member.Name));
        }
    }

    /// <exception cref="TaskFailedException">There is no such member.</exception>
    private void Require(string name)
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

    private void CheckMembers(JsonValue value, Shape shape)
    {
        if (value is JsonArray items && shape.Item is { Shape: var item })
        {
            foreach (JsonValue element in items)
            {
                CheckMembers(element, item);
            }
        }
        else if (value is JsonObject members && shape.Kind == ShapeKind.Structure)
        {
            foreach ((string name, JsonValue inner) in members)
            {
                Member member = shape.Members.FirstOrDefault(m => ApiNames.Capitalize(m.Name) == name) ?? throw Unsupported(name);
                CheckMembers(inner, member.Shape);
            }
        }
    }

    private TaskFailedException Unsupported(string name) => Refuse($"The field \"{name}\" is not supported by Step Functions");

    private TaskFailedException Refuse(string problem) =>
        new(ErrorName.Runtime, $"The Parameters '{input}' could not be used to start the Task: [{problem}]");
}
