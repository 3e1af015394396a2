namespace FunctionsAsl.Service.Tasks;

/// <summary>The Parameters or Arguments of an integration, evaluated.</summary>
public readonly struct Arguments(JsonAny input)
{
    /// <exception cref="TaskFailedException">The input is no object.</exception>
    public JsonMap Members => input as JsonMap ?? throw Misshapen("Parameters");

    public JsonAny? Value(string name) => Members[name];

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
    public string? Text(string name) => Text(name, Value(name));

    /// <exception cref="TaskFailedException">The member is none of <paramref name="values"/>.</exception>
    public string? OneOf(string name, params ReadOnlySpan<string> values) => OneOf(name, Value(name), values);

    /// <summary>The same of a member that stands within others.</summary>
    /// <exception cref="TaskFailedException">It is none of <paramref name="values"/>.</exception>
    public string? OneOf(string name, JsonAny? given, params ReadOnlySpan<string> values)
    {
        string? text = Text(name, given);
        return text is null || values.Contains(text)
            ? text
            : throw Refuse($"The field '{name}' should have one of these values: [{string.Join(", ", values)}]");
    }

    /// <summary>What refuses the arguments for want of a member, in AWS's words.</summary>
    public TaskFailedException Missing(string name) => Refuse($"The field '{name}' is required but was missing");

    /// <summary>What refuses the arguments for a member's value.</summary>
    public TaskFailedException Misshapen(string name) => Refuse($"The value of the field '{name}' has an invalid format");

    /// <summary>What refuses the arguments for a member that does not belong there.</summary>
    public TaskFailedException Unsupported(string name) => Refuse($"The field \"{name}\" is not supported by Step Functions");

    /// <summary>What refuses the arguments for this reason.</summary>
    public TaskFailedException Refuse(string problem) =>
        new(ErrorName.Runtime, $"The Parameters '{input}' could not be used to start the Task: [{problem}]");

    private string? Text(string name, JsonAny? given) => given switch
    {
        null => null,
        JsonString text => text.Value,
        _ => throw Misshapen(name),
    };

    private void Check(string name, JsonAny value, Shape shape)
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
            case (ShapeKind.List, JsonList items):
                foreach (JsonAny item in items)
                {
                    Check(name, item, shape.Item!.Shape);
                }

                break;
            case (ShapeKind.Map, JsonMap members):
                foreach ((string key, JsonAny item) in members)
                {
                    Check(key, item, shape.Value!.Shape);
                }

                break;
            case (ShapeKind.Structure, JsonMap members):
                CheckMembers(members, shape);
                break;
            default:
                throw Misshapen(name);
        }
    }

    private void CheckMembers(JsonMap members, Shape shape)
    {
        foreach ((string name, JsonAny inner) in members)
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
}
