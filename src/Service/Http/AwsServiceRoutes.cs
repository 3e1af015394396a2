using System.Collections.Concurrent;

namespace FunctionsAsl.Service.Http;

/// <summary>
/// The routes that say what AWS's services can do, with names and fields, for who writes a Task. Shapes are referred to by
/// name, so that an answer is bounded where they contain themselves.
/// </summary>
internal sealed class AwsServiceRoutes
{
    // None of them ever changes, and the largest takes a while.
    private readonly ConcurrentDictionary<string, Lazy<HttpAnswer>> _described = new(StringComparer.Ordinal);

    public static ValueTask<HttpAnswer> List(RouteCall call, CancellationToken cancel) => new(Routes.Answer(200, JsonObject.Of(
        ("services", JsonArray.Of(ServiceTable.All().Select(static service => (JsonValue)Names(service).Build()))))));

    public ValueTask<HttpAnswer> Describe(RouteCall call, CancellationToken cancel)
    {
        string name = call.Path["name"];
        ServiceEntry entry = ServiceTable.Find(name)
            ?? throw new ApiException("ResourceNotFound", $"AWS has no service '{name}' that is known here.");
        return new(_described.GetOrAdd(entry.Name, _ => new Lazy<HttpAnswer>(() => Describe(entry))).Value);
    }

    private static HttpAnswer Describe(ServiceEntry entry)
    {
        ServiceModel service = ServiceTable.Read(entry);
        var shapes = new JsonObject.Builder(service.Shapes.Length);
        foreach (Shape shape in service.Shapes)
        {
            shapes.Set(shape.Name, Show(shape));
        }

        return Routes.Answer(200, Names(entry)
            .Set("fullName", service.FullName)
            .Set("protocol", ToCamelCase(service.Protocol))
            .Set("operations", JsonArray.Of(service.Operations.Select(static operation => (JsonValue)Show(operation))))
            .Set("shapes", shapes.Build())
            .Build());
    }

    private static JsonObject.Builder Names(ServiceEntry service) => new JsonObject.Builder()
        .Set("name", service.Name)
        .Set("id", service.Id)
        .Set("sdkName", service.SdkName);

    private static JsonObject Show(OperationModel operation) => new JsonObject.Builder()
        .Set("name", operation.Name)
        .SetIfPresent("input", Reference(operation.Input))
        .SetIfPresent("output", Reference(operation.Output))
        .Set("errors", JsonArray.Of(operation.Errors.Select(static error => (JsonValue)error.Name)))
        .Build();

    private static JsonObject Show(Shape shape) => new JsonObject.Builder()
        .Set("type", ToCamelCase(shape.Kind))
        .SetIfPresent("members", shape.Kind == ShapeKind.Structure
            ? JsonArray.Of(shape.Members.Select(static member => (JsonValue)Show(member)))
            : null)
        .SetIfPresent("item", Reference(shape.Item?.Shape))
        .SetIfPresent("key", Reference(shape.Key?.Shape))
        .SetIfPresent("value", Reference(shape.Value?.Shape))
        .SetIfPresent("min", Number(shape.Min))
        .SetIfPresent("max", Number(shape.Max))
        .SetIfPresent("pattern", shape.Pattern is { } pattern ? new JsonString(pattern) : null)
        .SetIfPresent("enum", shape.Enum.IsEmpty ? null : JsonArray.Of(shape.Enum.Select(static value => (JsonValue)value)))
        .SetIfPresent("union", shape.Union ? JsonValue.True : null)
        .Build();

    private static JsonObject Show(Member member) => new JsonObject.Builder()
        .Set("name", member.Name)
        .Set("shape", member.Shape.Name)
        .SetIfPresent("required", member.Required ? JsonValue.True : null)
        .Build();

    private static JsonString? Reference(Shape? shape) => shape is null ? null : new JsonString(shape.Name);

    private static JsonValue? Number(decimal? bound) =>
        bound is { } number ? JsonNumber.Parse(number.ToString(CultureInfo.InvariantCulture)) : null;

    private static string ToCamelCase(Enum value) => ApiNames.Decapitalize(value.ToString());
}
