namespace FunctionsAsl.Service.StateTests;

/// <summary>Checks a mocked result against what the service answers by its API model. Members that the model does not have may be there.</summary>
/// <param name="isStrict">Whether required members must be there (STRICT), or only those that are there are checked (PRESENT).</param>
internal sealed class ResultSchema(bool isStrict)
{
    /// <exception cref="ApiException">ValidationException, in AWS's words (conformance: test_field_validation_mode).</exception>
    public void Check(Shape structure, JsonMap value)
    {
        if (isStrict && structure.Members.FirstOrDefault(m => m.Required && !value.Contains(ApiNames.Capitalize(m.Name))) is { } missing)
        {
            throw Invalid($"Required field '{ApiNames.Capitalize(missing.Name)}' is missing");
        }

        foreach ((string name, JsonAny item) in value)
        {
            if (ApiNames.FindMember(structure, name) is { } member)
            {
                Check(name, member.Shape, item);
            }
        }
    }

    private void Check(string field, Shape shape, JsonAny value)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Structure when shape.Document:
                break;
            case ShapeKind.Structure:
                Check(shape, value as JsonMap ?? throw Mismatch(field, "an object"));
                break;
            case ShapeKind.List:
                foreach (JsonAny item in value as JsonList ?? throw Mismatch(field, "an array"))
                {
                    Check(field, shape.Item!.Shape, item);
                }

                break;
            case ShapeKind.Map:
                foreach ((_, JsonAny item) in value as JsonMap ?? throw Mismatch(field, "an object"))
                {
                    Check(field, shape.Value!.Shape, item);
                }

                break;
            case ShapeKind.Boolean when value is not JsonBoolean:
                throw Mismatch(field, "a boolean");
            case ShapeKind.Integer or ShapeKind.Long or ShapeKind.Float or ShapeKind.Double:
                CheckRange(field, shape, value as JsonNumber ?? throw Mismatch(field, "a number"));
                break;
            case ShapeKind.String or ShapeKind.Timestamp or ShapeKind.Blob when value is not JsonString:
                throw Mismatch(field, "a string");
            case ShapeKind.String when !shape.Enum.IsEmpty && !shape.Enum.Contains(((JsonString)value).Value):
                throw Invalid($"Field '{field}' is not an expected value");
        }
    }

    private static void CheckRange(string field, Shape shape, JsonNumber value)
    {
        if ((double?)shape.Min > value.AsDouble)
        {
            throw Invalid($"Field '{field}' is less than the minimum value");
        }

        if ((double?)shape.Max < value.AsDouble)
        {
            throw Invalid($"Field '{field}' is greater than the maximum value");
        }
    }

    private static ApiException Mismatch(string field, string wanted) => Invalid($"Field '{field}' must be {wanted}");

    private static ApiException Invalid(string problem) => new("ValidationException", $"Mock result schema validation error: {problem}");
}
