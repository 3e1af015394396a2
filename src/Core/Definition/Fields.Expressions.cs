namespace FunctionsAsl.Core.Definition;

/// <content>The fields that take expressions of the two query languages.</content>
internal sealed partial class Fields
{
    /// <summary>A field of JSONPath; in a JSONata state it is left to <see cref="End"/>, which refuses it.</summary>
    public JsonAny? OfJsonPath(string name) => Language == QueryLanguage.JSONPath ? Any(name) : null;

    // aws-cloudformation/cfn-lint#4078
    public JsonPath? Path(string name) =>
        Parse(name, text => Reads(JsonPath.Parse(text), name), JsonPath.Refused, static _ => "Value must be a valid JSONPath.");

    /// <summary>A path that names one node; needed where a single value is read.</summary>
    public JsonPath? SinglePath(string name) => ReferencePath(name) is { } reference ? Reads(reference.Path, name) : null;

    /// <summary>A path that names one node of the state's data or of a variable, but not of the context object (floci-io/floci#3733).</summary>
    public JsonPath? DataNodePath(string name)
    {
        if (ReferencePath(name) is not { } reference)
        {
            return null;
        }

        if (reference.Root != PathRoot.Context)
        {
            return Reads(reference.Path, name);
        }

        Report("Value is not a Reference Path", name);
        return null;
    }

    /// <summary>A path into the state's own data, to write to.</summary>
    public ReferencePath? TargetPath(string name)
    {
        ReferencePath? reference = ReferencePath(name);
        if (reference is null || reference.Root == PathRoot.Input)
        {
            return reference;
        }

        Report("Value is not a Reference Path: The path must begin with '$'", name);
        return null;
    }

    /// <summary>A path or an intrinsic function call.</summary>
    public Expression? Expression(string name)
    {
        Expression? expression = Parse(
            name,
            Expressions.Expression.Parse,
            Expressions.Expression.Refused,
            _ => $"The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call");
        if (expression is not null)
        {
            definition.Reads(expression.Variables, () => $"{pointer}/{name}");
        }

        return expression;
    }

    /// <summary>InputPath or OutputPath, which may be <c>null</c>.</summary>
    public DataPath? DataPath(string name) => OfJsonPath(name) is JsonNull ? new DataPath(Path: null)
        : Path(name) is { } path ? new DataPath(path)
        : null;

    /// <summary>A template in the state's own language.</summary>
    public Template? Template(string name)
    {
        if (Language == QueryLanguage.JSONata)
        {
            return JsonataTemplate(name);
        }

        if (Any(name) is not { } value)
        {
            return null;
        }

        string location = $"{pointer}/{name}";
        PayloadTemplate template = PayloadTemplate.Compile(value, location, (at, message) => definition.Report(message, at));
        definition.Reads(template.Variables, () => location);
        LiteralPaths.Warn(value, location, definition);
        return template;
    }

    /// <summary>Any JSON with JSONata expressions in it.</summary>
    /// <param name="resultName">What <c>$states</c> has besides input and context, if anything.</param>
    public JsonataTemplate? JsonataTemplate(string name, string? resultName = null) => Any(name) is { } value
        ? Expressions.JsonataTemplate.Compile(value, new FieldPlace(Place + name), (text, place) => CompileJsonata(text, place, resultName))
        : null;

    /// <summary>Whether a field of a JSONata state is computed rather than written down.</summary>
    /// <param name="expression">What computes it; <see langword="null"/> where that cannot be compiled.</param>
    public bool IsComputed(string name, out JsonataExpression? expression)
    {
        expression = null;
        if (Language != QueryLanguage.JSONata || json[name] is not JsonString text || !JsonataExpression.IsExpression(text.Value))
        {
            return false;
        }

        _known.Add(name);
        expression = CompileJsonata(text.Value, new FieldPlace(Place + name), resultName: null);
        return true;
    }

    private JsonataExpression? CompileJsonata(string text, FieldPlace place, string? resultName)
    {
        JsonataExpression? expression = JsonataExpression.Compile(
            text, place, resultName, (code, message) => definition.Report(message, Location, code));
        if (expression is not null)
        {
            definition.Reads(expression.Variables, Location);
        }

        return expression;

        string Location() => $"{pointer[..^Place.Length]}/{place}";
    }

    /// <summary>Reads a field of JSONPath; one that has no such syntax is reported, and fails when it is evaluated.</summary>
    private T? Parse<T>(
        string name, Func<string, T> parse, Func<string, JsonPathSyntaxException, T> refuse, Func<JsonPathSyntaxException, string> problem)
        where T : class
    {
        if (Language != QueryLanguage.JSONPath || String(name) is not { } text)
        {
            return null;
        }

        try
        {
            return parse(text);
        }
        catch (JsonPathSyntaxException e)
        {
            Report(problem(e), name);
            return refuse(text, e);
        }
    }

    private JsonPath Reads(JsonPath path, string field)
    {
        if (path.Variable is not null)
        {
            definition.Reads([path.Variable], () => $"{pointer}/{field}");
        }

        return path;
    }

    private ReferencePath? ReferencePath(string name) => Parse(
        name,
        Core.Expressions.Paths.ReferencePath.Parse,
        Core.Expressions.Paths.ReferencePath.Refused,
        static e => $"Value is not a Reference Path: {e.Message}");
}
