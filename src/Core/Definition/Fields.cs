namespace FunctionsAsl.Core.Definition;

/// <summary>
/// Reads the fields of one JSON object of a definition. Problems are reported, not thrown; a field with a problem reads as absent,
/// so that one run finds them all. <see cref="End"/> reports the fields that nobody asked for.
/// </summary>
internal sealed partial class Fields(JsonMap json, string pointer, DefinitionReading definition)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>JSON pointer to the object.</summary>
    public string Pointer => pointer;

    public DefinitionReading Definition => definition;

    /// <summary>The language of the state that the fields belong to.</summary>
    public QueryLanguage Language { get; private set; }

    /// <summary>Where the object stands in its state, as <c>Catch[0]/</c>; empty for the state itself.</summary>
    private string Place { get; init; } = "";

    /// <summary>The state asks for a language that it may not have; which fields that language has is then beside the point.</summary>
    private bool IsLanguageRefused { get; set; }

    public JsonMap Json => json;

    // AWS names the whole definition / (conformance: test_sfn_api_validation).
    private string Location => pointer.Length == 0 ? "/" : pointer;

    public bool Has(string name) => json.Contains(name);

    /// <summary>The field's value, whatever it is; <see langword="null"/> where it is absent.</summary>
    public JsonAny? Any(string name)
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

    public string? String(string name) => Value<JsonString>(name, "String")?.Value;

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

    /// <summary>
    /// Reads the QueryLanguage of a machine or state. A state has the machine's where it names none, and may go from JSONPath to
    /// JSONata, but not back; a value that is no language counts as JSONata (FLOCI).
    /// </summary>
    public void ReadLanguage(QueryLanguage outer)
    {
        Language = outer;
        if (!Has("QueryLanguage"))
        {
            return;
        }

        string? text = String("QueryLanguage");
        Language = text == nameof(QueryLanguage.JSONPath) ? QueryLanguage.JSONPath : QueryLanguage.JSONata;
        if (Language == QueryLanguage.JSONPath && outer == QueryLanguage.JSONata)
        {
            IsLanguageRefused = true;
            ReportHere("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
        }
        else if (text is not (null or nameof(QueryLanguage.JSONPath) or nameof(QueryLanguage.JSONata)))
        {
            Report("Value should be one of the following: [JSONPath, JSONata]", "QueryLanguage");
        }
    }

    public bool Boolean(string name) => Value<JsonBoolean>(name, "Boolean") is { Value: true };

    public JsonMap? Object(string name, bool mayBeEmpty = true) =>
        Value<JsonMap>(name, "Object") is { } value && (mayBeEmpty || IsFilled(name, value.Count)) ? value : null;

    /// <summary>The fields of a field that is an object.</summary>
    public Fields? Nested(string name) => Object(name) is { } nested ? Inner(nested, name) : null;

    /// <summary>The objects of an array field, each with its own pointer, as <c>/States/A/Retry[0]</c>.</summary>
    public IEnumerable<Fields> Elements(string name, bool mayBeEmpty = true)
    {
        if (Array(name, mayBeEmpty) is not { } array)
        {
            yield break;
        }

        for (int i = 0; i < array.Count; i++)
        {
            string element = $"{name}[{i}]";
            if (array[i] is JsonMap fields)
            {
                yield return Inner(fields, element);
            }
            else
            {
                definition.Report("Expected value of type Object", $"{pointer}/{element}");
            }
        }
    }

    public JsonList? Array(string name, bool mayBeEmpty = true) =>
        Value<JsonList>(name, "Array") is { } value && (mayBeEmpty || IsFilled(name, value.Count)) ? value : null;

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

    public double? Number(string name, double min, double max) =>
        Value<JsonNumber>(name, "Float") is { } number && IsWithin(name, number.AsDouble, min, max, suffix: ".0") ? number.AsDouble : null;

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

    public void Report(string message, string field) => definition.Report(message, JsonPointer.Join(pointer, field));

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
            if (_known.Contains(name))
            {
                continue;
            }

            if (LanguageFields.LanguageOf(name) is not { } language || language == Language)
            {
                ReportHere($"Field '{name}' is not supported");
            }
            else if (!IsLanguageRefused)
            {
                ReportHere($"The QueryLanguage is set to '{Language}', but field '{name}' is only supported for the '{language}' QueryLanguage");
            }
        }
    }

    /// <summary>The field's value; one of another type is reported, and reads as absent.</summary>
    private T? Value<T>(string name, string type)
        where T : JsonAny
    {
        JsonAny? value = Any(name);
        if (value is not (null or T))
        {
            Report($"Expected value of type {type}", name);
        }

        return value as T;
    }

    private bool IsFilled(string name, int count)
    {
        if (count == 0)
        {
            Report("Value cannot be empty", name);
        }

        return count > 0;
    }

    private Fields Inner(JsonMap inner, string name) => new(inner, $"{pointer}/{name}", definition)
    {
        Language = Language,
        IsLanguageRefused = IsLanguageRefused,
        Place = $"{Place}{name}/",
    };

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
}
