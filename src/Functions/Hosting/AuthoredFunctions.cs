using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>The activity functions that the app's author wrote, which Task states call by their names.</summary>
internal static class AuthoredFunctions
{
    /// <summary>All activity functions of the app but those that this project needs for itself.</summary>
    public static ImmutableHashSet<string> In(ImmutableArray<IFunctionMetadata> functions) =>
        [.. functions
            .Where(static function => function.RawBindings!.Any(IsActivityTrigger))
            .Select(static function => function.Name!)
            .Except(FunctionNames.Activities, StringComparer.Ordinal)];

    private static bool IsActivityTrigger(string binding)
    {
        using var document = JsonDocument.Parse(binding);
        return document.RootElement.GetProperty("type").ValueEquals("activityTrigger");
    }
}
