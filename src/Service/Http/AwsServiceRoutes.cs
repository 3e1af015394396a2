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

    public static ValueTask<HttpAnswer> List(RouteCall call, CancellationToken cancel) => new(Routes.Answer(200, JsonMap.Of(
        ("services", JsonList.Of(ServiceTable.All().Select(static service => (JsonAny)Names(service).Build()))))));

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
        var shapes = new JsonMap.Builder(service.Shapes.Length);
        foreach (Shape shape in service.Shapes)
        {
            shapes.Set(shape.Name, Show(shape));
        }

        return Routes.Answer(200, Names(entry)
            .Set("fullName", service.FullName)
            .Set("protocol", ToCamelCase(service.Protocol))
            .Set("operations", JsonList.Of(service.Operations.Select(static operation => (JsonAny)Show(operation))))
            .Set("shapes", shapes.Build())
            .Build());
    }

    private static JsonMap.Builder Names(ServiceEntry service) => new JsonMap.Builder()
        .Set("name", service.Name)
        .Set("id", service.Id)
        .Set("sdkName", service.SdkName);

    private static JsonMap Show(OperationModel operation) => new JsonMap.Builder()
        .Set("name", operation.Name)
        .SetIfPresent("input", Reference(operation.Input))
        .SetIfPresent("output", Reference(operation.Output))
        .Set("errors", JsonList.Of(operation.Errors.Select(static error => (JsonAny)error.Name)))
        .Build();

    private static JsonMap Show(Shape shape) => new JsonMap.Builder()
        .Set("type", ToCamelCase(shape.Kind))
        .SetIfPresent("members", shape.Kind == ShapeKind.Structure
            ? JsonList.Of(shape.Members.Select(static member => (JsonAny)Show(member)))
            : null)
        .SetIfPresent("item", Reference(shape.Item?.Shape))
        .SetIfPresent("key", Reference(shape.Key?.Shape))
        .SetIfPresent("value", Reference(shape.Value?.Shape))
        .SetIfPresent("min", Number(shape.Min))
        .SetIfPresent("max", Number(shape.Max))
        .SetIfPresent("pattern", shape.Pattern is { } pattern ? new JsonString(pattern) : null)
        .SetIfPresent("enum", shape.Enum.IsEmpty ? null : JsonList.Of(shape.Enum.Select(static value => (JsonAny)value)))
        .SetIfPresent("union", shape.Union ? JsonAny.True : null)
        .Build();

    private static JsonMap Show(Member member) => new JsonMap.Builder()
        .Set("name", member.Name)
        .Set("shape", member.Shape.Name)
        .SetIfPresent("required", member.Required ? JsonAny.True : null)
        .Build();

    private static JsonString? Reference(Shape? shape) => shape is null ? null : new JsonString(shape.Name);

    private static JsonAny? Number(decimal? bound) =>
        bound is { } number ? JsonNumber.Parse(number.ToString(CultureInfo.InvariantCulture)) : null;

    private static string ToCamelCase(Enum value) => ApiNames.Decapitalize(value.ToString());
}
