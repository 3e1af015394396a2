using Xunit;

namespace FunctionsAsl.Browser;

/// <summary>The browser, with Playwright's runner and what the specs use.</summary>
internal static class Chromium
{
    public static NodePackages Packages { get; } = new(Path.Combine(AppContext.BaseDirectory, "specs"));

    /// <summary>Debian's, or the one that <c>CHROMIUM</c> names.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    /// <summary>Why it cannot run here; <see langword="null"/> where it can.</summary>
    public static string? Problem => File.Exists(Program)
        ? Packages.Problem
        : $"There is no {Program} here. Install it with: apt-get install chromium; or set CHROMIUM to one.";
}

/// <summary>A test that needs Chromium and Node.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Problem;
}

/// <summary>A test that needs Chromium, Node, and Azurite.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumAndAzuriteTheoryAttribute : TheoryAttribute
{
    public ChromiumAndAzuriteTheoryAttribute() => Skip = Chromium.Problem ?? Azurite.Problem;
}
