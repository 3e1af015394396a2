using System.Collections.Immutable;
using System.Text.Json;
using FunctionsAsl.Functions.Triggers;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>The activity functions that the app's author wrote, which Task states call by their names.</summary>
internal static class AuthoredFunctions
{
    /// <summary>All activity functions of the app but those that this project needs for itself.</summary>
    public static ImmutableArray<string> In(ImmutableArray<IFunctionMetadata> functions) =>
        [.. functions
            .Where(static function => function.RawBindings!.Any(IsActivityTrigger))
            .Select(static function => function.Name!)
            .Except(DurableTriggers.Activities, StringComparer.Ordinal)];

    private static bool IsActivityTrigger(string binding)
    {
        using var document = JsonDocument.Parse(binding);
        return document.RootElement.GetProperty("type").ValueEquals("activityTrigger");
    }
}
