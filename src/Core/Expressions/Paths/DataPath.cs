namespace FunctionsAsl.Core.Expressions.Paths;

/// <summary>InputPath, OutputPath or another field that selects data by a path; without one (<c>null</c>) it selects <c>{}</c>.</summary>
internal sealed record DataPath(JsonPath? Path)
{
    public JsonAny Select(JsonAny root, Scope scope) => Path is null ? JsonMap.Empty : Path.Evaluate(root, scope);
}
