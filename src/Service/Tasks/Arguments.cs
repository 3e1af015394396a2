namespace FunctionsAsl.Service.Tasks;

/// <summary>The Parameters or Arguments of an integration, evaluated.</summary>
public readonly struct Arguments(JsonValue input)
{
    /// <exception cref="TaskFailedException">The input is no object.</exception>
    public JsonObject Members => input as JsonObject ?? throw Misshapen("Parameters");

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
    /// <exception cref="TaskFailedException">A member is missing or of another type, or the operation has none of that name.</exception>
    public void Check(Shape shape) => Check("Parameters", Members, shape);

    /// <exception cref="TaskFailedException">There is none, or it is no string.</exception>
    public string RequiredText(string name) => Text(name) ?? throw Missing(name);

    /// <exception cref="TaskFailedException">The member is no string.</exception>
    public string? Text(string name) => Value(name) switch
    {
        null => null,
        JsonString text => text.Value,
        _ => throw Misshapen(name),
    };

    /// <exception cref="TaskFailedException">The member is none of <paramref name="values"/>.</exception>
    public string? OneOf(string name, params ReadOnlySpan<string> values)
    {
        string? text = Text(name);
        return text is null || values.Contains(text)
            ? text
            : throw Refuse($"The field '{name}' should have one of these values: [{string.Join(", ", values)}]");
    }

    private void Check(string name, JsonValue value, Shape shape)
    {
        switch (shape.Kind, value)
        {
            // What is null is as good as not given; whether it has to be is for the service to say (conformance: test_invalid_param).
            case (_, JsonNull):
            case (ShapeKind.Structure, _) when shape.Document:
            case (ShapeKind.String or ShapeKind.Blob, _):
            case (ShapeKind.Boolean, JsonBoolean or JsonString { Value: "true" or "false" }):
            case (ShapeKind.Timestamp, JsonString or JsonNumber):
            case (ShapeKind.Integer or ShapeKind.Long, JsonNumber { IsInteger: true }):
            case (ShapeKind.Float or ShapeKind.Double, JsonNumber or JsonString { Value: "NaN" or "Infinity" or "-Infinity" }):
            case (ShapeKind.Integer or ShapeKind.Long or ShapeKind.Float or ShapeKind.Double, JsonString text) when ApiNames.IsNumber(text.Value):
                break;
            case (ShapeKind.List, JsonArray items):
                foreach (JsonValue item in items)
                {
                    Check(name, item, shape.Item!.Shape);
                }

                break;
            case (ShapeKind.Map, JsonObject members):
                foreach ((string key, JsonValue item) in members)
                {
                    Check(key, item, shape.Value!.Shape);
                }

                break;
            case (ShapeKind.Structure, JsonObject members):
                CheckMembers(members, shape);
                break;
            default:
                throw Misshapen(name);
        }
    }

    private void CheckMembers(JsonObject members, Shape shape)
    {
        foreach ((string name, JsonValue inner) in members)
        {
            Check(name, inner, (ApiNames.FindMember(shape, name) ?? throw Unsupported(name)).Shape);
        }

        // A client makes up the tokens that nobody gave.
        foreach (Member member in shape.Members.Where(static m => m is { Required: true, IdempotencyToken: false }))
        {
            string name = ApiNames.Capitalize(member.Name);
            if (!members.Contains(name))
            {
                throw Missing(name);
            }
        }
    }

    private TaskFailedException Missing(string name) => Refuse($"The field '{name}' is required but was missing");

    /// <summary>The failure of a task whose argument has no value that can be.</summary>
    public TaskFailedException Misshapen(string name) => Refuse($"The value of the field '{name}' has an invalid format");

    private TaskFailedException Unsupported(string name) => Refuse($"The field \"{name}\" is not supported by Step Functions");

    private TaskFailedException Refuse(string problem) =>
        new(ErrorName.Runtime, $"The Parameters '{input}' could not be used to start the Task: [{problem}]");
}
