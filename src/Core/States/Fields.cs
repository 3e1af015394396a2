using System.Collections.Immutable;
using FunctionsAsl.Core.Expressions;
using FunctionsAsl.Core.Json;

namespace FunctionsAsl.Core.States;

/// <summary>
/// Reads the fields of one JSON object of a definition. Problems are reported, not thrown; a field with a problem reads as absent,
/// so that one run finds them all. <see cref="End"/> reports the fields that nobody asked for.
/// </summary>
internal sealed class Fields(JsonObject json, string pointer, DefinitionReader definition)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>JSON pointer to the object.</summary>
    public string Pointer => pointer;

    public DefinitionReader Definition => definition;

    public JsonObject Json => json;

    // AWS names the whole definition / (conformance: test_sfn_api_validation).
    private string Location => pointer.Length == 0 ? "/" : pointer;

    public bool Has(string name) => json.Contains(name);

    /// <summary>The field's value, whatever it is; <see langword="null"/> where it is absent.</summary>
    public JsonValue? Any(string name)
    {
        _known.Add(name);
        return json[name];
    }

    public void Allow(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _known.Add(name);
        }
    }

    /// <summary>Notes that a field must be there; what is missing is reported together.</summary>
    public void Require(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _known.Add(name);
            if (!json.Contains(name))
            {
                _missing.Add(name);
            }
        }
    }

    public string? String(string name)
    {
        switch (Any(name))
        {
            case null:
                return null;
            case JsonString text:
                return text.Value;
            default:
                Report("Expected value of type String", name);
                return null;
        }
    }

    public string? OneOf(string name, params ReadOnlySpan<string> values)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (value is JsonString text && values.Contains(text.Value))
        {
            return text.Value;
        }

        Report($"The field '{name}' should have one of these values: [{string.Join(", ", values.ToArray())}]", name);
        return null;
    }

    /// <summary>QueryLanguage, which has a text of its own for a bad value (FLOCI).</summary>
    public string? OneOfQueryLanguages()
    {
        string? language = String("QueryLanguage");
        if (language is null or "JSONPath" or "JSONata")
        {
            return language;
        }

        Report("Value should be one of the following: [JSONPath, JSONata]", "QueryLanguage");
        return null;
    }

    public bool Boolean(string name)
    {
        switch (Any(name))
        {
            case null:
                return false;
            case JsonBoolean boolean:
                return boolean.Value;
            default:
                Report("Expected value of type Boolean", name);
                return false;
        }
    }

    public JsonObject? Object(string name, bool mayBeEmpty = true)
    {
        switch (Any(name))
        {
            case null:
                return null;
            case JsonObject { Count: 0 } when !mayBeEmpty:
                Report("Value cannot be empty", name);
                return null;
            case JsonObject o:
                return o;
            default:
                Report("Expected value of type Object", name);
                return null;
        }
    }

    /// <summary>The fields of a field that is an object.</summary>
    public Fields? Nested(string name) =>
        Object(name) is { } nested ? new Fields(nested, $"{pointer}/{name}", definition) : null;

    /// <summary>The objects of an array field, each with its own pointer, as <c>/States/A/Retry[0]</c>.</summary>
    public IEnumerable<Fields> Elements(string name, bool mayBeEmpty = true)
    {
        if (Array(name, mayBeEmpty) is not { } array)
        {
            yield break;
        }

        for (int i = 0; i < array.Count; i++)
        {
            string element = $"{pointer}/{name}[{i}]";
            if (array[i] is JsonObject fields)
            {
                yield return new Fields(fields, element, definition);
            }
            else
            {
                definition.Report("Expected value of type Object", element);
            }
        }
    }

    public JsonArray? Array(string name, bool mayBeEmpty = true)
    {
        switch (Any(name))
        {
            case null:
                return null;
            case JsonArray { Count: 0 } when !mayBeEmpty:
                Report("Value cannot be empty", name);
                return null;
            case JsonArray array:
                return array;
            default:
                Report("Expected value of type Array", name);
                return null;
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public long? Integer(string name, long min, long max)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (value is not JsonNumber number || number.AsDouble != Math.Floor(number.AsDouble))
        {
            Report("Expected value of type Integer", name);
            return null;
        }

        return IsWithin(name, number.AsDouble, min, max, suffix: "") ? (long)number.AsDouble : null;
    }

    public double? Number(string name, double min, double max)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        if (value is not JsonNumber number)
        {
            Report("Expected value of type Float", name);
            return null;
        }

        return IsWithin(name, number.AsDouble, min, max, suffix: ".0") ? number.AsDouble : null;
    }

    public JsonPath? Path(string name)
    {
        if (String(name) is not { } text)
        {
            return null;
        }

        try
        {
            return Reads(JsonPath.Parse(text));
        }
        catch (JsonPathSyntaxException)
        {
            // aws-cloudformation/cfn-lint#4078
            Report("Value must be a valid JSONPath.", name);
            return null;
        }
    }

    /// <summary>A path that names one node; needed where a single value is read.</summary>
    public JsonPath? SinglePath(string name) => ReferencePath(name) is { } reference ? Reads(reference.Path) : null;

    /// <summary>A path that names one node of the state's data or of a variable, but not of the context object (floci-io/floci#3733).</summary>
    public JsonPath? DataNodePath(string name)
    {
        if (ReferencePath(name) is not { } reference)
        {
            return null;
        }

        if (reference.Root != PathRoot.Context)
        {
            return Reads(reference.Path);
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
        if (String(name) is not { } text)
        {
            return null;
        }

        try
        {
            Expression expression = Expressions.Expression.Parse(text);
            definition.Reads(expression.Variables);
            return expression;
        }
        catch (JsonPathSyntaxException)
        {
            Report($"The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call", name);
            return null;
        }
    }

    /// <summary>InputPath or OutputPath, which may be <c>null</c>.</summary>
    public DataPath? DataPath(string name)
    {
        if (Any(name) is JsonNull)
        {
            return new DataPath(Path: null);
        }

        return Path(name) is { } path ? new DataPath(path) : null;
    }

    public PayloadTemplate? Template(string name)
    {
        if (Any(name) is not { } value)
        {
            return null;
        }

        string location = $"{pointer}/{name}";
        PayloadTemplate template = PayloadTemplate.Compile(value, location, (at, message) => definition.Report(message, at));
        definition.Reads(template.Variables);
        LiteralPaths.Warn(value, location, definition);
        return template;
    }

    public ImmutableArray<string> Strings(string name)
    {
        if (Array(name, mayBeEmpty: false) is not { } array)
        {
            return [];
        }

        ImmutableArray<string>.Builder strings = ImmutableArray.CreateBuilder<string>(array.Count);
        for (int i = 0; i < array.Count; i++)
        {
            if (array[i] is JsonString text)
            {
                strings.Add(text.Value);
            }
            else
            {
                definition.Report("Expected value of type String", $"{pointer}/{name}[{i}]");
            }
        }

        return strings.ToImmutable();
    }

    /// <summary>Of fields that exclude each other, at most one may stand there.</summary>
    public void AtMostOne(params ReadOnlySpan<string> names)
    {
        int present = 0;
        foreach (string name in names)
        {
            present += json.Contains(name) ? 1 : 0;
        }

        if (present > 1)
        {
            ReportHere($"There should only be one of the following fields: [{string.Join(", ", names.ToArray())}]");
        }
    }

    public void Report(string message, string field) => definition.Report(message, $"{pointer}/{DefinitionReader.Escape(field)}");

    /// <summary>Reports a problem of the object as a whole.</summary>
    public void ReportHere(string message) => definition.Report(message, Location);

    /// <summary>Reports what is missing; says nothing about the fields that nobody asked for.</summary>
    public void EndUnread()
    {
        if (_missing.Count > 0)
        {
            ReportHere($"These fields are required: [{string.Join(", ", _missing)}]");
        }
    }

    /// <summary>Reports what is missing and what does not belong here.</summary>
    public void End()
    {
        EndUnread();
        foreach ((string name, _) in json)
        {
            if (!_known.Contains(name))
            {
                ReportHere(
                    StateFields.IsOfJsonata(name)
                        ? $"The QueryLanguage is set to 'JSONPath', but field '{name}' is only supported for the 'JSONata' QueryLanguage"
                        : $"Field '{name}' is not supported");
            }
        }
    }

    private JsonPath Reads(JsonPath path)
    {
        if (path.Variable is not null)
        {
            definition.Reads([path.Variable]);
        }

        return path;
    }

    /// <summary>Reports a number out of bounds; the bounds of fractions are shown as fractions (floci-io/floci#3733).</summary>
    private bool IsWithin(string name, double value, double min, double max, string suffix)
    {
        if (value < min)
        {
            Report($"Minimum value is {JsonNumber.FormatDouble(min)}{suffix}", name);
            return false;
        }

        if (value > max)
        {
            Report($"Maximum value is {JsonNumber.FormatDouble(max)}{suffix}", name);
            return false;
        }

        return true;
    }

    private ReferencePath? ReferencePath(string name)
    {
        if (String(name) is not { } text)
        {
            return null;
        }

        try
        {
            return Expressions.ReferencePath.Parse(text);
        }
        catch (JsonPathSyntaxException e)
        {
            Report($"Value is not a Reference Path: {e.Message}", name);
            return null;
        }
    }
}
