using System.Reflection;
using Xunit;

namespace FunctionsAsl.Unit.Infrastructure;

/// <summary>A test that needs the Bicep compiler, of which the project file brings the program for one platform.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = Problem;

    /// <summary>Why it is not here; <see langword="null"/> where it is.</summary>
    public static string? Problem => Compiler is null
        ? "The Bicep compiler comes as a package for Linux on x64 only. Elsewhere, with the Azure CLI: az bicep lint --file infra/main.bicep"
        : null;

    /// <summary>Where it is; <see langword="null"/> on other platforms.</summary>
    public static string? Compiler { get; } = typeof(BicepFactAttribute).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(static data => data.Key == "Bicep")?.Value;
}

/// <inheritdoc cref="BicepFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = BicepFactAttribute.Problem;
}
