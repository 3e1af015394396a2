using System.Text;

namespace FunctionsAsl.Service.Protocol;

/// <summary>Checks a request against its input structure with the texts of AWS's front end.</summary>
internal static class RequestValidation
{
    // A caller may send very many bad tags; a message is for reading.
    private const int MostViolations = 100;

    /// <exception cref="ApiException">SerializationException for a wrong JSON type, ValidationException for the rest.</exception>
    public static void Check(Shape input, JsonMap request)
    {
        CheckTypes(input, request);
        List<string> violations = [];
        CheckMembers(input, request, "", violations);
        if (violations.Count > 0)
        {
            throw new ApiException("ValidationException", string.Create(CultureInfo.InvariantCulture,
                $"{violations.Count} validation error{(violations.Count == 1 ? "" : "s")} detected: {string.Join("; ", violations)}"));
        }
    }

    private static void CheckTypes(Shape shape, JsonAny value)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure:
                JsonMap o = value as JsonMap ?? throw Mismatch("Unexpected value type in payload");
                foreach (Member member in shape.Members)
                {
                    if (o[member.Name] is { Kind: not JsonKind.Null } item)
                    {
                        CheckTypes(member.Shape, item);
                    }
                }

                break;
            case ShapeKind.List:
                foreach (JsonAny item in (value as JsonList ?? throw Mismatch("Expected list or null")).Items)
                {
                    if (item.Kind != JsonKind.Null)
                    {
                        CheckTypes(shape.Item!.Shape, item);
                    }
                }

                break;
            case ShapeKind.String when value is not JsonString:
                throw Mismatch(value, "a String");
            case ShapeKind.Boolean when value is not JsonBoolean:
                throw Mismatch(value, "a Boolean");
            case ShapeKind.Integer or ShapeKind.Long when value is not JsonNumber { IsInteger: true }:
            case ShapeKind.Integer when !((JsonNumber)value).TryGetInt64(out long number) || number != (int)number:
                throw Mismatch(value, "an Integer");
            case ShapeKind.Float or ShapeKind.Double when value is not JsonNumber:
                throw Mismatch(value, "a Float");
        }
    }

    private static void CheckMembers(Shape structure, JsonMap value, string path, List<string> violations)
    {
        foreach (Member member in structure.Members)
        {
            string at = path + member.Name;
            if (value[member.Name] is { Kind: not JsonKind.Null } item)
            {
                CheckValue(member.Shape, item, at, violations);
            }
            else if (member.Required)
            {
                Add(violations, member.Shape.Sensitive ? "Value" : "Value null", at, "Member must not be null");
            }
        }
    }

    private static void CheckValue(Shape shape, JsonAny value, string at, List<string> violations)
    {
        switch (value)
        {
            case JsonMap o:
                CheckMembers(shape, o, at + ".", violations);
                break;
            case JsonList list:
                CheckLength(shape, list, list.Count, at, violations);
                for (int i = 0; i < list.Count && violations.Count < MostViolations; i++)
                {
                    if (list[i].Kind != JsonKind.Null)
                    {
                        CheckValue(shape.Item!.Shape, list[i], string.Create(CultureInfo.InvariantCulture, $"{at}.{i + 1}.member"), violations);
                    }
                }

                break;
            case JsonNumber number:
                if ((double?)shape.Max < number.AsDouble)
                {
                    Add(violations, Show(shape, value), at, $"Member must have value less than or equal to {shape.Max}");
                }

                if ((double?)shape.Min > number.AsDouble)
                {
                    Add(violations, Show(shape, value), at, $"Member must have value greater than or equal to {shape.Min}");
                }

                break;
            case JsonString text:
                CheckText(shape, text, at, violations);
                break;
        }
    }

    private static void CheckText(Shape shape, JsonString text, string at, List<string> violations)
    {
        if (!Inputs.IsMeasuredInBytes(shape))
        {
            CheckLength(shape, text, text.Value.Length, at, violations);
        }
        else if (Encoding.UTF8.GetByteCount(text.Value) > shape.MaxLength)
        {
            Add(violations, Show(shape, text), at, $"Member must have size less than or equal to {shape.Max} bytes in UTF-8 encoding");
        }

        if (!shape.Enum.IsEmpty && !shape.Enum.Contains(text.Value))
        {
            Add(violations, Show(shape, text), at, $"Member must satisfy enum value set: [{string.Join(", ", Inputs.Choices(shape))}]");
        }

        if (shape.Pattern is not null && !Inputs.Matches(shape, text.Value))
        {
            Add(violations, Show(shape, text), at, $"Member must satisfy regular expression pattern: {shape.Pattern}");
        }
    }

    private static void CheckLength(Shape shape, JsonAny value, int length, string at, List<string> violations)
    {
        if (length > shape.MaxLength)
        {
            Add(violations, Show(shape, value), at, $"Member must have length less than or equal to {shape.Max}");
        }

        if (length < shape.MinLength)
        {
            Add(violations, Show(shape, value), at, $"Member must have length greater than or equal to {shape.Min}");
        }
    }

    private static void Add(List<string> violations, string value, string at, string constraint)
    {
        if (violations.Count < MostViolations)
        {
            violations.Add($"{value} at '{at}' failed to satisfy constraint: {constraint}");
        }
    }

    private static string Show(Shape shape, JsonAny value) => shape.Sensitive ? "Value" : $"Value '{AsJava(shape, value)}'";

    /// <summary>The value as Java's toString shows it to AWS's front end (LS test_sfn_api_aliasing).</summary>
    private static string AsJava(Shape shape, JsonAny value) => value switch
    {
        JsonString text => shape.Sensitive ? "*** Sensitive Data Redacted ***" : text.Value,
        JsonList list => $"[{string.Join(", ", list.Select(item => AsJava(shape.Item!.Shape, item)))}]",
        JsonMap o => $"{shape.Name}({string.Join(", ", shape.Members
            .Where(member => o.Contains(member.Name))
            .Select(member => $"{member.Name}={AsJava(member.Shape, o[member.Name]!)}"))})",
        _ => value.ToString(),
    };

    private static ApiException Mismatch(JsonAny value, string wanted) => Mismatch(value switch
    {
        JsonList => "Start of list found where not expected",
        JsonMap => "Start of structure or map found where not expected.",
        JsonString => $"STRING_VALUE can not be converted to {wanted}",
        JsonNumber { IsIntegerLiteral: true } => $"NUMBER_VALUE can not be converted to {wanted}",
        JsonNumber => $"DECIMAL_VALUE can not be converted to {wanted}",
        _ => $"{(value.Equals(JsonAny.True) ? "TRUE" : "FALSE")}_VALUE can not be converted to {wanted}",
    });

    private static ApiException Mismatch(string problem) => new("SerializationException", problem);
}
